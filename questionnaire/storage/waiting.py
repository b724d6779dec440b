"""How long, and how many at once, wait to write: SQLite has one writer at a time.

Another process (a backup, a command) may lock the file for long. The writes of one request wait BUSY_SECONDS in all.
Half of the page threads may wait that long, the others at most MOMENT: pages are still served meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from questionnaire.errors import StorageBusyError
from questionnaire.storage.engine import BUSY_SECONDS

MOMENT = 1.0  # seconds; longer than a few commits on a slow disk

_request_ends: ContextVar[float | None] = ContextVar("request_ends", default=None)


def begin_request(seconds: float) -> None:
    """Bound the time that the writes of this thread may wait, until `end_request`, to `seconds` in all."""
    _request_ends.set(time.monotonic() + seconds)


def end_request() -> None:
    """Let each write wait BUSY_SECONDS again, as those of commands and of the upkeep do: no page waits for them."""
    _request_ends.set(None)


class WriteQueue:
    """The queue of an engine's writers: the one that holds its lock is the only one to wait for the lock of the file."""

    def __init__(self, threads: int) -> None:
        self._lock = threading.Lock()  # waiting on it is fairer than polling the file's lock
        self._places = threading.BoundedSemaphore(threads // 2) if threads > 1 else None
        self._tried_since: float | None = None  # since when the lock of the file has been asked for in vain

    @contextmanager
    def turn(self) -> Iterator[float]:
        """Hold the lock; yields how many seconds may still be spent waiting for the lock of the file.

        Raises StorageBusyError when the lock stays taken; at once when too many requests wait already.
        """
        ends = _request_ends.get()
        seconds = BUSY_SECONDS if ends is None else max(0.0, ends - time.monotonic())
        hurried = ends is not None
        placed = hurried and seconds > MOMENT and self._places is not None and self._places.acquire(blocking=False)
        try:
            if hurried and not placed:
                if self._stuck():
                    raise StorageBusyError("trop de demandes attendent la base de données")
                seconds = min(seconds, MOMENT)
            with self._held(seconds) as left:
                yield left
        finally:
            if placed and self._places is not None:
                self._places.release()

    def succeeded(self) -> None:
        """Record that the lock of the file was obtained."""
        self._tried_since = None

    @contextmanager
    def _held(self, seconds: float) -> Iterator[float]:
        ends = time.monotonic() + seconds
        if not self._lock.acquire(timeout=seconds):
            raise StorageBusyError("la base de données est restée occupée")
        try:
            if self._tried_since is None:
                self._tried_since = time.monotonic()
            yield max(0.0, ends - time.monotonic())
        finally:
            self._lock.release()

    def _stuck(self) -> bool:
        """Tell whether the writer that holds the lock has waited for the lock of the file for more than MOMENT."""
        since = self._tried_since
        return self._lock.locked() and since is not None and time.monotonic() - since > MOMENT
