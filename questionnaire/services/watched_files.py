"""Watches a criteria file; a change is reported only once the file has stopped changing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from questionnaire.errors import Problem

Signature = tuple[int, ...]


@dataclass(frozen=True)
class FileState:
    """The result of the last reading of a criteria file: its digest, or its problems. `read_at` in UTC."""

    problems: tuple[Problem, ...] = ()
    read_at: datetime.datetime | None = None
    digest: str = ""


class WatchedFile:
    """A criteria file, and whether it changed since it was last read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = FileState()
        self._read = self._pending = _signature(path)

    def change(self) -> Signature | None:
        """Return the signature of its new content, or None when it did not change or is still being written."""
        signature = _signature(self.path)
        # it must be the same at two checks in a row
        stable, self._pending = signature == self._pending, signature
        return signature if stable and signature != self._read else None

    def mark_read(self, signature: Signature) -> None:
        """Note that this content was read."""
        self._read = signature

    def is_same_as(self, other: Path) -> bool:
        """Tell whether another path leads to this file."""
        return self.path.resolve() == other.resolve()


def _signature(path: Path) -> Signature:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino
