"""Sessions whose signature is checked once, not at each page: a cookie found good stays good until it expires.

What is kept is small and bounded, and holds nobody's answers: only sessions made of plain words
(the token of a respondent, that of a facilitator) are, and each request gets a copy of its own.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from questionnaire.recent import Recent


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions; a cookie already checked is not checked again."""

    def __init__(self) -> None:
        self._checked: Recent[tuple[dict[str, Any], float]] = Recent()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie, or an empty one."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        longest = app.permanent_session_lifetime.total_seconds()
        known = self._checked.get(cookie)
        if known is not None and time.time() - known[1] <= longest:
            return self.session_class(known[0])
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            data, signed = signer.loads(cookie, max_age=int(longest), return_timestamp=True)
        except BadSignature:
            return self.session_class()
        if all(isinstance(value, str) for value in data.values()):
            self._checked.put(cookie, (dict(data), signed.timestamp()))
        return self.session_class(data)
