"""A TCP relay between the server and its database, which can be cut, or stop passing data on."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Relay:
    """Listens on a free port of this machine, and relays connections to another address."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        # bound but never listening: it reserves the port while the relay is cut
        self._held = self._bound(0)
        self.port: int = self._held.getsockname()[1]
        self._listener = self._listen(self.port)
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._flowing.set()
        self._open = threading.Event()
        self._open.set()
        self._over = threading.Event()
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        return bound

    def _listen(self, port: int) -> socket.socket:
        listener = self._bound(port)
        listener.listen(64)
        listener.settimeout(0.1)
        return listener

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                self._open.wait(0.1)  # cut: nobody listens
                continue
            try:
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                near.close()
                continue
            near.settimeout(None)
            far.settimeout(None)
            with self._lock:
                if not self._open.is_set():  # cut meanwhile
                    near.close()
                    far.close()
                    continue
                self._pairs.add((near, far))
            threading.Thread(target=self._pass_on, args=(near, far), name="relayed", daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [])
                self._flowing.wait()
                for source in ready:
                    data = source.recv(1 << 16)
                    if not data:
                        return
                    (far if source is near else near).sendall(data)
        except (OSError, ValueError):
            return
        finally:
            with self._lock:
                self._pairs.discard((near, far))
            near.close()
            far.close()

    def cut(self) -> None:
        """Close every connection and refuse new ones."""
        self._open.clear()
        with suppress(OSError):  # closed already
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self._listener.close()
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def mend(self) -> None:
        """Accept connections again."""
        self._listener = self._listen(self.port)
        self._open.set()

    def hold(self) -> None:
        """Stop passing data on: connections stay open and hang."""
        self._flowing.clear()

    def let_go(self) -> None:
        """Pass data on again, what was held first."""
        self._flowing.set()

    def close(self) -> None:
        """Stop the relay."""
        self._over.set()
        self._flowing.set()
        self.cut()
        self._held.close()
