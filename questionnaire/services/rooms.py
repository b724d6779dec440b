"""Caches, in each process and for half a second, what phones poll: whether a room has changed, and what it shows.

A thousand phones that poll every two seconds then cost two reads a second. Only what every phone may see is cached: a
room, its steps, their reveals. Votes are never cached.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from questionnaire.storage import Pulse, Workshop, WorkshopStore
from questionnaire.workshop.report import RoomReport

SECONDS = 0.5
MAX_ROOMS = 200  # in the cache


@dataclass
class _CachedRoom:
    """A room as read: its pulse, valid until a monotonic time, and the workshop read at that number of changes."""

    pulse: Pulse
    until: float
    workshop: Workshop | None = None
    ending: RoomReport | None = None  # the report of that workshop, once closed


class Rooms:
    """Reads rooms for their phones, each at most once in half a second."""

    def __init__(self, store: WorkshopStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._cache: dict[str, _CachedRoom] = {}

    def pulse(self, code: str) -> Pulse | None:
        """Return the pulse of a room, at most half a second old, or None without such a room."""
        cached = self._read(code)
        return cached.pulse if cached else None

    def workshop(self, code: str) -> Workshop | None:
        """Return a room as its phones see it, or None; it is read again only when it has changed."""
        cached = self._read(code)
        if cached is None:
            return None
        if cached.workshop is None or cached.workshop.changes < cached.pulse.changes:
            cached.workshop, cached.ending = self._store.find_by_code(code), None
        return cached.workshop

    def ending(self, workshop: Workshop, make: Callable[[], RoomReport]) -> RoomReport:
        """Return the report of a closed room, made once for all its phones."""
        cached = self._cache.get(workshop.code)
        if cached is None or cached.workshop is not workshop:
            return make()
        cached.ending = cached.ending or make()
        return cached.ending

    def forget(self, code: str) -> None:
        """Drop a room from the cache: this process just changed it."""
        self._cache.pop(code, None)

    def _read(self, code: str) -> _CachedRoom | None:
        moment, cached = self._clock(), self._cache.get(code)
        if cached and moment < cached.until:
            return cached
        pulse = self._store.pulse(code)
        if pulse is None:
            self._cache.pop(code, None)
            return None
        same = cached if cached and cached.workshop and cached.workshop.id == pulse.workshop else None
        if len(self._cache) >= MAX_ROOMS:
            self._cache.clear()
        self._cache[code] = fresh = _CachedRoom(
            pulse, moment + SECONDS, *((same.workshop, same.ending) if same else ())
        )
        return fresh
