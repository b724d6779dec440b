"""Documents made on demand: a few at once, a few more that wait, and beyond that a page that says to come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from flask import Response, abort, request

from questionnaire.renderings.pdf.typesetter import SECONDS
from questionnaire.web.middleware.errors import busy_page

AT_ONCE, WAITING = 2, 6  # documents a process makes at once; others that wait
DOCUMENT_SECONDS = 25.0  # for all that a document waits for: less than the proxy waits (deploy/nginx.conf)
PATIENCE = DOCUMENT_SECONDS - SECONDS  # how long a document waits for its turn; then a PDF may take SECONDS
_making = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + WAITING)


def made_in_turn(make: Callable[[], bytes]) -> bytes:
    """Return the document that `make` makes, in its turn; abort with a page that says to come back if that is too long."""
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
    """The last documents that are the same for everybody, by what they are made from: each is made once."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._documents: dict[Hashable, bytes] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the document of `key`, made in its turn the first time; the others who ask for it wait for it."""
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
    """Return a file to download; to HEAD, which link previewers send and for which none is made, its headers alone."""
    response = Response(content, mimetype=mimetype)
    if request.method == "HEAD":
        response.automatically_set_content_length = False
        del response.headers["Content-Length"]  # it is not known
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response
