"""Lots: counted diagnostics enter the statistics by whole groups, never one by one. Why: docs/decisions/0011.

A lot is a sum over at least `least` diagnostics. Every figure ever shown is a sum of whole lots, whatever the
filter and the moment; hence the difference of any two figures is made of that many diagnostics too, or of none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

Counters = Mapping[str, int]  # what is counted, by stable names: see tallying.py
LONG_AGO = datetime.datetime(1, 1, 1)  # noqa: DTZ001 - moments are stored in UTC, without a zone


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the members of a lot share. None: they differ (« mêlé »); an empty text: it was not told."""

    criteria: str  # the digest of the version
    viewpoint: str | None = None
    stage: str | None = None
    territory: str | None = None
    quarter: str | None = None  # when it was begun, as 2026-T4


@dataclass(frozen=True, slots=True)
class Lot:
    """A group kept: what its members share, how many they are, and their sums."""

    dimensions: Dimensions
    size: int
    counters: Counters


@dataclass(frozen=True, slots=True)
class Piece:
    """What a lot is made from: one settled diagnostic, or a kept lot that a raised minimum made too small."""

    id: int
    dimensions: Dimensions
    counters: Counters = field(default_factory=dict)
    size: int = 1
    settled: datetime.datetime = LONG_AGO  # a kept lot never waits
    lot: bool = False


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot, and the pieces that it is made from."""

    lot: Lot
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Put together the pieces that share these dimensions, once the oldest has waited for `patience`."""

    shared: tuple[str, ...]
    patience: datetime.timedelta = datetime.timedelta(0)


NAMES = tuple(one.name for one in fields(Dimensions))[1:]  # all but the version, which is never mixed
RULES = (  # who answers matters more than when: weeks are counters of the lots (tallying.py)
    Rule(("viewpoint", "stage", "territory", "quarter")),
    Rule(("viewpoint", "stage", "territory")),
    Rule(("viewpoint", "stage", "quarter")),
    Rule(("viewpoint", "territory", "quarter")),
    Rule(("viewpoint", "stage")),
    Rule(("viewpoint", "territory")),
    Rule(("viewpoint", "quarter")),
    Rule(("viewpoint",)),
    Rule((), datetime.timedelta(days=7)),
)


def make_lots(pieces: Iterable[Piece], least: int, moment: datetime.datetime) -> tuple[NewLot, ...]:
    """Group the pieces, the finest groups first; those that are in no lot wait for more company."""
    waiting = list(pieces)
    made: list[NewLot] = []
    for rule in RULES:
        groups: dict[tuple[str | None, ...], list[Piece]] = {}
        for piece in waiting:
            groups.setdefault(_key(piece.dimensions, rule.shared), []).append(piece)
        waiting = []
        for key, group in groups.items():
            oldest = min(piece.settled for piece in group)
            many = sum(piece.size for piece in group) >= least
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


def _put_together(group: list[Piece]) -> NewLot:
    shared = {}
    for name in NAMES:
        values = {getattr(piece.dimensions, name) for piece in group}
        shared[name] = values.pop() if len(values) == 1 else None
    dimensions = Dimensions(group[0].dimensions.criteria, **shared)
    size = sum(piece.size for piece in group)
    return NewLot(Lot(dimensions, size, add_up(piece.counters for piece in group)), tuple(group))
