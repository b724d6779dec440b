"""The form that every form grows from: a token against forged requests, and words when it is refused."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from questionnaire.typography import NBSP

STALE = (
    "Cette page était ouverte depuis longtemps, ou votre navigateur a refusé le témoin de session"
    f"{NBSP}: par précaution, rien n’a encore été enregistré. Vos réponses sont toujours là{NBSP}: envoyez-les à nouveau."
)


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with a token against forged requests and nothing else; every form here grows from it."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a refused token is told in words that help."""
        valid: bool = super().validate(extra_validators)
        if self.stale:
            self["csrf_token"].errors = [STALE]
        return valid

    @property
    def stale(self) -> bool:
        """Whether the token was refused (expired session, cookie refused)."""
        return bool(self.errors.get("csrf_token"))
