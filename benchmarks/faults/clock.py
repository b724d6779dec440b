"""The server's clock, moved while it runs.

As a program (`python -m benchmarks.faults.clock serve`), it is `questionnaire` with all that Python reads of the clock
moved by what a file says. (Debian's libfaketime 0.9.10 was tried: it makes Python's `time.sleep` fail.)
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from pathlib import Path

FILE = "FAULTS_CLOCK"


class Clock:
    """Tells the server's processes how far their clock is from ours."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)

    @property
    def environ(self) -> dict[str, str]:
        """What the server's environment needs."""
        return {FILE: str(self.file)}

    @property
    def command(self) -> list[str]:
        """The command that serves."""
        return [sys.executable, "-m", "benchmarks.faults.clock", "serve"]

    def set(self, seconds: int) -> None:
        """Move the clock that far from the true time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}")
        fresh.replace(self.file)


def _patch(file: Path) -> None:
    """Move the clock of this process and of its children: all that Python reads, the classes still theirs."""
    true_time, true_class, true_date = time.time, datetime.datetime, datetime.date

    def offset() -> int:
        return int(file.read_text())

    class Moment(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, true_class)

    class Day(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, true_date)

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
