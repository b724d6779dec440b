"""Documents made on request: a few at once, a few more in a queue; beyond, a page asks to come back later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from flask import Response, abort, request

from questionnaire.renderings.pdf.typesetter import SECONDS
from questionnaire.web.middleware.errors import busy_page

AT_ONCE, WAITING = 2, 6  # documents that a process makes at once; others in the queue
DOCUMENT_SECONDS = 25.0  # for the queue and the making: less than the proxy's timeout (deploy/nginx.conf)
PATIENCE = DOCUMENT_SECONDS - SECONDS  # the longest wait in the queue; then a PDF may take SECONDS
_making = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)


def made_in_turn(make: Callable[[], bytes]) -> bytes:
    """Return the document that `make` makes, after those before it; abort with a 503 page when the queue is too long."""
    if not _places.acquire(blocking=False):
        abort(busy_page())
    try:
        if not _making.acquire(timeout=PATIENCE):
            abort(busy_page())
        try:
            return make()
        finally:
            _making.release()
    finally:
        _places.release()


class DocumentCache:
    """A cache of documents that are the same for everybody; the oldest is dropped beyond `max_size`."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._documents: dict[Hashable, bytes] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the document of `key`, made the first time; concurrent requests wait for it."""
        found = self._documents.get(key)
        if found is not None:
            return found
        if not self._lock.acquire(timeout=PATIENCE):
            abort(busy_page())
        try:
            if key not in self._documents:
                content = made_in_turn(make)
                while len(self._documents) >= self._max_size:
                    self._documents.pop(next(iter(self._documents)))
                self._documents[key] = content
            return self._documents[key]
        finally:
            self._lock.release()


def attachment(content: bytes, mimetype: str, file_name: str) -> Response:
    """Return a file to download; for HEAD, which link previewers send, the headers alone: no document was made."""
    response = Response(content, mimetype=mimetype)
    if request.method == "HEAD":
        response.automatically_set_content_length = False
        del response.headers["Content-Length"]  # it is not known
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response
