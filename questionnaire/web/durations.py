"""How long the paths of a version take, as pages announce it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from questionnaire.assessment.duration import Duration, path_durations
from questionnaire.criteria.model import Criteria


@lru_cache(maxsize=4)  # the version in service and one or two drafts: some 30 ms each
def durations(criteria: Criteria) -> Mapping[str, Duration]:
    """Return the duration of each path, by its id."""
    return path_durations(criteria)
