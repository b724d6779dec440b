"""The figures that may be shown of votes: the rules of docs/workshop.md; nobody can infer a small count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop.spread import FEW, LARGE, Cell, Shown, shown_levels, shown_poll
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


def groups_of(size: int, said: Sequence[int]) -> Iterator[Counts]:
    """Every way of answering of so many people, who say these choices alone (by place, « je ne sais pas » first)."""
    for counts in shares(size, len(said)):
        yield tuple(counts[said.index(at)] if at in said else 0 for at in range(5))


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("kind", "sizes", "said"),
    [
        ("levels", (5, 5), (1, 2, 3, 4)),
        ("levels", (6, 7), (1, 2, 3, 4)),
        ("levels", (6, 6), (0, 1, 2, 3)),
        ("levels", (20, 5), (1, 2, 3)),  # a large room: it shows what one person said
        ("levels", (20, 5), (0, 1, 3)),
        ("levels", (11, 9), (1, 2, 3)),
        ("levels", (5, 6, 5), (1, 2, 3)),  # the last: elsewhere, or unsaid
        ("poll", (6, 7), (0, 1, 2)),
        ("poll", (5, 5), (0, 1, 2, 3, 4)),
        ("poll", (20, 5), (1, 2, 3)),
    ],
)
def test_neither_do_the_two_sides_nor_their_difference_with_the_room(
    kind: str, sizes: tuple[int, ...], said: tuple[int, ...]
) -> None:
    sides = (Side.COLLECTIVITE, Side.PROJET, Side.UNSAID)
    choices = LEVELS if kind == "levels" else CHOICES
    possible: dict[str, list[tuple[Counts, ...]]] = defaultdict(list)
    for groups in product(*(list(groups_of(size, said)) for size in sizes)):
        cast = [vote for counts, side in zip(groups, sides, strict=False) for vote in votes(counts, side, choices)]
        possible[repr(shown_levels(cast, LEVELS) if kind == "levels" else shown_poll(cast, CHOICES))].append(
            groups
        )
    assert any("Side.PROJET: " in shown for shown in possible)  # the rule shows something
    for shown_as, rooms in possible.items():
        for together in chain.from_iterable(
            combinations(range(len(sizes)), many) for many in range(1, len(sizes) + 1)
        ):
            if sum(sizes[group] for group in together) < LARGE:
                for at in said:
                    counts = {sum(room[group][at] for group in together) for room in rooms}
                    assert counts not in ({1}, {2}), (shown_as, together, at)


def test_sides_of_fewer_than_twenty_are_told_by_the_two_lower_and_the_two_higher_levels() -> None:
    cast = votes((0, 3, 3, 0, 0), Side.COLLECTIVITE) + votes((0, 2, 1, 4, 1), Side.PROJET)
    shown = shown_levels(cast, LEVELS)
    told = {
        side.value: [("+".join(cell.choices), cell.count) for cell in one.cells]
        for side, one in shown.sides.items()
    }
    assert told == {"collectivite": [("0+1", 6), ("2+3", 0)], "projet": [("0+1", 3), ("2+3", 5)]}
    assert cells(shown) == [("0", 5), ("1", 4), ("2+3", 5)]  # the sides cost the room nothing
    unknown = shown_levels([*cast, *votes((3, 0, 0, 0, 0), Side.PROJET)], LEVELS)
    assert [cell.choices for cell in unknown.sides[Side.PROJET].cells] == [(UNKNOWN, "0", "1"), ("2", "3")]


def test_sides_of_twenty_are_told_in_the_cells_of_the_room() -> None:
    cast = votes((0, 19, 1, 0, 0), Side.COLLECTIVITE) + votes((1, 0, 9, 9, 1), Side.PROJET)
    told = [(len(cell.choices), cell.count) for cell in shown_levels(cast, LEVELS).sides[Side.PROJET].cells]
    assert told == [(1, 1), (1, 0), (1, 9), (1, 9), (1, 1)]


def test_sides_of_a_poll_are_told_by_the_choice_made_most_often_and_the_others() -> None:
    cast = votes((0, 5, 3, 0, 0), Side.COLLECTIVITE, CHOICES) + votes((0, 4, 3, 0, 0), Side.PROJET, CHOICES)
    told = shown_poll(cast, CHOICES).sides[Side.PROJET].cells
    assert [(cell.choices[0], len(cell.choices), cell.count) for cell in told] == [("bien", 1, 4), ("rares", 4, 3)]
    equal = votes((0, 4, 4, 0, 0), Side.COLLECTIVITE, CHOICES) + votes((0, 4, 4, 0, 0), Side.PROJET, CHOICES)
    assert shown_poll(equal, CHOICES).sides[Side.PROJET].cells[0] == Cell(("bien",), 4)  # of equals, the first


@pytest.mark.parametrize(
    ("first", "second", "rest"),
    [
        ((0, 4, 0, 0, 0), (0, 5, 0, 0, 0), (0, 0, 0, 0, 0)),  # four on a side
        ((0, 5, 0, 0, 0), (0, 5, 0, 0, 0), (0, 4, 0, 0, 0)),  # four of neither
        ((0, 5, 0, 0, 0), (0, 5, 0, 0, 0), (0, 0, 1, 0, 0)),  # one of neither: the difference would be that person
        ((0, 1, 1, 1, 2), (0, 1, 1, 1, 2), (0, 0, 0, 0, 0)),  # too scattered for the room
        ((0, 3, 0, 2, 0), (0, 3, 0, 2, 0), (0, 0, 0, 0, 0)),  # two people of a side in the higher levels
        (
            (0, 20, 0, 1, 0),
            (0, 5, 0, 0, 0),
            (0, 0, 0, 0, 0),
        ),  # not told: somebody of the first side would show, or not
        ((0, 20, 0, 0, 0), (0, 0, 0, 4, 1), (0, 0, 0, 0, 0)),  # the one person of the room is of the second side
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
