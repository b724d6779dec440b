"""What all threads observe: responses by status, cut requests, broken promises."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_KEY = re.compile(r"[A-Za-z0-9_-]{24}")
CLOCK_TOLERANCE = 0.5  # seconds between an event and its time as the client notes it
ACCEPT_SECONDS = 0.5  # after which the server has accepted a connection, for sure


@dataclass(frozen=True)
class Cut:
    """A request without an answer. Times are those of time.monotonic."""

    place: str
    begun: float
    ended: float
    refused: bool  # nobody listened: nothing was sent
    late: bool  # the client stopped waiting: the server may still do it
    why: str


@dataclass
class Window:
    """A time when requests may be cut or refused."""

    kind: str  # "down": server stopped on purpose; "kill": a worker killed; "dead": the server stopped by itself
    begun: float
    graceful: bool = False
    ended: float = float("inf")


@dataclass
class Observed:
    """The observations of a run; shared by all its threads."""

    statuses: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    cuts: list[Cut] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    last_answer: float = 0.0
    asking: dict[int, float] = field(default_factory=dict)  # client -> since when it waits for an answer
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, many: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self.counts[what] += many

    def answered(self, status: int) -> None:
        """Note the status of an answer."""
        with self._lock:
            self.statuses[status] += 1
            self.last_answer = time.monotonic()

    def cut(self, request: Cut) -> None:
        """Note a request without an answer."""
        with self._lock:
            self.cuts.append(request)

    @property
    def longest_wait(self) -> float:
        """How long the oldest pending request has been waiting, in seconds."""
        now = time.monotonic()
        return max((now - since for since in list(self.asking.values())), default=0.0)

    def report_broken(self, fact: str) -> None:
        """Note a promise that was broken."""
        with self._lock:
            self.broken.append(fact)

    @contextmanager
    def window(self, kind: str, *, graceful: bool = False, since: float | None = None) -> Iterator[Window]:
        """Note that cuts are to be expected while this context lasts."""
        window = Window(kind, since or time.monotonic(), graceful)
        with self._lock:
            self.windows.append(window)
        try:
            yield window
        finally:
            window.ended = time.monotonic()

    def unexplained(self) -> list[str]:
        """Return the cuts that no fault explains, and those that a graceful stop should have spared."""
        return [words for cut in self.cuts if (words := self._blame(cut))]

    def _blame(self, cut: Cut) -> str | None:
        if cut.late:
            return None  # too slow: counted apart
        near = [
            it
            for it in self.windows
            if it.begun - CLOCK_TOLERANCE <= cut.ended and cut.begun <= it.ended + CLOCK_TOLERANCE
        ]
        if cut.refused:
            near = [it for it in near if it.kind != "kill"]
            return None if near else f"refused while the server was up: {cut.place} ({cut.why})"
        if not near:
            return f"cut without a fault: {cut.place} ({cut.why})"
        if all(it.graceful and cut.begun < it.begun - ACCEPT_SECONDS for it in near):
            return f"cut by a polite stop, {near[0].begun - cut.begun:.2f} s after it was sent: {cut.place}"
        return None


def place_of(method: str, path: str) -> str:
    """Return a request's address without its key."""
    return f"{method} {_KEY.sub('…', path)}"
