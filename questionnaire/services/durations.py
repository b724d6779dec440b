"""Caches the measured durations of the version in service, so that pages need no query."""

from __future__ import annotations

from questionnaire.assessment.measured_duration import Medians, medians
from questionnaire.criteria.model import Criteria
from questionnaire.services.versions import Versions
from questionnaire.storage import ActiveTimeStore


class MeasuredDurations:
    """The medians of the version that was in service at the last refresh."""

    def __init__(self, store: ActiveTimeStore, versions: Versions) -> None:
        self._store, self._versions = store, versions
        self._cached: tuple[str, Medians] = ("", {})

    def refresh(self) -> None:
        """Compute the medians from the database."""
        criteria = self._versions.current
        self._cached = (criteria.digest, medians(criteria, self._store.measures(criteria.digest)))

    def of(self, criteria: Criteria) -> Medians:
        """Return the medians of a version; empty unless it is the one of the last refresh."""
        digest, cached = self._cached
        return cached if digest == criteria.digest else {}
