"""What one respondent was told is kept: by diagnostic, by field."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum


class Found(Enum):
    """What is stored, beside what was told."""

    KEPT = "what was acknowledged"
    DOUBTFUL = "what was in doubt"
    LATE = "an older request that its sender had given up, and that the server did after a newer one"
    LOST = "neither"


@dataclass
class Kept:
    """One field: the last acknowledged value, and those that may have replaced it without anyone knowing."""

    value: str = ""
    doubts: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)  # whoever asked stopped waiting: they may come at any time
    overtaken: set[str] = field(default_factory=set)  # late ones, and something newer was acknowledged since

    def compare(self, stored: str) -> Found:
        """Tell what a stored value is."""
        if stored == self.value:
            return Found.KEPT
        if stored in self.doubts:
            return Found.DOUBTFUL
        return Found.LATE if stored in self.overtaken else Found.LOST


@dataclass
class Record:
    """A diagnostic whose creation was acknowledged."""

    key: str
    owner: str
    fields: dict[str, Kept] = field(default_factory=dict)

    def acknowledge(self, name: str, value: str) -> None:
        """Note that a value is kept: from now on nothing else is right."""
        known = self.fields.setdefault(name, Kept())
        known.value = value
        known.overtaken |= known.late
        known.doubts, known.late = set(), set()

    def doubt(self, name: str, value: str, *, late: bool) -> None:
        """Note that a value may have been kept, or not."""
        known = self.fields.setdefault(name, Kept())
        known.doubts.add(value)
        if late:
            known.late.add(value)

    def see(self, name: str, stored: str) -> Found:
        """Compare with what a page shows; what was in doubt no longer is."""
        known = self.fields.setdefault(name, Kept())
        found = known.compare(stored)
        known.value = stored
        known.doubts = set(known.late)
        return found


@dataclass
class Journal:
    """All that the respondents were told."""

    records: list[Record] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)  # creations that got no answer and were not sent again
    turn: threading.Lock = field(default_factory=threading.Lock)

    def begun(self, key: str, owner: str) -> Record:
        """Note an acknowledged creation."""
        record = Record(key, owner)
        with self.turn:
            self.records.append(record)
        return record

    def abandon(self, nonce: str) -> None:
        """Note a creation in doubt that was left for another."""
        with self.turn:
            self.abandoned.append(nonce)
