"""What may be shown of votes: the rules of docs/workshop.md, and what nobody can count backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop.spread import FEW, LARGE, Shown, shown_levels, shown_poll
from questionnaire.workshop.votes import UNKNOWN, Side, Vote

LEVELS = ("0", "1", "2", "3")
CHOICES = ("bien", "rares", "tendus", "rompus")
Counts = tuple[int, ...]  # by choice, « je ne sais pas » first


def votes(counts: Sequence[int], side: Side = Side.UNSAID, choices: Sequence[str] = LEVELS) -> list[Vote]:
    named = zip((UNKNOWN, *choices), counts, strict=True)
    return [Vote((choice,), side) for choice, count in named for _ in range(count)]


def cells(shown: Shown) -> list[tuple[str, int]]:
    return [("+".join(cell.choices), cell.count) for cell in shown.whole.cells if cell.count]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0, 0, 0, 0), []),
        ((0, 1, 0, 1, 0), []),
        ((0, 1, 0, 2, 0), ("0", "2")),  # three answers: the range alone
        ((1, 1, 0, 2, 0), ("0", "2")),
        ((2, 1, 0, 1, 0), []),  # a level that two people gave, of four
        ((0, 0, 5, 0, 0), [("1", 5)]),  # everybody alike: told before voting
        ((0, 3, 3, 4, 0), [("0", 3), ("1", 3), ("2", 4)]),
        ((0, 1, 4, 4, 3), [("0+1", 5), ("2", 4), ("3", 3)]),
        ((2, 3, 3, 4, 0), [(f"{UNKNOWN}+0", 5), ("1", 3), ("2", 4)]),
        ((1, 1, 3, 4, 0), [(f"{UNKNOWN}+0+1", 5), ("2", 4)]),
        ((4, 0, 1, 4, 3), [(UNKNOWN, 4), ("0+1+2+3", 8)]),
        ((1, 1, 1, 1, 1), ("0", "3")),  # nothing but the range
        ((1, 0, 1, 17, 1), [(UNKNOWN, 1), ("1", 1), ("2", 17), ("3", 1)]),  # a large room
    ],
)
def test_a_level_of_one_or_two_people_is_told_with_its_neighbour(counts: Counts, told: object) -> None:
    shown = shown_levels(votes(counts), LEVELS)
    assert shown.whole.answers == sum(counts)
    assert (shown.whole.bounds or cells(shown)) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 4, 0, 0, 0), []),
        ((0, 6, 4, 0, 0), [("bien", 6), ("rares", 4)]),
        ((0, 6, 1, 2, 0), [("bien", 6), (f"rares+tendus+rompus+{UNKNOWN}", 3)]),
        ((4, 6, 2, 0, 0), [("bien", 6), (f"rares+tendus+rompus+{UNKNOWN}", 6)]),
        ((1, 4, 0, 0, 0), []),
        ((2, 2, 2, 2, 2), []),  # together they would be two each
    ],
)
def test_choices_of_a_poll_made_by_one_or_two_people_are_told_together(counts: Counts, told: object) -> None:
    shown = shown_poll(votes(counts, choices=CHOICES), CHOICES)
    assert cells(shown) == told
    assert shown.whole.bounds is None


def shares(total: int, parts: int) -> Iterator[Counts]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shares(total - first, parts - 1):
            yield (first, *rest)


@pytest.mark.untraced
@pytest.mark.parametrize("kind", ["levels", "poll"])
@pytest.mark.parametrize("size", [3, 5, 6, 9, 11])
def test_no_output_gives_away_a_choice_of_one_or_two_people(kind: str, size: int) -> None:
    possible: dict[str, list[Counts]] = defaultdict(list)
    for counts in shares(size, 5):
        cast = votes(counts, choices=LEVELS if kind == "levels" else CHOICES)
        shown = shown_levels(cast, LEVELS) if kind == "levels" else shown_poll(cast, CHOICES)
        possible[repr(shown)].append(counts)
    for shown_as, all_counts in possible.items():
        for choice in zip(*all_counts, strict=True):
            assert set(choice) not in ({1}, {2}), shown_as


@pytest.mark.untraced
def test_neither_do_the_two_sides_nor_their_difference_with_the_room() -> None:
    possible: dict[str, list[Counts]] = defaultdict(list)
    for first in shares(5, 4):
        for second in shares(5, 4):
            cast = votes((0, *first), Side.COLLECTIVITE) + votes((0, *second), Side.PROJET)
            possible[repr(shown_levels(cast, LEVELS))].append((*first, *second))
    for shown_as, all_counts in possible.items():
        both = [(*one, *(one[at] + one[at + 4] for at in range(4))) for one in all_counts]
        for choice in zip(*both, strict=True):
            assert set(choice) not in ({1}, {2}), shown_as


def test_sides_are_told_when_each_has_five_in_the_cells_of_the_room() -> None:
    cast = votes((0, 3, 3, 0, 0), Side.COLLECTIVITE) + votes((0, 0, 0, 4, 1), Side.PROJET)
    shown = shown_levels(cast, LEVELS)
    assert set(shown.sides) == {Side.COLLECTIVITE, Side.PROJET}
    told = {tuple(cell.choices for cell in one.cells) for one in (shown.whole, *shown.sides.values())}
    assert told == {((UNKNOWN,), ("0",), ("1",), ("2", "3"))}


@pytest.mark.parametrize(
    ("first", "second", "rest"),
    [
        ((0, 4, 0, 0, 0), (0, 5, 0, 0, 0), (0, 0, 0, 0, 0)),  # four on a side
        ((0, 5, 0, 0, 0), (0, 5, 0, 0, 0), (0, 4, 0, 0, 0)),  # four of neither
        ((0, 5, 0, 0, 0), (0, 5, 0, 0, 0), (0, 0, 1, 0, 0)),  # one of neither: the difference would be that person
        ((0, 1, 1, 1, 2), (0, 1, 1, 1, 2), (0, 0, 0, 0, 0)),  # too scattered for common cells
    ],
)
def test_sides_are_not_told_when_they_would_single_somebody_out(
    first: Counts, second: Counts, rest: Counts
) -> None:
    cast = votes(first, Side.COLLECTIVITE) + votes(second, Side.PROJET) + votes(rest)
    assert not shown_levels(cast, LEVELS).sides


@given(
    st.lists(st.tuples(st.sampled_from((UNKNOWN, *LEVELS)), st.sampled_from(list(Side))), max_size=40),
    st.randoms(use_true_random=False),
)
def test_every_figure_of_a_small_group_counts_three_people_or_nobody(
    drawn: list[tuple[str, Side]], order: object
) -> None:
    cast = [Vote((choice,), side) for choice, side in drawn]
    shown = shown_levels(cast, LEVELS)
    assert shown == shown_levels(cast[::-1], LEVELS)
    for spread in (shown.whole, *shown.sides.values()):
        assert sum(cell.count for cell in spread.cells) in (0, spread.answers)
        if spread.answers < LARGE:
            assert all(cell.count == 0 or cell.count >= FEW for cell in spread.cells)
