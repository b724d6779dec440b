"""Client address, scheme, host and path prefix taken from the headers of trusted proxies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# « //elsewhere.example » would make every link point to another site
_PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+").fullmatch


def trust_proxies(app: Flask, count: int) -> None:
    """Trust the X-Forwarded-… headers of the last `count` proxies; none when it is 0."""
    if count:
        plain = _PlainPrefix(app.wsgi_app)
        app.wsgi_app = ProxyFix(plain, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]


class _PlainPrefix:
    """WSGI middleware that drops a malformed path prefix."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        environ["SCRIPT_NAME"] = prefix if _PREFIX(prefix) else ""
        return self._app(environ, start_response)
