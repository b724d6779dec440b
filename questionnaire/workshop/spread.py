"""What may be shown of the answers of a room to one step, so that no answer can be told from the others.

Rules and reasons: docs/workshop.md. Which choices are told together never depends on more than whether some of them were
made by one or two people: who knows the rules cannot count backwards. Everything shown at once, the whole room and its
sides, is told in the same cells: the difference of two figures is then a figure that might have been shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.workshop.votes import NAMED_SIDES, UNKNOWN, Side, Vote, single_choices

FEW = 3  # answers: with fewer, nothing is shown
ENOUGH = 5  # answers: with fewer, the lowest and the highest alone
LARGE = 20  # answers: from here on, a choice of one or two people is shown as it is

Answers = Sequence[str]  # one choice for each person
Cells = tuple[tuple[str, ...], ...]
Grouping = Callable[[Sequence[str], Sequence[Answers]], Cells]  # choices, and groups of people
Safety = Callable[
    [Sequence[Sequence[str]]], bool
]  # whether no group smaller than LARGE has one or two people in a cell


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people made one of these choices: one, or several that are told together."""

    choices: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown of a group: how many answers, then their cells, or the lowest and the highest, or nothing more."""

    answers: int
    cells: tuple[Cell, ...] = ()
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a step: the whole room, and its two sides or none."""

    whole: Spread
    sides: Mapping[Side, Spread]


def shown_levels(votes: Sequence[Vote], levels: Sequence[str]) -> Shown:
    """Return what may be shown of the votes on a criterion; `levels`, from the lowest."""
    return _shown(votes, (UNKNOWN, *levels), levels, neighbours)


def shown_poll(votes: Sequence[Vote], choices: Sequence[str]) -> Shown:
    """Return what may be shown of a poll, whose choices have no order."""
    return _shown(votes, (*choices, UNKNOWN), (), others)


def neighbours(choices: Sequence[str], groups: Sequence[Answers]) -> Cells:
    """Return « je ne sais pas », which comes first, and the levels, with those told together where a group has too few.

    Levels go two by two, from the lowest. « Je ne sais pas » goes with the lowest level, else with the lowest two. Where
    that is still too few, all levels go together, « je ne sais pas » apart when it may.
    """
    safe = _safety(groups)
    unknown, lowest, levels = (choices[0],), choices[1:3], choices[1:]
    above = [cell for at in range(3, len(choices), 2) for cell in _pair(choices[at : at + 2], safe)]
    tried: tuple[list[tuple[str, ...]], ...]
    if safe([unknown]):
        tried = ([unknown, *_pair(lowest, safe), *above], [unknown, tuple(levels)])
    else:
        with_lowest = [(*unknown, lowest[0]), *((level,) for level in lowest[1:])]
        tried = ([*with_lowest, *above], [(*unknown, *lowest), *above])
    return next((tuple(cells) for cells in tried if safe(cells)), (tuple(choices),))


def _pair(levels: Sequence[str], safe: Safety) -> list[tuple[str, ...]]:
    apart: list[tuple[str, ...]] = [(level,) for level in levels]
    return apart if safe(apart) else [tuple(levels)]


def others(choices: Sequence[str], groups: Sequence[Answers]) -> Cells:
    """Return each choice apart, but those that fewer than three people of a group made, told together.

    When these are too few together, or must be two each, the least chosen of the rest join them, and so on.
    """
    watched = _watched(groups)
    whole = Counter(answer for group in groups for answer in group)
    together = [one for one in choices if any(counts[one] < FEW for counts in watched)]
    if not any(0 < counts[one] < FEW for counts in watched for one in together):
        return tuple((one,) for one in choices)
    while any(_gives_away(_count(together, counts), len(together)) for counts in watched):
        if len(together) == len(choices):
            return (tuple(choices),)
        least = min(whole[one] for one in choices if one not in together)
        together += [one for one in choices if one not in together and whole[one] == least]
    alone = [(one,) for one in choices if one not in together]
    return (*alone, tuple(one for one in choices if one in together))


def _gives_away(count: int, choices: int) -> bool:
    """Tell whether a count of choices made by fewer than three people each would tell one of them."""
    return 0 < count < FEW or count == (FEW - 1) * choices


def _shown(votes: Sequence[Vote], choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Shown:
    whole = single_choices(votes)
    named = {side: single_choices([vote for vote in votes if vote.side is side]) for side in NAMED_SIDES}
    rest = single_choices([vote for vote in votes if vote.side not in NAMED_SIDES])
    groups = [*named.values(), *([rest] if rest else [])]
    alone = _spread(whole, choices, levels, grouping)
    if alone.cells and min(map(len, groups)) >= ENOUGH:
        cells = grouping(choices, [*groups, whole])
        # the sides never cost the room a figure
        if cells == tuple(cell.choices for cell in alone.cells):
            return Shown(alone, {side: Spread(len(one), _cells(one, cells)) for side, one in named.items()})
    return Shown(alone, {})


def _spread(answers: Answers, choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Spread:
    """Return what is shown of a room: its cells, when it is large enough and when they tell something."""
    if len(answers) >= ENOUGH and _tells(cells := _cells(answers, grouping(choices, [answers]))):
        return Spread(len(answers), cells)
    given = [level for level in levels for answer in answers if answer == level]
    return Spread(len(answers), bounds=(given[0], given[-1]) if len(given) >= FEW else None)


def _tells(cells: Sequence[Cell]) -> bool:
    """Tell whether cells say more than how many answers there are."""
    told = [cell for cell in cells if cell.count]
    return len(told) > 1 or len(told[0].choices) == 1


def _cells(answers: Answers, cells: Cells) -> tuple[Cell, ...]:
    counts = Counter(answers)
    return tuple(Cell(cell, _count(cell, counts)) for cell in cells)


def _watched(groups: Sequence[Answers]) -> list[Counter[str]]:
    return [Counter(group) for group in groups if len(group) < LARGE]


def _safety(groups: Sequence[Answers]) -> Safety:
    watched = _watched(groups)
    return lambda cells: all(not 0 < _count(cell, counts) < FEW for cell in cells for counts in watched)


def _count(cell: Sequence[str], counts: Mapping[str, int]) -> int:
    return sum(counts.get(choice, 0) for choice in cell)
