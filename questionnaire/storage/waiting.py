"""Waiting for SQLite's one writer: how long, and how many at once.

Another process (a backup, a command) may hold the file for long. A request waits for BUSY_SECONDS in all, whatever it
writes; half of the page threads may wait so long, and the others for a moment: pages are still served meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from questionnaire.errors import StorageBusyError
from questionnaire.storage.engine import BUSY_SECONDS

MOMENT = 1.0  # seconds: longer than a few commits on a slow disk

_request_ends: ContextVar[float | None] = ContextVar("request_ends", default=None)


def begin_request(seconds: float) -> None:
    """Let what this thread writes until `end_request` wait for `seconds` in all."""
    _request_ends.set(time.monotonic() + seconds)


def end_request() -> None:
    """Let each write wait for BUSY_SECONDS, as commands and maintenance do: they hold no page."""
    _request_ends.set(None)


class WriteQueue:
    """The writers of one engine. One holds the lock, and is the only one to try the lock of the file."""

    def __init__(self, threads: int) -> None:
        self._lock = threading.Lock()  # waiting on it is fairer than polling the file's lock
        self._places = threading.BoundedSemaphore(threads // 2) if threads > 1 else None
        self._tried_since: float | None = None  # when the lock of the file was first tried in vain

    @contextmanager
    def turn(self) -> Iterator[float]:
        """Hold the lock; yields how long the lock of the file may be waited for, in seconds.

        Raises StorageBusyError when it stays busy; at once when too many requests wait already.
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
        """Tell whether someone is trying the lock of the file, which nobody could have for more than a moment."""
        since = self._tried_since
        return self._lock.locked() and since is not None and time.monotonic() - since > MOMENT
