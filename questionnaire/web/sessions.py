"""Sessions and tokens whose signatures are computed once, not at each page.

A signed cookie that was found good stays good until it expires; a token against forged requests has no time limit
(decision 0009). What is kept is small and bounded, and holds nobody's answers: only sessions made of plain words
(the token of a respondent, that of a facilitator) are, and each request gets a copy of its own.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Generic, TypeVar

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature

MOST = 2048
RAW = "csrf_token"  # where Flask-WTF keeps what it signs


Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The last values put, by text."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[str, Value] = {}
        self._turn = threading.Lock()

    def get(self, key: str) -> Value | None:
        """Return the value of that key, if it is still kept."""
        return self._kept.get(key)

    def put(self, key: str, value: Value) -> None:
        """Keep a value, and let the oldest ones go."""
        with self._turn:
            self._kept[key] = value
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]


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


_tokens: Recent[str] = Recent()


def form_token() -> str:
    """Return the token of this session's forms, signed once for each session."""
    raw = session.get(RAW)
    token = _tokens.get(raw) if raw else None
    if token is None:
        token = generate_csrf()
        _tokens.put(session[RAW], token)
    return token
