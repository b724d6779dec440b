"""Compressions that a client refuses (`gzip;q=0`), which Flask-Compress and WhiteNoise take for accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

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
    items = [item.strip() for item in header.split(",")]
    refused = {_name(item) for item in items if _is_refused(item)}
    accepted = [item for item in items if _name(item) not in refused]
    if "*" in map(_name, accepted):  # everything but what is refused
        named = set(map(_name, accepted))
        accepted = [item for item in accepted if _name(item) != "*"]
        accepted += [name for name in _OURS if name not in refused | named]
    return ", ".join(accepted)


def _name(item: str) -> str:
    return item.partition(";")[0].strip().lower()


def _is_refused(item: str) -> bool:
    name, _, weight = item.partition("=")
    try:
        return ";" in name and float(weight) == 0
    except ValueError:
        return False
