"""Groups diagnostics into cohorts, the only source of the statistics. Why: docs/decisions/0011.

A cohort is a sum over at least `least` diagnostics. Every figure shown is a sum of whole cohorts, for any filter and at
any time; so the difference of two figures also covers at least `least` diagnostics, or none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

Counters = Mapping[str, int]  # stable name -> count: see tally.py
LONG_AGO = datetime.datetime(1, 1, 1)  # noqa: DTZ001 - moments are stored in UTC, without a zone


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The values common to the members of a cohort. None: they differ (« mêlé »); an empty text: not answered."""

    criteria: str  # the digest of the version
    viewpoint: str | None = None
    stage: str | None = None
    territory: str | None = None
    quarter: str | None = None  # when it was begun, as 2026-T4


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of diagnostics: their dimensions, their number, and the sums of their counters."""

    dimensions: Dimensions
    size: int
    counters: Counters


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a new cohort: a settled diagnostic, or a stored cohort that is smaller than a raised minimum."""

    id: int
    dimensions: Dimensions
    counters: Counters = field(default_factory=dict)
    size: int = 1
    settled: datetime.datetime = LONG_AGO  # the default is for a stored cohort, which never waits
    cohort: bool = False
    pairs: Counters = field(default_factory=dict)  # never in a cohort: see blur.py


@dataclass(frozen=True, slots=True)
class NewCohort:
    """A cohort and its members."""

    cohort: Cohort
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A rule: group the members that share these dimensions, once the oldest has been settled for `patience`."""

    shared: tuple[str, ...]
    patience: datetime.timedelta = datetime.timedelta(0)


# without `criteria`: versions are never mixed
DIMENSION_NAMES = tuple(dimension.name for dimension in fields(Dimensions))[1:]
FEW_DAYS = datetime.timedelta(days=2)  # on a busy site, enough diagnostics come meanwhile for a finer grouping
SEASON = datetime.timedelta(days=90)  # on a quiet site, enough come meanwhile for a viewpoint and a stage
GROUPINGS = (  # finest first; the quarter is dropped before the viewpoint and the stage: weeks are counters (tally.py)
    Grouping(("viewpoint", "stage", "territory", "quarter")),
    Grouping(("viewpoint", "stage", "territory"), FEW_DAYS),
    Grouping(("viewpoint", "stage", "quarter"), FEW_DAYS),
    Grouping(("viewpoint", "stage"), FEW_DAYS),
    Grouping(("stage",), SEASON),
    Grouping(("viewpoint",), SEASON),
    Grouping((), 2 * SEASON),
)


def make_cohorts(members: Iterable[Member], least: int, moment: datetime.datetime) -> tuple[NewCohort, ...]:
    """Group the members by the rules of GROUPINGS, in order; members that fit no cohort yet are not returned."""
    waiting = list(members)
    new_cohorts: list[NewCohort] = []
    for grouping in GROUPINGS:
        groups: dict[tuple[str | None, ...], list[Member]] = {}
        for member in waiting:
            groups.setdefault(_key(member.dimensions, grouping.shared), []).append(member)
        waiting = []
        for key, group in groups.items():
            oldest = min(member.settled for member in group)
            large_enough = sum(member.size for member in group) >= least
            if large_enough and None not in key and moment - oldest >= grouping.patience:
                new_cohorts.append(_merge(group))
            else:
                waiting += group
    return tuple(new_cohorts)


def sum_counters(counters: Iterable[Counters]) -> dict[str, int]:
    """Return the sum of counters, by name."""
    total: dict[str, int] = {}
    for counts in counters:
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total


def _key(dimensions: Dimensions, names: Sequence[str]) -> tuple[str | None, ...]:
    return (dimensions.criteria, *(getattr(dimensions, name) for name in names))


def _merge(group: list[Member]) -> NewCohort:
    shared = {}
    for name in DIMENSION_NAMES:
        values = {getattr(member.dimensions, name) for member in group}
        shared[name] = values.pop() if len(values) == 1 else None
    dimensions = Dimensions(group[0].dimensions.criteria, **shared)
    size = sum(member.size for member in group)
    return NewCohort(Cohort(dimensions, size, sum_counters(member.counters for member in group)), tuple(group))
