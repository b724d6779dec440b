"""What the proxies in front say is believed, as many of them as the settings trust: address, scheme, name, path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# « //elsewhere.example » would make every link lead to another site
_PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+").fullmatch


def trust_proxies(app: Flask, count: int) -> None:
    """Believe the X-Forwarded-… headers of the last `count` proxies; none when there is no proxy."""
    if count:
        plain = _PlainPrefix(app.wsgi_app)
        app.wsgi_app = ProxyFix(plain, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]


class _PlainPrefix:
    """Keeps the path under which the site is reached only when it is one."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        environ["SCRIPT_NAME"] = prefix if _PREFIX(prefix) else ""
        return self._app(environ, start_response)
