"""Adds random noise (« blur ») to sums of answers before they are stored, so that no figure depends with certainty on one
diagnostic. Why: decision 0011.

The noise is drawn once, when diagnostics are counted, and stays in the stored sum: it cannot be averaged out, since the
same figure always has the same noise, and the difference of two figures keeps that of the diagnostics between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from questionnaire.statistics.cohorts import Counters, sum_counters

ANSWER_KINDS = ("level", "state", "stop", "card")  # kinds of counters that depend on answers: see tally.py
PAIRS_BLOCK = 20  # times the minimum: the number of diagnostics from which waiting pairs are released
PAIRS_BLUR = 4  # times the minimum: an answer is in some 21 pairs, which together must not disclose it
SIDES = ("low", "high")


@dataclass(frozen=True, slots=True)
class PairSums:
    """The pairs of a version: the blurred sums over `size` diagnostics, and the exact sums over `waiting_size` others."""

    size: int = 0
    released: Counters = field(default_factory=dict)
    waiting_size: int = 0
    waiting: Counters = field(default_factory=dict)


def draw(reach: int, chance: Random) -> int:
    """Return a random integer between -2 × `reach` and 2 × `reach`, of triangular distribution around 0."""
    return chance.randint(-reach, reach) + chance.randint(-reach, reach)


def blurred(counters: Counters, least: int, chance: Random) -> dict[str, int]:
    """Return the counters, those of ANSWER_KINDS with a noise of at most `least` + 1."""
    reach = (least + 1) // 2
    return {
        name: count + draw(reach, chance) if name.partition(":")[0] in ANSWER_KINDS else count
        for name, count in counters.items()
    }


def add_pairs(sums: PairSums, added: Counters, count: int, least: int, chance: Random) -> PairSums:
    """Add the pairs of `count` diagnostics; blur and release the waiting ones once there are PAIRS_BLOCK × `least`."""
    waiting, size = sum_counters([sums.waiting, added]), sums.waiting_size + count
    if size < PAIRS_BLOCK * least:
        return PairSums(sums.size, sums.released, size, waiting)
    reach = PAIRS_BLUR * least
    block = {name: waiting.get(name, 0) + draw(reach, chance) for name in _cells(waiting)}
    return PairSums(sums.size + size, sum_counters([sums.released, block]))


def _cells(counters: Mapping[str, int]) -> list[str]:
    """Return the counter names of the four cells of each pair; leaving out empty cells would disclose that they are empty."""
    pairs = dict.fromkeys((name.split(":")[1], name.split(":")[3]) for name in counters)
    return [pair_name(one, first, other, second) for one, other in pairs for first in SIDES for second in SIDES]


def pair_name(one: str, first: str, other: str, second: str) -> str:
    """Return the name of the counter of a pair of criteria, each low or high."""
    return f"pair:{one}:{first}:{other}:{second}"
