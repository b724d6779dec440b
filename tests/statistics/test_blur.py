"""The blur of the sums, and the pairs that wait until they are enough."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from questionnaire.statistics.blur import (
    PAIRS_BLOCK,
    PAIRS_BLUR,
    SIDES,
    PairSums,
    add_pairs,
    blurred,
    pair_name,
)

LEAST = 5
PAIR = {pair_name("a", "low", "b", "high"): LEAST}


@given(st.integers(), st.integers(2, 20))
def test_answers_are_blurred_by_the_minimum_and_one_at_most_and_nothing_else_is(seed: int, least: int) -> None:
    counters = {"level:a:0": 12, "state:a:ne_sait_pas": 0, "stop:a": 3, "card:c": 4, "finished": 9, "week:x": 2}
    shown = blurred(counters, least, random.Random(seed))  # noqa: S311 - nothing secret
    assert set(shown) == set(counters)
    assert all(abs(shown[name] - count) <= least + 1 for name, count in counters.items())
    assert (shown["finished"], shown["week:x"]) == (9, 2)


def test_pairs_wait_exact_until_a_block_is_full() -> None:
    sums = add_pairs(PairSums(), PAIR, LEAST, LEAST, random.Random(1))  # noqa: S311 - nothing secret
    assert sums == PairSums(waiting_size=LEAST, waiting=PAIR)
    assert not sums.released


def test_a_full_block_is_released_with_its_four_cells_blurred() -> None:
    sums = PairSums()
    for _ in range(PAIRS_BLOCK):
        sums = add_pairs(sums, PAIR, LEAST, LEAST, random.Random(2))  # noqa: S311 - nothing secret
    assert (sums.size, sums.waiting_size, sums.waiting) == (PAIRS_BLOCK * LEAST, 0, {})
    assert set(sums.released) == {pair_name("a", first, "b", second) for first in SIDES for second in SIDES}
    for name, count in sums.released.items():
        exact = PAIRS_BLOCK * LEAST if name in PAIR else 0
        assert abs(count - exact) <= 2 * PAIRS_BLUR * LEAST
