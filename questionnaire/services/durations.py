"""Keeps in memory how long answering the version in service takes: pages read it without a query."""

from __future__ import annotations

from questionnaire.assessment.measured_duration import Medians, medians
from questionnaire.criteria.model import Criteria
from questionnaire.services.versions import Versions
from questionnaire.storage import ActiveTimeStore


class MeasuredDurations:
    """The medians of the version that was in service at the last refresh."""

    def __init__(self, store: ActiveTimeStore, versions: Versions) -> None:
        self._store, self._versions = store, versions
        self._kept: tuple[str, Medians] = ("", {})

    def refresh(self) -> None:
        """Take the medians again from what is stored."""
        criteria = self._versions.current
        self._kept = (criteria.digest, medians(criteria, self._store.measures(criteria.digest)))

    def of(self, criteria: Criteria) -> Medians:
        """Return the medians of a version; none when it is another than the one refreshed."""
        digest, found = self._kept
        return found if digest == criteria.digest else {}
