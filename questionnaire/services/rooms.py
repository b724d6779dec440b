"""What the phones of a room ask most, kept by each process for half a second: whether the room has changed, and what it shows.

A thousand phones that ask every two seconds then cost two reads a second. Only what every phone may see is kept: a
room, its steps, what was revealed of them. Votes are never kept, and always checked in the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from questionnaire.storage import Pulse, Workshop, WorkshopStore
from questionnaire.workshop.report import RoomReport

SECONDS = 0.5
MAX_ROOMS = 200  # rooms kept at once


@dataclass
class _CachedRoom:
    """A room as it was read: until when its pulse is good, and the room that goes with these changes."""

    pulse: Pulse
    until: float
    workshop: Workshop | None = None
    ending: RoomReport | None = None  # of that workshop, closed


class Rooms:
    """Reads rooms for their phones, each at most once in half a second."""

    def __init__(self, store: WorkshopStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._kept: dict[str, _CachedRoom] = {}

    def pulse(self, code: str) -> Pulse | None:
        """Return the pulse of a room, read half a second ago at most, or None."""
        kept = self._read(code)
        return kept.pulse if kept else None

    def workshop(self, code: str) -> Workshop | None:
        """Return a room as its phones see it, read again when it has changed, or None."""
        kept = self._read(code)
        if kept is None:
            return None
        if kept.workshop is None or kept.workshop.changes < kept.pulse.changes:
            kept.workshop, kept.ending = self._store.find_by_code(code), None
        return kept.workshop

    def ending(self, workshop: Workshop, make: Callable[[], RoomReport]) -> RoomReport:
        """Return what a closed room leaves with, made once for all its phones."""
        kept = self._kept.get(workshop.code)
        if kept is None or kept.workshop is not workshop:
            return make()
        kept.ending = kept.ending or make()
        return kept.ending

    def forget(self, code: str) -> None:
        """Read a room again at the next demand: it was just changed here."""
        self._kept.pop(code, None)

    def _read(self, code: str) -> _CachedRoom | None:
        moment, kept = self._clock(), self._kept.get(code)
        if kept and moment < kept.until:
            return kept
        pulse = self._store.pulse(code)
        if pulse is None:
            self._kept.pop(code, None)
            return None
        same = kept if kept and kept.workshop and kept.workshop.id == pulse.workshop else None
        if len(self._kept) >= MAX_ROOMS:
            self._kept.clear()
        self._kept[code] = fresh = _CachedRoom(
            pulse, moment + SECONDS, *((same.workshop, same.ending) if same else ())
        )
        return fresh
