"""Deletes the diagnostics that nobody used during the retention period."""

from __future__ import annotations

import datetime

from questionnaire.storage import DiagnosticStore, now

DAYS_PER_MONTH = 365.25 / 12


class Retention:
    """Deletes expired diagnostics, at most once a day."""

    def __init__(self, diagnostics: DiagnosticStore, months: int) -> None:
        self._diagnostics = diagnostics
        self._period = datetime.timedelta(days=round(months * DAYS_PER_MONTH))
        self._last_run: datetime.date | None = None

    def apply(self) -> int:
        """Delete expired diagnostics unless it was done today; returns how many were deleted."""
        moment = now()
        if self._last_run == moment.date():
            return 0
        count = self._diagnostics.purge(moment - self._period)
        self._last_run = moment.date()
        return count

    def clean_log(self, *, others_too: bool = False) -> None:
        """Checkpoint SQLite's write-ahead log, so that deleted rows also leave it; a reader may have prevented it."""
        self._diagnostics.clean_log(others_too=others_too)
