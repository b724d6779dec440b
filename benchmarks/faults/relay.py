"""A relay between the server and its database, that can be cut, or hold its breath."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Relay:
    """Listens on a free port of this machine, and passes everything on to another address."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        # bound and never listening: the port stays ours while nobody listens
        self._held = self._bound(0)
        self.port: int = self._held.getsockname()[1]
        self._listener = self._listen(self.port)
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._turn = threading.Lock()
        self._flowing = threading.Event()
        self._flowing.set()
        self._open = threading.Event()
        self._open.set()
        self._over = threading.Event()
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
        return made

    def _listen(self, port: int) -> socket.socket:
        made = self._bound(port)
        made.listen(64)
        made.settimeout(0.1)
        return made

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
            with self._turn:
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
                for one in ready:
                    data = one.recv(1 << 16)
                    if not data:
                        return
                    (far if one is near else near).sendall(data)
        except (OSError, ValueError):
            return
        finally:
            with self._turn:
                self._pairs.discard((near, far))
            near.close()
            far.close()

    def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        self._open.clear()
        with suppress(OSError):  # closed already
            self._listener.shutdown(socket.SHUT_RDWR)  # nobody listens from now on, even where one waits to accept
        self._listener.close()
        with self._turn:
            pairs = list(self._pairs)
        for pair in pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def mend(self) -> None:
        """Accept again."""
        self._listener = self._listen(self.port)
        self._open.set()

    def hold(self) -> None:
        """Pass nothing on, and say nothing: connections hang."""
        self._flowing.clear()

    def let_go(self) -> None:
        """Pass on what was held."""
        self._flowing.set()

    def close(self) -> None:
        """End."""
        self._over.set()
        self._flowing.set()
        self.cut()
        self._held.close()
