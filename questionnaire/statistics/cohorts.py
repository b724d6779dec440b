"""Cohorts: counted diagnostics enter the statistics by whole groups, never one by one. Why: docs/decisions/0011.

A cohort is a sum over at least `least` diagnostics. Every figure ever shown is a sum of whole cohorts, whatever the
filter and the moment; hence the difference of any two figures is made of that many diagnostics too, or of none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

Counters = Mapping[str, int]  # what is counted, by stable names: see tally.py
LONG_AGO = datetime.datetime(1, 1, 1)  # noqa: DTZ001 - moments are stored in UTC, without a zone


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the members of a cohort share. None: they differ (« mêlé »); an empty text: it was not told."""

    criteria: str  # the digest of the version
    viewpoint: str | None = None
    stage: str | None = None
    territory: str | None = None
    quarter: str | None = None  # when it was begun, as 2026-T4


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group kept: what its members share, how many they are, and their sums."""

    dimensions: Dimensions
    size: int
    counters: Counters


@dataclass(frozen=True, slots=True)
class Member:
    """What a cohort is made from: one settled diagnostic, or a kept cohort that a raised minimum made too small."""

    id: int
    dimensions: Dimensions
    counters: Counters = field(default_factory=dict)
    size: int = 1
    settled: datetime.datetime = LONG_AGO  # a kept cohort never waits
    cohort: bool = False


@dataclass(frozen=True, slots=True)
class NewCohort:
    """A cohort, and the members that it is made from."""

    cohort: Cohort
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Put together the members that share these dimensions, once the oldest has waited for `patience`."""

    shared: tuple[str, ...]
    patience: datetime.timedelta = datetime.timedelta(0)


NAMES = tuple(one.name for one in fields(Dimensions))[1:]  # all but the version, which is never mixed
GROUPINGS = (  # who answers matters more than when: weeks are counters of the cohorts (tally.py)
    Grouping(("viewpoint", "stage", "territory", "quarter")),
    Grouping(("viewpoint", "stage", "territory")),
    Grouping(("viewpoint", "stage", "quarter")),
    Grouping(("viewpoint", "territory", "quarter")),
    Grouping(("viewpoint", "stage")),
    Grouping(("viewpoint", "territory")),
    Grouping(("viewpoint", "quarter")),
    Grouping(("viewpoint",)),
    Grouping((), datetime.timedelta(days=7)),
)


def make_cohorts(members: Iterable[Member], least: int, moment: datetime.datetime) -> tuple[NewCohort, ...]:
    """Group the members, the finest groups first; those that are in no cohort wait for more company."""
    waiting = list(members)
    made: list[NewCohort] = []
    for rule in GROUPINGS:
        groups: dict[tuple[str | None, ...], list[Member]] = {}
        for member in waiting:
            groups.setdefault(_key(member.dimensions, rule.shared), []).append(member)
        waiting = []
        for key, group in groups.items():
            oldest = min(member.settled for member in group)
            many = sum(member.size for member in group) >= least
            if many and None not in key and moment - oldest >= rule.patience:
                made.append(_put_together(group))
            else:
                waiting += group
    return tuple(made)


def add_up(counters: Iterable[Counters]) -> dict[str, int]:
    """Return the sum of counters, name by name."""
    total: dict[str, int] = {}
    for one in counters:
        for name, count in one.items():
            total[name] = total.get(name, 0) + count
    return total


def _key(dimensions: Dimensions, names: Sequence[str]) -> tuple[str | None, ...]:
    return (dimensions.criteria, *(getattr(dimensions, name) for name in names))


def _put_together(group: list[Member]) -> NewCohort:
    shared = {}
    for name in NAMES:
        values = {getattr(member.dimensions, name) for member in group}
        shared[name] = values.pop() if len(values) == 1 else None
    dimensions = Dimensions(group[0].dimensions.criteria, **shared)
    size = sum(member.size for member in group)
    return NewCohort(Cohort(dimensions, size, add_up(member.counters for member in group)), tuple(group))
