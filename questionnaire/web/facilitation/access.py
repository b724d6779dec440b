"""Access to the facilitators' space: sessions and roles."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.roles import Role
from questionnaire.errors import StorageError
from questionnaire.services.journal import note as note_event
from questionnaire.storage import Facilitator, now
from questionnaire.web.context import services
from questionnaire.web.facilitation.attempts import MARKS
from questionnaire.web.local_time import today

TOKEN = "facilitator"  # noqa: S105 - session key, not a secret
IDLE = datetime.timedelta(hours=4)  # a session unused for longer ends
LONGEST = datetime.timedelta(hours=12)  # the maximum duration of a session
TOUCH = datetime.timedelta(minutes=5)  # the last use of a session is stored at most this often

View = TypeVar("View", bound=Callable[..., Any])

# endpoints that need no account: sign-in, and what a one-time link opens
OPEN_ENDPOINTS = {"facilitation.signing.sign_in", "facilitation.links.welcome", "facilitation.links.new_password"}


def allowed(role: Role) -> Callable[[View], View]:
    """Return a decorator that gives a view the role that it needs; without it, a view needs the role `animation`."""

    def decorator(view: View) -> View:
        view.needed_role = role  # type: ignore[attr-defined]
        return view

    return decorator


reading = allowed(Role.LECTURE)  # decorator of the views that need no right to edit
administering = allowed(Role.ADMINISTRATION)  # decorator of the views of accounts and of the journal


def needed_role(endpoint: str) -> Role | None:
    """Return the role that an endpoint of the space needs; None when it needs no account."""
    if endpoint in OPEN_ENDPOINTS:
        return None
    if endpoint.startswith("facilitation.preview."):
        return Role.LECTURE  # the respondent's views, which store nothing there
    return getattr(current_app.view_functions[endpoint], "needed_role", Role.ANIMATION)


def facilitator() -> Facilitator:
    """Return the signed-in account; only called after the access check."""
    account = g.facilitator
    assert isinstance(account, Facilitator)  # noqa: S101 - the access check ran before
    return account


def current_facilitator() -> Facilitator | None:
    """Return the signed-in account, or None; end a session that is too old or unused for too long."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    accounts, digest = services().accounts, key_digest(token)
    stored_session = accounts.session(digest)
    if stored_session is None:
        return None
    moment = now()
    if moment - stored_session.seen_at > IDLE or moment - stored_session.created_at > LONGEST:
        with suppress(StorageError):  # the session is over even if this cannot be stored
            accounts.close_session(digest)
        return None
    if moment - stored_session.seen_at > TOUCH:
        with suppress(StorageError):  # a failed update must not prevent reading
            accounts.touch_session(digest)
    return stored_session.facilitator


def open_session(account: Facilitator) -> None:
    """Start a session with a new token, and drop the previous content of the browser's session."""
    _clear_session()
    token = secrets.token_urlsafe(32)
    services().accounts.open_session(account.id, key_digest(token), now() - LONGEST, today())
    session[TOKEN] = token


def note(event: Event, author: str | None = None, *, address: str = "", **details: str | int) -> None:
    """Add an entry to the journal; `author` is the signed-in account by default."""
    if request.method == "HEAD":
        return  # nothing was done
    name = facilitator().name if author is None else author
    note_event(services().journal, event, name, address=address, **details)


def session_digest() -> str:
    """Return the digest of the current session."""
    return key_digest(str(session.get(TOKEN, "")))


def close_every_session() -> None:
    """End every session of the account, this one included."""
    services().accounts.close_sessions(facilitator().id)
    _clear_session()


def close_session() -> None:
    """End the session, in the browser and in the database."""
    services().accounts.close_session(session_digest())
    _clear_session()


def _clear_session() -> None:
    """Drop the content of the browser's session, except the marks of who signed in from it: see attempts.py."""
    marks = session.get(MARKS)
    session.clear()
    g.pop("csrf_token", None)  # made for the session that ends
    if marks:
        session[MARKS] = marks


def safe_redirect(target: str) -> ResponseReturnValue:
    """Redirect to `target` if it is a page of the space, else to its home page."""
    home = url_for("facilitation.overview.home")
    inside = target == home or target.startswith((f"{home}/", f"{home}?"))
    unsafe = (
        "\\" in target or "//" in target or "/.." in target or target == url_for("facilitation.signing.sign_out")
    )
    safe = inside and not unsafe and target.isprintable()
    return redirect(target if safe else home, 303)
