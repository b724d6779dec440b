"""Compressions that a client refuses (`gzip;q=0`), which Flask-Compress and WhiteNoise take for accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_OURS = ("zstd", "br", "gzip")


class AcceptedEncodings:
    """WSGI middleware that leaves only what is accepted in the Accept-Encoding header."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on."""
        sent = environ.get("HTTP_ACCEPT_ENCODING", "")
        if "q=0" in sent.lower():
            environ["HTTP_ACCEPT_ENCODING"] = accepted_encodings(sent)
        return self._app(environ, start_response)


def accepted_encodings(header: str) -> str:
    """Return an Accept-Encoding header without what it refuses."""
    sent = parse_accept_header(header)
    known = {name.lower() for name, _ in sent}
    accepted = [(name, weight) for name, weight in sent if weight and name != "*"]
    if sent["*"]:  # everything but what is named
        accepted += [(name, sent["*"]) for name in _OURS if name not in known]
    return Accept(accepted).to_header()
