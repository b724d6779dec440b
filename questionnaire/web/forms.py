"""The base class of all forms: CSRF token, and a message in French when it is refused."""

from __future__ import annotations

import datetime
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer

from questionnaire.typography import NBSP
from questionnaire.web.cookies import cookie_problem

_TOKEN_SALT = "wtf-csrf-token"  # noqa: S105 - the salt of Flask-WTF's tokens, not a secret
STALE = f"Cette page était ouverte depuis longtemps{NBSP}: par précaution, rien n’a encore été enregistré. Vos réponses sont toujours là{NBSP}: envoyez-les à nouveau."
STALE_FORM = f"Votre session a changé depuis l’ouverture de cette page{NBSP}: rien n’est encore enregistré. Ce que vous avez écrit est toujours là{NBSP}: enregistrez à nouveau."
RESUMED_FIELD = "reprise"  # sent with a form given back after signing in: it is shown, not saved
RESUMED = f"Voici ce que vous aviez écrit avant la fin de votre session{NBSP}: rien n’en est encore enregistré. Relisez, puis enregistrez."


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with a CSRF token and no other field; the base class of all forms."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; the error of a refused CSRF token says what to do: about a missing cookie, else STALE."""
        valid: bool = super().validate(extra_validators)
        if self.stale:
            self["csrf_token"].errors = [cookie_problem() or STALE]
        return valid

    @property
    def stale(self) -> bool:
        """Whether the CSRF token was refused (expired session, cookie refused)."""
        return bool(self.errors.get("csrf_token"))


def seconds_since_shown(form: PageForm) -> int:
    """Return how many seconds ago the page of a form was made, from the date in its CSRF token; 0 when it is invalid."""
    signed = URLSafeTimedSerializer(current_app.secret_key, salt=_TOKEN_SALT)  # type: ignore[arg-type]
    try:
        _, made = signed.loads(form["csrf_token"].data, return_timestamp=True)
    except BadData:
        return 0
    since: datetime.timedelta = datetime.datetime.now(datetime.UTC) - made
    return max(0, round(since.total_seconds()))


def whole_number(text: str) -> int | None:
    """Return the whole number (at most nine digits) in a text that a form or an address sends, or None."""
    # str.isdigit() alone takes « ² », which int() refuses
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
