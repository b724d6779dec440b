"""The server's clock, moved while it runs: by libfaketime where Debian's package is, else by our own launcher.

As a program (`python -m tests.faults.clock serve`), it is that launcher: `questionnaire` with a patched clock.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from pathlib import Path

FILE = "FAULTS_CLOCK"
PLACES = "usr/lib/*/faketime/libfaketimeMT.so.1"


def library() -> Path | None:
    """Return libfaketime, if it is here (FAKETIME_LIBRARY names another place)."""
    named = os.environ.get("FAKETIME_LIBRARY")
    found = [Path(named)] if named else sorted(Path("/").glob(PLACES))
    return next((one for one in found if one.exists()), None)


class Clock:
    """Tells the server's processes how far their clock is from ours."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.library = library()
        self.set(0)

    @property
    def means(self) -> str:
        """How the clock is moved."""
        return f"libfaketime ({self.library})" if self.library else "a launcher that patches Python’s clock"

    @property
    def environ(self) -> dict[str, str]:
        """What the server's environment needs."""
        if not self.library:
            return {FILE: str(self.file)}
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    @property
    def command(self) -> list[str]:
        """The command that serves."""
        if self.library:
            return [str(Path(sys.executable).with_name("questionnaire")), "serve"]
        return [sys.executable, "-m", "tests.faults.clock", "serve"]

    @staticmethod
    def tidy(pids: list[int]) -> None:
        """Remove what libfaketime leaves in shared memory when the process that made it is killed."""
        for pid in pids:
            for name in (f"faketime_shm_{pid}", f"sem.faketime_sem_{pid}"):
                Path("/dev/shm", name).unlink(missing_ok=True)  # noqa: S108 - its own place

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
    from questionnaire.cli import main

    main()
