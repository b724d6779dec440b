"""Counts settled diagnostics: each is scored by the core, then enters a cohort of the database."""

from __future__ import annotations

import datetime
import logging
import math
import time
from collections.abc import Callable

from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.statistics.cohorts import Member
from questionnaire.statistics.tally import tally
from questionnaire.storage import CohortStore, SettledDiagnostic

BATCH = 500  # diagnostics counted in one transaction, at most
CriteriaOf = Callable[[str], Criteria]


def count_settled(
    cohorts: CohortStore,
    criteria_of: CriteriaOf,
    least: int,
    moment: datetime.datetime,
    seconds: float = math.inf,
) -> int:
    """Count the diagnostics that had settled at `moment` (UTC), for about `seconds` at most; returns how many.

    `least` is the smallest size of a cohort; `criteria_of` gives a version by its digest, or raises CriteriaError.
    """
    until = time.monotonic() + seconds
    counted = 0
    for digest in cohorts.digests_to_count(least):
        if time.monotonic() >= until:
            break
        try:
            criteria = criteria_of(digest)
        except CriteriaError:
            logging.getLogger(__name__).warning(
                "les critères %s ne sont pas lisibles par ce programme : leurs diagnostics ne sont pas comptés",
                digest[:12],
            )
            continue
        more = True
        while more and time.monotonic() < until:
            settled = cohorts.settled(digest, moment, BATCH)
            count = cohorts.count(digest, [(one, _member(criteria, one)) for one in settled], least, moment)
            counted += count
            more = bool(count) and len(settled) == BATCH
    return counted


def _member(criteria: Criteria, settled: SettledDiagnostic) -> Member:
    result = tally(criteria, settled.sheet, settled.dates)
    return Member(settled.id, result.dimensions, result.counters, settled=settled.dates.settled)
