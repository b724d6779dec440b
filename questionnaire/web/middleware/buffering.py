"""The app as the ASGI server runs it: a thread works only for a request that has arrived whole.

In WSGI the server hands over a body as it comes: each unfinished POST holds a thread, and four of them stopped the
site. Here bodies are read by the event loop, and answers are sent by it: slow clients hold memory, never a thread.
Downloads have threads of their own, so that pages never wait for a document. See decision 0017.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from a2wsgi.wsgi import build_environ
from werkzeug.wrappers import Response

IDLE_SECONDS = 20.0  # between two pieces of a body
BODY_SECONDS = 120.0  # for a whole body
MAX_BODY = 4_000_000  # bytes: what the facilitators' space accepts; the app refuses more, in words
MAX_TOTAL = 64_000_000  # bytes of all bodies, from their first piece until the app has answered
DOCUMENT_THREADS = 12  # two work, the others wait for a moment: see web/documents.py
BODY_HEADERS = {b"content-length", b"transfer-encoding"}
DOCUMENTS = (
    ".pdf",
    ".odt",
    ".ods",
    "/pdf",
    "/ods",
    "/csv",
    "/json",
    "/export.csv",
    "/export.json",
    "/photos.json",
)


class _WholeResponse(Response):
    """What the app answers, in memory, with its own headers and no other."""

    default_mimetype = None


class BufferedRequests:
    """An ASGI app that gives whole requests to one WSGI app, on two pools of threads, and sends whole answers."""

    def __init__(self, app: Any, threads: int) -> None:
        self._app = app
        self._pages = ThreadPoolExecutor(threads, "pages")
        self._documents = ThreadPoolExecutor(DOCUMENT_THREADS, "documents")
        self._total = 0  # bytes of the bodies held

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or follow the life of the server."""
        if scope["type"] != "http":
            await self._live(receive, send)
            return
        scope["query_string"] = scope["query_string"].decode("ascii", "replace").encode("ascii", "replace")
        parts: list[bytes] = []
        try:
            about = {name: value for name, value in scope["headers"] if name in BODY_HEADERS}
            if about:
                try:
                    async with asyncio.timeout(BODY_SECONDS):
                        size = await self._receive(about.get(b"content-length", b""), receive, parts)
                except (TimeoutError, ConnectionError):
                    await _refuse(send)
                    return
                others = [header for header in scope["headers"] if header[0] not in BODY_HEADERS]
                scope["headers"] = [*others, (b"content-length", str(size).encode())]
            await self._work(scope, parts, send)
        finally:
            self._release(parts)

    async def _receive(self, declared: bytes, receive: Any, parts: list[bytes]) -> int:
        """Put a whole body in `parts` and return its size; of one too long, nothing and a size that the app refuses.

        Raises TimeoutError when it comes too slowly or too much is held, ConnectionError when the client left.
        """
        size = int(declared) if declared.isdigit() else 0
        if size > MAX_BODY:
            return size
        size = 0
        while size <= MAX_BODY:
            message = await asyncio.wait_for(receive(), IDLE_SECONDS)
            if message["type"] == "http.disconnect":
                raise ConnectionError
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            self._total += len(parts[-1])
            if self._total > MAX_TOTAL:
                raise TimeoutError
            if not message.get("more_body", False):
                return size
        self._release(parts)
        return size

    async def _work(self, scope: Any, parts: list[bytes], send: Any) -> None:
        """Give a request to a thread, as soon as one is free; its body is held until the app has answered."""
        pool = self._documents if is_document(scope["path"]) else self._pages
        response = await asyncio.get_running_loop().run_in_executor(pool, self._answer, scope, parts)
        # not later: a client that never reads its answer must not keep the others from sending
        self._release(parts)
        headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in response.headers]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": response.get_data()})

    def _answer(self, scope: Any, parts: list[bytes]) -> Response:
        """Return the answer of the app; the thread asks the event loop for nothing, and never waits for it."""
        body: Any = BytesIO(b"".join(parts))
        return _WholeResponse.from_app(self._app, dict(build_environ(scope, body)), buffered=True)

    async def _live(self, receive: Any, send: Any) -> None:
        """Follow the life of the server, which ends once every thread has answered."""
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for pool in (self._pages, self._documents):
            await asyncio.to_thread(pool.shutdown)
        await send({"type": "lifespan.shutdown.complete"})

    def _release(self, parts: list[bytes]) -> None:
        self._total -= sum(map(len, parts))
        parts.clear()


def is_document(path: str) -> bool:
    """Tell whether a document is made at that path: it may take seconds, where a page takes milliseconds."""
    return path.endswith(DOCUMENTS)


async def _refuse(send: Any) -> None:
    """Answer a client that was too slow, if it is still there."""
    await send({"type": "http.response.start", "status": 408, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})
