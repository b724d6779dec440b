"""Blurs sums of answers before they are stored, so that no figure depends surely on one diagnostic. Why: decision 0011.

The blur is drawn once, when diagnostics are counted, and stays in the stored sum: the same figure always shows the
same blur, and the difference of two figures keeps that of the diagnostics between them. There is nothing to average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from questionnaire.statistics.cohorts import Counters, sum_counters

ANSWER_KINDS = ("level", "state", "stop", "card")  # the counters made from answers: see tally.py
PAIRS_BLOCK = 20  # times the minimum: pairs are released by so many diagnostics at once
PAIRS_BLUR = 4  # times the minimum: each answer is in 21 pairs, which must not tell it together
SIDES = ("low", "high")


@dataclass(frozen=True, slots=True)
class PairSums:
    """The pairs of a version: the blurred sums over `size` diagnostics, and the exact sums of those that wait."""

    size: int = 0
    released: Counters = field(default_factory=dict)
    waiting_size: int = 0
    waiting: Counters = field(default_factory=dict)


def draw(reach: int, chance: Random) -> int:
    """Return a whole number between -2 × `reach` and 2 × `reach`; 0 is the most likely, the ends are rare."""
    return chance.randint(-reach, reach) + chance.randint(-reach, reach)


def blurred(counters: Counters, least: int, chance: Random) -> dict[str, int]:
    """Return the counters with those made from answers blurred, by `least` + 1 at most."""
    reach = (least + 1) // 2
    return {
        name: count + draw(reach, chance) if name.partition(":")[0] in ANSWER_KINDS else count
        for name, count in counters.items()
    }


def add_pairs(sums: PairSums, added: Counters, count: int, least: int, chance: Random) -> PairSums:
    """Add the pairs of `count` diagnostics; those that wait are blurred and released when they are enough."""
    waiting, size = sum_counters([sums.waiting, added]), sums.waiting_size + count
    if size < PAIRS_BLOCK * least:
        return PairSums(sums.size, sums.released, size, waiting)
    reach = PAIRS_BLUR * least
    block = {name: waiting.get(name, 0) + draw(reach, chance) for name in _cells(waiting)}
    return PairSums(sums.size + size, sum_counters([sums.released, block]))


def _cells(counters: Mapping[str, int]) -> list[str]:
    """Return the four cells of every pair counted: an absent one would tell that nobody is in it."""
    pairs = dict.fromkeys((name.split(":")[1], name.split(":")[3]) for name in counters)
    return [pair_name(one, first, other, second) for one, other in pairs for first in SIDES for second in SIDES]


def pair_name(one: str, first: str, other: str, second: str) -> str:
    """Return the name of the counter of a pair of criteria, each low or high."""
    return f"pair:{one}:{first}:{other}:{second}"
