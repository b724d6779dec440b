"""The figures shown by pages and downloads, rounded to a multiple of `least`.

A count of fewer than `least` diagnostics, zero included, is None.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.statistics.cohorts import Cohort
from questionnaire.statistics.tally import quarter

Count = int | None
OFTEN_UNKNOWN_PERCENT = 25  # share of « je ne sais pas » from which a criterion is flagged
OFTEN_UNKNOWN_BASE = 4  # times the minimum: with fewer answers the share is not significant
MAX_CARDS = 15  # cards listed


class Period(StrEnum):
    """A filter on the quarter when the diagnostics were begun."""

    ALL = "tout"
    TWO = "2-trimestres"
    FOUR = "4-trimestres"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cohorts are summed: a value of each dimension, or None for all."""

    version: str | None = None
    viewpoint: str | None = None
    stage: str | None = None
    territory: str | None = None
    period: Period = Period.ALL

    def since(self, today: datetime.date) -> str:
        """Return the first quarter of the period that ends with the present one, or an empty text."""
        quarters_back = {Period.ALL: 0, Period.TWO: 1, Period.FOUR: 3}[self.period]
        months = today.year * 12 + today.month - 1 - 3 * quarters_back
        return quarter(datetime.date(months // 12, months % 12 + 1, 1)) if quarters_back else ""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count and its share of a whole, in percent; both None when the count is too small to be shown."""

    count: Count
    percent: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """How many diagnostics with one value were begun and finished. `mixed`: those whose cohorts mix values."""

    title: str
    begun: Count
    finished: Proportion
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A week, or a month: its first day, how many diagnostics were begun in it, and how many of them finished."""

    start: datetime.date
    begun: Count
    finished: Count


@dataclass(frozen=True, slots=True)
class Weeks:
    """Consecutive weeks, or months when there would be too many weeks."""

    lines: tuple[Week, ...]
    months: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a criterion was answered. `base`: the answers that are not blank; `levels`: lowest first."""

    id: str
    title: str
    question: str
    base: Count
    levels: tuple[Proportion, ...]
    unknown: Proportion
    not_applicable: Proportion
    often_unknown: bool


@dataclass(frozen=True, slots=True)
class AxisDistributions:
    """The distributions of an axis."""

    title: str
    criteria: tuple[Distribution, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A counted item: its title, a detail, its count and share."""

    title: str
    detail: str
    part: Proportion


@dataclass(frozen=True, slots=True)
class Duration:
    """The median duration in minutes of diagnostics finished in one sitting, and how many took several."""

    median: int | None
    sittings: Proportion


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each filter: (value, label)."""

    versions: tuple[tuple[str, str], ...]
    viewpoints: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    territories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All the statistics. `mixed`: diagnostics left out, in cohorts too mixed for the filters."""

    least: int
    filters: Filters
    choices: Choices
    scale: tuple[str, ...]
    begun: Count
    finished: Proportion
    mixed: Count
    weeks: Weeks
    viewpoints: tuple[Row, ...]
    stages: tuple[Row, ...]
    territories: tuple[Row, ...]
    versions: tuple[Row, ...]
    paths: tuple[Line, ...]
    duration: Duration
    stops: tuple[Line, ...]
    axes: tuple[AxisDistributions, ...]
    cards: tuple[Line, ...]

    @property
    def often_unknown(self) -> tuple[Distribution, ...]:
        """The criteria with many « je ne sais pas », highest share first."""
        distributions = (
            distribution for axis in self.axes for distribution in axis.criteria if distribution.often_unknown
        )
        return tuple(sorted(distributions, key=lambda distribution: -(distribution.unknown.percent or 0)))


def rounded(count: int, least: int) -> Count:
    """Return the nearest multiple of `least`, or None when the count is smaller than it."""
    return None if count < least else (2 * count + least) // (2 * least) * least


def proportions(counts: Sequence[int], base: int, least: int) -> tuple[Proportion, ...]:
    """Return counts and their shares of `base`, both computed from rounded counts; a share never exceeds 100 %."""
    rounded_counts = [rounded(count, least) for count in counts]
    whole = max(rounded(base, least) or 0, sum(count or 0 for count in rounded_counts))
    return tuple(
        Proportion(count, None if count is None else round(100 * count / whole)) for count in rounded_counts
    )


def filter_cohorts(
    cohorts: Iterable[Cohort], filters: Filters, today: datetime.date
) -> tuple[list[Cohort], list[Cohort]]:
    """Return the cohorts that pass the filters as a whole, and those too mixed to tell."""
    passing: list[Cohort] = []
    mixed: list[Cohort] = []
    filter_values = {
        "criteria": filters.version,
        "viewpoint": filters.viewpoint,
        "stage": filters.stage,
        "territory": filters.territory,
    }
    active = [(name, value) for name, value in filter_values.items() if value is not None]
    since = filters.since(today)
    for cohort in cohorts:
        pairs = [(getattr(cohort.dimensions, name), value) for name, value in active]
        begun = cohort.dimensions.quarter
        if any(shared is not None and shared != value for shared, value in pairs) or (
            begun is not None and begun < since
        ):
            continue
        too_mixed = any(shared is None for shared, _ in pairs) or (begun is None and bool(since))
        (mixed if too_mixed else passing).append(cohort)
    return passing, mixed
