"""The acknowledgements that respondents received, by diagnostic and by field."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum


class StoredValue(Enum):
    """What a stored value is, compared with the acknowledgements."""

    ACKNOWLEDGED = "what was acknowledged"
    IN_DOUBT = "what was in doubt"
    LATE = "that of a request given up by its sender, which the server did after a newer one"
    LOST = "neither"


@dataclass
class FieldRecord:
    """A field: its last acknowledged value, and the values that may have replaced it."""

    value: str = ""
    doubts: set[str] = field(default_factory=set)  # sent, without an answer
    late: set[str] = field(default_factory=set)  # given up by their sender: the server may store them at any time
    overtaken: set[str] = field(default_factory=set)  # late values older than an acknowledged one

    def compare(self, stored: str) -> StoredValue:
        """Return what a stored value is."""
        if stored == self.value:
            return StoredValue.ACKNOWLEDGED
        if stored in self.doubts:
            return StoredValue.IN_DOUBT
        return StoredValue.LATE if stored in self.overtaken else StoredValue.LOST


@dataclass
class Record:
    """A diagnostic whose creation was acknowledged."""

    key: str
    owner: str
    fields: dict[str, FieldRecord] = field(default_factory=dict)

    def acknowledge(self, name: str, value: str) -> None:
        """Note that a value was acknowledged: from now on, no other is right."""
        known = self.fields.setdefault(name, FieldRecord())
        known.value = value
        known.overtaken |= known.late
        known.doubts, known.late = set(), set()

    def doubt(self, name: str, value: str, *, late: bool) -> None:
        """Note that a value may have been stored, or not."""
        known = self.fields.setdefault(name, FieldRecord())
        known.doubts.add(value)
        if late:
            known.late.add(value)

    def see(self, name: str, stored: str) -> StoredValue:
        """Compare with the value that a page shows, which settles the doubts, except about late requests."""
        known = self.fields.setdefault(name, FieldRecord())
        found = known.compare(stored)
        known.value = stored
        known.doubts = set(known.late)
        return found


@dataclass
class Journal:
    """The records of all respondents."""

    records: list[Record] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)  # nonces of creations without an answer, not sent again
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begun(self, key: str, owner: str) -> Record:
        """Note an acknowledged creation."""
        record = Record(key, owner)
        with self.lock:
            self.records.append(record)
        return record

    def abandon(self, nonce: str) -> None:
        """Note a creation in doubt that will not be sent again."""
        with self.lock:
            self.abandoned.append(nonce)
