"""Moves the clock of a running server.

Run as a program (`python -m benchmarks.faults.clock serve`), this module is the command `questionnaire` with Python's
clock functions shifted by the number of seconds in a file. (Debian's libfaketime 0.9.10 makes `time.sleep` fail.)
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from pathlib import Path

FILE = "FAULTS_CLOCK"  # environment variable: the path of the file


class Clock:
    """Sets how far the clock of the server's processes is from ours."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)

    @property
    def environ(self) -> dict[str, str]:
        """The variables to add to the server's environment."""
        return {FILE: str(self.file)}

    @property
    def command(self) -> list[str]:
        """The command that starts the server."""
        return [sys.executable, "-m", "benchmarks.faults.clock", "serve"]

    def set(self, seconds: int) -> None:
        """Set the difference from the true time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}")
        fresh.replace(self.file)


def _patch(file: Path) -> None:
    """Shift what this process and its children read of the clock; isinstance still works with dates and datetimes."""
    true_time, true_class, true_date = time.time, datetime.datetime, datetime.date

    def offset() -> int:
        return int(file.read_text())

    class Moment(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, true_class)

    class Day(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, true_date)

    class Skewed(true_class, metaclass=Moment):  # type: ignore[valid-type, misc]
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return true_class.now(tz) + datetime.timedelta(seconds=offset())

    class SkewedDate(true_date, metaclass=Day):  # type: ignore[valid-type, misc]
        @classmethod
        def today(cls) -> datetime.date:
            return Skewed.now().date()

    time.time = lambda: true_time() + offset()
    datetime.datetime = Skewed  # type: ignore[misc]
    datetime.date = SkewedDate  # type: ignore[misc]


if __name__ == "__main__":
    _patch(Path(os.environ[FILE]))
    from questionnaire.cli.main import main

    main()
