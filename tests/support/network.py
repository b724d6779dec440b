"""A way to a server that can be cut, as a real network is: what the browser emulates lets some requests through."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Self

CHUNK = 65536
LOOK = 0.02  # seconds


class Network:
    """Carries bytes between a browser and a server; once cut, refuses, and what was open is lost."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._way = _Way(0, port)
        self._port: int = self._way.server_address[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """Lose the network, for what is open and for what will be."""
        self._way.close()

    def mend(self) -> None:
        """Find the network again, at the same address."""
        self._way = _Way(self._port, self._target)


class _Way(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, target: int) -> None:
        super().__init__(("127.0.0.1", port), _Carried)
        self.target = ("127.0.0.1", target)
        self.opened: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(LOOK,))
        self._thread.start()

    def close(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
            self.server_close()
        for one in list(self.opened):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        assert isinstance(request, socket.socket)
        self.opened.add(request)
        super().process_request(request, client_address)


class _Carried(BaseRequestHandler):
    server: _Way
    request: socket.socket

    def handle(self) -> None:
        """Carry both ways until one end closes."""
        with suppress(OSError), socket.create_connection(self.server.target) as server:
            back = threading.Thread(target=_carry, args=(server, self.request), daemon=True)
            back.start()
            _carry(self.request, server)
            back.join()
        self.server.opened.discard(self.request)


def _carry(source: socket.socket, target: socket.socket) -> None:
    """Carry one way until its end; then tell the other end."""
    with suppress(OSError):
        while read := source.recv(CHUNK):
            target.sendall(read)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
