"""Counts settled diagnostics: tallies each with the core, and adds it to a cohort of the database."""

from __future__ import annotations

import datetime
import logging
import math
import time
from collections.abc import Callable
from random import Random, SystemRandom

from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.statistics.cohorts import Member
from questionnaire.statistics.tally import tally
from questionnaire.storage import CohortStore, SettledDiagnostic

BATCH = 500  # diagnostics counted in one transaction, at most
UNPREDICTABLE = SystemRandom()  # draws the blur
CriteriaOf = Callable[[str], Criteria]


def count_settled(
    cohorts: CohortStore,
    criteria_of: CriteriaOf,
    least: int,
    moment: datetime.datetime,
    seconds: float = math.inf,
    chance: Random = UNPREDICTABLE,
) -> int:
    """Count the diagnostics settled at `moment` (UTC), for about `seconds` at most; returns how many.

    `least` is the minimum size of a cohort; `criteria_of` returns a version by its digest, or raises CriteriaError.
    """
    deadline = time.monotonic() + seconds
    counted = 0
    for digest in cohorts.digests_to_count(least):
        if time.monotonic() >= deadline:
            break
        try:
            criteria = criteria_of(digest)
        except CriteriaError:
            logging.getLogger(__name__).warning(
                "les critères %s ne sont pas lisibles par ce programme : leurs diagnostics ne sont pas comptés",
                digest[:12],
            )
            continue
        has_more = True
        while has_more and time.monotonic() < deadline:
            batch = cohorts.settled(digest, moment, BATCH)
            members = [(diagnostic, _member(criteria, diagnostic)) for diagnostic in batch]
            count = cohorts.count(digest, members, least, moment, chance)
            counted += count
            has_more = bool(count) and len(batch) == BATCH
    return counted


def _member(criteria: Criteria, diagnostic: SettledDiagnostic) -> Member:
    result = tally(criteria, diagnostic.sheet, diagnostic.dates)
    return Member(
        diagnostic.id, result.dimensions, result.counters, pairs=result.pairs, settled=diagnostic.dates.settled
    )
