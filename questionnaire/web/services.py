"""What the views call: settings, the store, the criteria versions; and how a key opens a diagnostic."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import cast

from flask import abort, current_app

from questionnaire.answers import AnswerSheet
from questionnaire.config import Settings
from questionnaire.criteria import Criteria
from questionnaire.keys import key_digest
from questionnaire.storage import Diagnostic, Store, now
from questionnaire.versions import Versions

EXTENSION = "questionnaire"


DAYS_PER_MONTH = 365.25 / 12


class Retention:
    """Deletes what is kept for too long: at the start, then at most once a day."""

    def __init__(self, store: Store, months: int) -> None:
        self._store = store
        self._kept = datetime.timedelta(days=round(months * DAYS_PER_MONTH))
        self._done: datetime.date | None = None

    def apply(self) -> int:
        """Delete unless it was done today; returns how many diagnostics were deleted."""
        moment = now()
        if self._done == moment.date():
            return 0
        count = self._store.purge(moment - self._kept)
        self._done = moment.date()
        return count


@dataclass(frozen=True)
class Services:
    """The parts that create_app put together."""

    settings: Settings
    store: Store
    versions: Versions
    retention: Retention


@dataclass(frozen=True)
class Opened:
    """A diagnostic opened by a key, with the criteria it was begun with."""

    key: str
    diagnostic: Diagnostic
    criteria: Criteria

    @property
    def sheet(self) -> AnswerSheet:
        """All that the respondent said."""
        return self.diagnostic.sheet


def services() -> Services:
    """Return the parts of the running app."""
    return cast(Services, current_app.extensions[EXTENSION])


def open_to_edit(key: str) -> Opened:
    """Open with the private key; a gentle 404 for any other, the read-only key included."""
    return _open(key, editable=True)


def open_to_read(key: str) -> Opened:
    """Open with the read-only key; a gentle 404 for any other."""
    return _open(key, editable=False)


def _open(key: str, *, editable: bool) -> Opened:
    # the key is hashed, then found by index: how long it takes says nothing about a wrong key
    parts = services()
    diagnostic = parts.store.find(key_digest(key))
    if diagnostic is None or diagnostic.editable is not editable:
        abort(404)
    return Opened(key, diagnostic, parts.versions.get(diagnostic.criteria_digest))
