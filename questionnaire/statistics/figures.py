"""The statistics that pages and downloads show: already rounded, already without small figures.

A count is None where it would be made of fewer than `least` diagnostics, zero included: the two are not told apart.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.statistics.cohorts import Cohort
from questionnaire.statistics.tally import quarter

Count = int | None
OFTEN = 25  # percent of « je ne sais pas » from which a criterion is pointed out
OFTEN_BASE = 4  # times the minimum: below, a share of « je ne sais pas » says nothing
GIVEN = 15  # members of guidance listed


class Period(StrEnum):
    """When the diagnostics were begun."""

    ALL = "tout"
    TWO = "2-trimestres"
    FOUR = "4-trimestres"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cohorts are summed; None: all. Each names one value."""

    version: str | None = None
    viewpoint: str | None = None
    stage: str | None = None
    territory: str | None = None
    period: Period = Period.ALL

    def since(self, today: datetime.date) -> str:
        """Return the first quarter of the period, this one included, or an empty text."""
        back = {Period.ALL: 0, Period.TWO: 1, Period.FOUR: 3}[self.period]
        months = today.year * 12 + today.month - 1 - 3 * back
        return quarter(datetime.date(months // 12, months % 12 + 1, 1)) if back else ""


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count, and its share of a whole in percent: both None when the count is too small to be shown."""

    count: Count
    percent: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """How many diagnostics of one kind were begun and finished. `mixed`: those whose cohorts mix several kinds."""

    title: str
    begun: Count
    finished: Proportion
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A week, or a month when there are many: its first day, diagnostics begun and finished."""

    start: datetime.date
    begun: Count
    finished: Count


@dataclass(frozen=True, slots=True)
class Weeks:
    """The course of time, without holes."""

    lines: tuple[Week, ...]
    months: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a criterion was answered. `base` counts those who answered in any way; `levels` go upwards."""

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
    """The criteria of an axis."""

    title: str
    criteria: tuple[Distribution, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something counted: its title, a detail, the count and its share."""

    title: str
    detail: str
    part: Proportion


@dataclass(frozen=True, slots=True)
class Duration:
    """The median time of those who finished in one sitting, in minutes, and how many needed several."""

    median: int | None
    sittings: Proportion


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that each filter can take: (value, words)."""

    versions: tuple[tuple[str, str], ...]
    viewpoints: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str], ...]
    territories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is shown. `mixed` counts those whose cohorts are too mixed to pass the filters."""

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
        """The criteria that many do not know how to answer, the least known first."""
        found = (one for axis in self.axes for one in axis.criteria if one.often_unknown)
        return tuple(sorted(found, key=lambda one: -(one.unknown.percent or 0)))


def rounded(count: int, least: int) -> Count:
    """Return the nearest multiple of `least`, or None when the count is smaller than it."""
    return None if count < least else (2 * count + least) // (2 * least) * least


def parts(counts: Sequence[int], base: int, least: int) -> tuple[Proportion, ...]:
    """Return counts and their shares of `base`, both worked out from rounded counts; shares never exceed 100 %."""
    shown = [rounded(count, least) for count in counts]
    whole = max(rounded(base, least) or 0, sum(count or 0 for count in shown))
    return tuple(Proportion(count, None if count is None else round(100 * count / whole)) for count in shown)


def matching(
    cohorts: Iterable[Cohort], filters: Filters, today: datetime.date
) -> tuple[list[Cohort], list[Cohort]]:
    """Return the cohorts that pass the filters as a whole, and those that may hold some that would (too mixed)."""
    passing: list[Cohort] = []
    mixed: list[Cohort] = []
    wanted = {
        "criteria": filters.version,
        "viewpoint": filters.viewpoint,
        "stage": filters.stage,
        "territory": filters.territory,
    }
    asked = [(name, value) for name, value in wanted.items() if value is not None]
    since = filters.since(today)
    for cohort in cohorts:
        found = [(getattr(cohort.dimensions, name), value) for name, value in asked]
        begun = cohort.dimensions.quarter
        if any(own is not None and own != value for own, value in found) or (begun is not None and begun < since):
            continue
        unsure = any(own is None for own, _ in found) or (begun is None and bool(since))
        (mixed if unsure else passing).append(cohort)
    return passing, mixed
