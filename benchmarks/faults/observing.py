"""What was seen by everyone: answers by status, cuts, and every fact that breaks a promise."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_KEY = re.compile(r"[A-Za-z0-9_-]{24}")
ABOUT = 0.5  # seconds: how far a clock read on one side may be from what happens on the other
ACCEPTED = 0.5  # seconds after which a request that was sent has surely been taken from the system's queue


@dataclass(frozen=True)
class Cut:
    """A request that got no answer."""

    place: str
    begun: float
    ended: float
    refused: bool  # nobody listened: nothing was sent
    late: bool  # whoever asked stopped waiting; the server may still be at it
    why: str


@dataclass
class Window:
    """A time when the server is down, or when what it was doing may be cut."""

    kind: str  # "down": stopped on purpose; "kill": a worker killed; "dead": it left by itself
    begun: float
    graceful: bool = False
    ended: float = float("inf")


@dataclass
class Observed:
    """Shared by all the threads of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    cuts: list[Cut] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    last_answer: float = 0.0
    asking: dict[int, float] = field(default_factory=dict)  # who waits for an answer, and since when
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, many: int = 1) -> None:
        """Add to a count."""
        with self._turn:
            self.counts[what] += many

    def answered(self, status: int) -> None:
        """Note the status of an answer."""
        with self._turn:
            self.statuses[status] += 1
            self.last_answer = time.monotonic()

    def cut(self, one: Cut) -> None:
        """Note a request without an answer."""
        with self._turn:
            self.cuts.append(one)

    @property
    def longest_wait(self) -> float:
        """How long the most patient has been waiting, in seconds."""
        now = time.monotonic()
        return max((now - since for since in list(self.asking.values())), default=0.0)

    def breaks(self, fact: str) -> None:
        """Note a promise that was broken."""
        with self._turn:
            self.broken.append(fact)

    @contextmanager
    def window(self, kind: str, *, graceful: bool = False, since: float | None = None) -> Iterator[Window]:
        """Note that cuts are to be expected while this lasts."""
        made = Window(kind, since or time.monotonic(), graceful)
        with self._turn:
            self.windows.append(made)
        try:
            yield made
        finally:
            made.ended = time.monotonic()

    def unexplained(self) -> list[str]:
        """Return the cuts that no fault explains, and those that a polite stop should have spared."""
        return [words for one in self.cuts if (words := self._blame(one))]

    def _blame(self, one: Cut) -> str | None:
        if one.late:
            return None  # slow is told apart
        near = [it for it in self.windows if it.begun - ABOUT <= one.ended and one.begun <= it.ended + ABOUT]
        if one.refused:
            near = [it for it in near if it.kind != "kill"]
            return None if near else f"refused while the server was up: {one.place} ({one.why})"
        if not near:
            return f"cut without a fault: {one.place} ({one.why})"
        if all(it.graceful and one.begun < it.begun - ACCEPTED for it in near):
            return f"cut by a polite stop, {near[0].begun - one.begun:.2f} s after it was sent: {one.place}"
        return None


def place_of(method: str, path: str) -> str:
    """Return a request's address without its key."""
    return f"{method} {_KEY.sub('…', path)}"
