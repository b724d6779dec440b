"""Who may do what in the facilitators' space: sessions, roles, and the limit on attempts to sign in."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.roles import Role
from questionnaire.storage import Facilitator, now
from questionnaire.storage.accounts import fold
from questionnaire.web.context import services

TOKEN = "facilitator"  # noqa: S105 - the name of the place in the session
IDLE = datetime.timedelta(hours=4)
LONGEST = datetime.timedelta(hours=12)
TOUCH = datetime.timedelta(minutes=5)
WINDOW = datetime.timedelta(minutes=15)
PER_NAME_AND_ADDRESS, PER_ADDRESS, PER_NAME = 5, 30, 50

View = TypeVar("View", bound=Callable[..., Any])

# the pages that need no account: signing in, and making the first one
OPEN = {"facilitation.signing.sign_in", "facilitation.signing.welcome"}


def allowed(role: Role) -> Callable[[View], View]:
    """Mark a view as open to `role`; a view without a mark needs the role `animation`."""

    def mark(view: View) -> View:
        view.needed_role = role  # type: ignore[attr-defined]
        return view

    return mark


reading = allowed(Role.LECTURE)


def needed_role(endpoint: str) -> Role | None:
    """Return the role that an endpoint of the space asks for; None when it is open."""
    if endpoint in OPEN:
        return None
    if endpoint.startswith("facilitation.preview."):
        return Role.LECTURE  # the respondent's own views, where nothing is stored
    return getattr(current_app.view_functions[endpoint], "needed_role", Role.ANIMATION)


def facilitator() -> Facilitator:
    """Return who is signed in; only called behind the guard."""
    found = g.facilitator
    assert isinstance(found, Facilitator)  # noqa: S101 - the guard has seen to it
    return found


def current() -> Facilitator | None:
    """Return who is signed in, or None; a session too old or too long idle ends here."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    accounts, digest = services().accounts, key_digest(token)
    found = accounts.session(digest)
    if found is None:
        return None
    moment = now()
    if moment - found.seen_at > IDLE or moment - found.created_at > LONGEST:
        accounts.close_session(digest)
        return None
    if moment - found.seen_at > TOUCH:
        accounts.touch_session(digest)
    return found.facilitator


def open_session(account: Facilitator) -> None:
    """Begin a session under a new token: whatever the visitor's session held before is dropped."""
    session.clear()
    token = secrets.token_urlsafe(32)
    services().accounts.open_session(account.id, key_digest(token), now() - LONGEST)
    session[TOKEN] = token


def session_digest() -> str:
    """Return the digest of the session in use."""
    return key_digest(str(session.get(TOKEN, "")))


def close_session() -> None:
    """End the session, on the server too."""
    services().accounts.close_session(session_digest())
    session.clear()


def attempt_scopes(name: str) -> dict[str, int]:
    """Return the scopes of an attempt to sign in, as digests, with the most attempts that each allows."""
    address = request.remote_addr or ""
    named = fold(name)
    return {
        _scope("nom+adresse", named, address): PER_NAME_AND_ADDRESS,
        _scope("adresse", address): PER_ADDRESS,
        _scope("nom", named): PER_NAME,
    }


def _scope(*parts: str) -> str:
    secret = services().settings.secret_key.encode()
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def go_on(wanted: str) -> ResponseReturnValue:
    """Go to a page of the space, and nowhere else."""
    home = url_for("facilitation.overview.home")
    inside = wanted == home or wanted.startswith((f"{home}/", f"{home}?"))
    odd = "\\" in wanted or "//" in wanted or "/.." in wanted or wanted == url_for("facilitation.signing.sign_out")
    safe = inside and not odd and wanted.isprintable()
    return redirect(wanted if safe else home, 303)
