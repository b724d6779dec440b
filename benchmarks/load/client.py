"""A small HTTP/1.1 client with cookies and one persistent connection, light enough not to limit the figures."""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AS_BROWSERS = "gzip, deflate, br, zstd"  # Chrome, Edge, Firefox over HTTPS

TIMEOUT = 30.0  # of a request, in seconds
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEADER = re.compile(
    rb"(?im)^(content-length|transfer-encoding|content-encoding|connection|location|set-cookie):[ \t]*(.*?)\r$"
)


class NoAnswerError(Exception):
    """A request got no complete answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response."""

    status: int
    location: str
    encoding: str
    body: bytes
    spent: float  # milliseconds

    def content(self) -> bytes:
        """Return the body, decompressed."""
        if self.encoding == "zstd":
            return zstd.decompress(self.body)
        if self.encoding == "br":
            return bytes(brotli.decompress(self.body))
        if self.encoding in ("gzip", "deflate"):
            return zlib.decompress(self.body, zlib.MAX_WBITS | 32)
        return self.body

    def text(self) -> str:
        """Return the body as text."""
        return self.content().decode("utf-8", "replace")


class Connection(asyncio.Protocol):
    """A connection: one request at a time, no pipelining."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: asyncio.Future[tuple[bytes, bytes]] | None = None
        self._head = b""
        self._needed: int | None = None  # length of the body; None when the head does not tell it
        self._chunked = False
        self.open = False
        self.fresh = True  # no request was sent yet

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a fact for mypy
        self._transport = transport
        self.open = True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        """End the pending request: with a body that only the end of the connection delimits, or with a failure."""
        self.open = False
        if self._waiting and not self._waiting.done():
            if self._head and self._needed is None and not self._chunked:
                self._waiting.set_result((self._head, bytes(self._buffer)))
            else:
                began = bool(self._head or self._buffer)
                said = "cut in the middle" if began else "closed without an answer"
                self._waiting.set_exception(NoAnswerError(said))

    async def send(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a whole request; return the head and the body of the response."""
        assert self._transport is not None  # noqa: S101
        self._head, self._needed, self._chunked = b"", None, False
        self._buffer.clear()
        self._waiting = asyncio.get_running_loop().create_future()
        self.fresh = False
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.close()
        self.open = False

    def data_received(self, data: bytes) -> None:
        """Buffer the data; end the pending request once its response is complete."""
        self._buffer += data
        if not self._waiting or self._waiting.done():
            return
        if not self._head:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._begin(bytes(self._buffer[: end + 2]))
            del self._buffer[: end + 4]
        if self._chunked:
            if self._buffer.endswith(b"0\r\n\r\n") and (body := _unchunked(self._buffer)) is not None:
                self._waiting.set_result((self._head, body))
        elif self._needed is not None and len(self._buffer) >= self._needed:
            self._waiting.set_result((self._head, bytes(self._buffer)))

    def _begin(self, head: bytes) -> None:
        self._head = head
        if head[9:12] in (b"204", b"304"):
            self._needed = 0
        for name, value in _HEADER.findall(head):
            if name.lower() == b"content-length":
                self._needed = int(value)
            elif name.lower() == b"transfer-encoding" and b"chunked" in value.lower():
                self._chunked = True


def _unchunked(data: bytearray) -> bytes | None:
    """Return the body of a chunked response, or None while it is incomplete."""
    body, here = bytearray(), 0
    while True:
        end = data.find(b"\r\n", here)
        if end < 0:
            return None
        size = int(data[here:end].split(b";")[0], 16)
        if size == 0:
            return bytes(body)
        body += data[end + 2 : end + 2 + size]
        here = end + size + 4


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a server, and the encodings asked of it."""

    host: str
    port: int
    secure: bool = False
    encoding: str = AS_BROWSERS  # empty: nothing compressed

    @classmethod
    def of(cls, url: str, *, any_host: bool = False, encoding: str = AS_BROWSERS) -> Target:
        """Parse an address; exits when it is that of another machine, unless `any_host`."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SystemExit(f"{url}: an address like http://127.0.0.1:8000 is expected.")
        if parts.hostname not in LOOPBACK and not any_host:
            raise SystemExit(
                f"{parts.hostname} is another machine. Load is played against this one only; "
                "--any-host lifts that, for a server that is yours."
            )
        secure = parts.scheme == "https"
        return cls(parts.hostname, parts.port or (443 if secure else 80), secure, encoding)

    async def connect(self) -> Connection:
        """Open a connection."""
        secure = ssl.create_default_context() if self.secure else None
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection, self.host, self.port, ssl=secure
        )
        return connection

    def request(
        self, method: str, path: str, cookies: dict[str, str], fields: list[tuple[str, str]] | None
    ) -> bytes:
        """Return the bytes of a request."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept: text/html,*/*"]
        if self.encoding:
            lines.append(f"Accept-Encoding: {self.encoding}")
        if cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
        if fields is None:
            return ("\r\n".join(lines) + "\r\n\r\n").encode()
        body = urlencode(fields).encode()
        origin = f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"Origin: {origin}",
            f"Referer: {origin}{path}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Browser:
    """The browser of one respondent."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._connection: Connection | None = None
        self.cookies: dict[str, str] = {}

    async def ask(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None, since: float | None = None
    ) -> Answer:
        """Make a request and wait for the answer; its time runs from `since`, when the person meant to make it."""
        began = since if since is not None else time.perf_counter()
        request = self._target.request(method, path, self.cookies, fields)
        try:
            async with asyncio.timeout(TIMEOUT):
                head, body = await self._send(request)
        except TimeoutError:
            self.close()
            raise NoAnswerError(f"no answer within {TIMEOUT:.0f} s") from None
        except OSError as error:
            self.close()
            raise NoAnswerError(f"no connection ({type(error).__name__})") from error
        spent = 1000 * (time.perf_counter() - began)
        return self._read(head, body, spent)

    async def _send(self, request: bytes) -> tuple[bytes, bytes]:
        if self._connection is None or not self._connection.open:
            self._connection = await self._target.connect()
        reused = not self._connection.fresh
        try:
            return await self._connection.send(request)
        except NoAnswerError as error:
            if not reused or "without" not in str(error):
                raise
        # a connection kept open may be closed by the server at any time between two requests: browsers try again
        self._connection = await self._target.connect()
        return await self._connection.send(request)

    def _read(self, head: bytes, body: bytes, spent: float) -> Answer:
        location = encoding = ""
        for name, value in _HEADER.findall(head):
            match name.lower():
                case b"location":
                    location = value.decode()
                case b"content-encoding":
                    encoding = value.decode().lower()
                case b"set-cookie":
                    pair, _, _ = value.decode().partition(";")
                    key, _, said = pair.partition("=")
                    self.cookies[key.strip()] = said
                case b"connection" if value.lower() == b"close":
                    self.close()
        return Answer(int(head[9:12]), location, encoding, body, spent)

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None
