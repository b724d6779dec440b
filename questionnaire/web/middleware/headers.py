"""Response headers: content security policy, and no caching of pages that hold answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request, session
from werkzeug.sansio.utils import host_is_trusted

from questionnaire.web.middleware.errors import error_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_PERMISSIONS = (
    *("accelerometer", "autoplay", "camera", "cross-origin-isolated", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "keyboard-map", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "sync-xhr", "usb"),
    *("xr-spatial-tracking",),
)


def permissions_policy(*allowed: str) -> str:
    """Return a policy that refuses every power of the browser, but those that a page of ours needs."""
    return ", ".join(f"{name}=({'self' if name in allowed else ''})" for name in _PERMISSIONS)


SERVER = "terrain-d-entente"  # instead of the server's own name
_ALWAYS = {
    "Server": SERVER,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissions_policy(),
}
HSTS = "max-age=31536000"  # a year; sub-domains may belong to others
_OWN = frozenset({"Permissions-Policy"})  # the screen of a workshop has its own
_PUBLIC = ("pages", "leaflets")  # the only blueprints whose pages hold no answers
PUBLIC_SECONDS = 300
_SHARED = [("Cache-Control", f"public, max-age={PUBLIC_SECONDS}")]
_PRIVATE = [("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex, nofollow")]


def install_headers(app: Flask, hosts: tuple[str, ...] = (), *, https: bool = False) -> None:
    """Add the headers to every response; refuse other host names than `hosts`, if any."""
    always = [*_ALWAYS.items(), *([("Strict-Transport-Security", HSTS)] if https else [])]
    app.wsgi_app = _ConstantHeaders(app.wsgi_app, always)  # type: ignore[method-assign]

    @app.before_request
    def _check_host() -> Response | None:
        # health checks call the server by its IP address
        if not hosts or request.blueprint == "health" or host_is_trusted(request.host, hosts):
            return None
        return error_page(421)

    @app.after_request
    def _headers(response: Response) -> Response:
        # a page that shows a message takes it out of the session, and sets a cookie: it is one person's
        one_person = session.modified or "Set-Cookie" in response.headers
        public = request.blueprint in _PUBLIC and response.status_code == 200 and not one_person
        # replaced, not added: a picture of the guide has a Cache-Control of its own
        response.headers.update(_SHARED if public else _PRIVATE)
        return response


class _ConstantHeaders:
    """WSGI middleware that adds constant headers to every response, but those that a page sets itself."""

    def __init__(self, app: WSGIApplication, headers: list[tuple[str, str]]) -> None:
        self._app, self._headers = app, headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            own = {name for name, _ in headers if name in _OWN}
            added = [header for header in self._headers if header[0] not in own] if own else self._headers
            return start_response(status, headers + added, *error)

        return self._app(environ, start)
