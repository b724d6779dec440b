"""What may be shown of the answers of a room to one step, so that no answer can be told from the others.

Rules and reasons: docs/workshop.md. Which choices are told together never depends on more than whether some of them were
made by one or two people: who knows the rules cannot count backwards. The sides of a small room are told in two cells,
which what is shown of the room alone decides: the figures of both give no other figure away.
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
Grouping = Callable[[Sequence[str], Answers], Cells]  # choices, and the answers of a room
Safety = Callable[
    [Sequence[Sequence[str]]], bool
]  # whether a room smaller than LARGE has not one or two people in a cell


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
    return _shown(votes, (UNKNOWN, *levels), levels, group_levels)


def shown_poll(votes: Sequence[Vote], choices: Sequence[str]) -> Shown:
    """Return what may be shown of a poll, whose choices have no order."""
    return _shown(votes, (*choices, UNKNOWN), (), group_choices)


def group_levels(choices: Sequence[str], answers: Answers) -> Cells:
    """Return « je ne sais pas », which comes first, and the levels, with those told together that have too few.

    Levels go two by two, from the lowest. « Je ne sais pas » goes with the lowest level, else with the lowest two. Where
    that is still too few, all levels go together, « je ne sais pas » apart when it may.
    """
    safe = _safety(answers)
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


def group_choices(choices: Sequence[str], answers: Answers) -> Cells:
    """Return each choice apart, but those that fewer than three people made, told together.

    When these are too few together, or must be two each, the least chosen of the rest join them, and so on.
    """
    counts = Counter(answers)
    together = [one for one in choices if counts[one] < FEW]
    if len(answers) >= LARGE or not any(counts[one] for one in together):
        return tuple((one,) for one in choices)
    while _would_tell(_count(together, counts), len(together)):
        if len(together) == len(choices):
            return (tuple(choices),)
        least = min(counts[one] for one in choices if one not in together)
        together += [one for one in choices if one not in together and counts[one] == least]
    alone = [(one,) for one in choices if one not in together]
    return (*alone, tuple(one for one in choices if one in together))


def _would_tell(count: int, choices: int) -> bool:
    """Tell whether a count of choices made by fewer than three people each would tell one of them."""
    return 0 < count < FEW or count == (FEW - 1) * choices


def _shown(votes: Sequence[Vote], choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Shown:
    whole = _spread(single_choices(votes), choices, levels, grouping)
    named = {side: single_choices([vote for vote in votes if vote.side is side]) for side in NAMED_SIDES}
    rest = single_choices([vote for vote in votes if vote.side not in NAMED_SIDES])
    cells = _cells_of_sides(whole, levels, [*named.values(), *([rest] if rest else [])])
    return Shown(
        whole, {side: Spread(len(one), _cells(one, cells)) for side, one in named.items()} if cells else {}
    )


def _cells_of_sides(whole: Spread, levels: Sequence[str], groups: Sequence[Answers]) -> Cells:
    """Return in which cells the sides are told, or none; `groups`: the sides, and the rest of the room.

    Those of the room when every group is large; else two, chosen by what is shown of the room alone.
    """
    if not whole.cells or min(map(len, groups)) < ENOUGH:
        return ()
    if min(map(len, groups)) >= LARGE:
        return tuple(cell.choices for cell in whole.cells)
    cells = _halves(whole, levels) if levels else _most_and_others(whole)
    return cells if all(_may_be_compared(cell, whole, groups) for cell in cells) else ()


def _halves(whole: Spread, levels: Sequence[str]) -> Cells:
    """Return the two lower levels, with « je ne sais pas » when somebody said it, and the others; none if the room hides it."""
    nobody_unknown = any(cell.choices == (UNKNOWN,) and not cell.count for cell in whole.cells)
    low, high = (*(() if nobody_unknown else (UNKNOWN,)), *levels[:2]), tuple(levels[2:])
    told = all(len({choice in high for choice in cell.choices}) == 1 for cell in whole.cells)
    return (low, high) if told else ()


def _most_and_others(whole: Spread) -> Cells:
    """Return the choice told apart that most people made, of equals the first one, and all the others."""
    most = max((cell for cell in whole.cells if len(cell.choices) == 1), key=lambda cell: cell.count)
    return most.choices, tuple(choice for cell in whole.cells if cell != most for choice in cell.choices)


def _may_be_compared(choices: Sequence[str], whole: Spread, groups: Sequence[Answers]) -> bool:
    """Tell whether the groups may be told apart in a cell, beside the figures of the room that it is made of."""
    inside = [cell.count for cell in whole.cells if cell.choices[0] in choices]
    if 0 < sum(inside) < FEW:
        return False
    counts = [_count(choices, Counter(group)) for group in groups]
    if any(0 < count < FEW and len(group) < LARGE for count, group in zip(counts, groups, strict=True)):
        return False
    # the figures of the room are those of the only groups that have people here
    said = sum(len(group) for count, group in zip(counts, groups, strict=True) if count)
    return said >= LARGE or not any(0 < count < FEW for count in inside)


def _spread(answers: Answers, choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Spread:
    """Return what is shown of a room: its cells, when it is large enough and when they tell something."""
    if len(answers) >= ENOUGH and _tells(cells := _cells(answers, grouping(choices, answers))):
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


def _safety(answers: Answers) -> Safety:
    counts = Counter(answers)
    large = len(answers) >= LARGE
    return lambda cells: large or all(not 0 < _count(cell, counts) < FEW for cell in cells)


def _count(cell: Sequence[str], counts: Mapping[str, int]) -> int:
    return sum(counts.get(choice, 0) for choice in cell)
