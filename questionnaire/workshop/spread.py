"""Disclosure control: the figures of a step that may be shown without revealing anybody's answer.

Rules and proofs: docs/workshop.md, « What may be shown ». Choices are grouped into cells by fixed rules that depend only
on which choices were made by one or two people, so that nobody can infer counts from the grouping. In a small room each
side is shown in two cells, chosen from the figures of the room alone, so that both together disclose nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.workshop.votes import NAMED_SIDES, UNKNOWN, Side, Vote, single_choices

FEW = 3  # answers: with fewer, only how many there are is shown
ENOUGH = 5  # answers: with fewer, only the lowest and the highest level are shown
LARGE = 20  # answers: from here on, each choice is shown with its count, even one or two

Answers = Sequence[str]  # one choice for each person
Cells = tuple[tuple[str, ...], ...]
Grouping = Callable[[Sequence[str], Answers], Cells]  # (choices, answers of a room) -> cells
# cells -> whether none of them counts one or two people, in a room smaller than LARGE
Safety = Callable[[Sequence[Sequence[str]]], bool]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people made one of these choices; several choices are counted together."""

    choices: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What is shown of a group: how many answers, then either its cells, or the lowest and highest level, or nothing."""

    answers: int
    cells: tuple[Cell, ...] = ()
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a step: the whole room, and its two sides, or no side."""

    whole: Spread
    sides: Mapping[Side, Spread]


def shown_levels(votes: Sequence[Vote], levels: Sequence[str]) -> Shown:
    """Return what may be shown of the votes on a criterion; `levels` from the lowest."""
    return _shown(votes, (UNKNOWN, *levels), levels, group_levels)


def shown_poll(votes: Sequence[Vote], choices: Sequence[str]) -> Shown:
    """Return what may be shown of a poll, whose choices have no order."""
    return _shown(votes, (*choices, UNKNOWN), (), group_choices)


def group_levels(choices: Sequence[str], answers: Answers) -> Cells:
    """Return the cells of a criterion; `choices`: « je ne sais pas », then the levels from the lowest.

    Levels are paired from the lowest. « Je ne sais pas », when one or two people say it, joins the lowest level, else the
    lowest two. Where a cell is still too small, all levels form one cell, and « je ne sais pas » stays apart if it may.
    """
    safe = _safety(answers)
    unknown, lowest, levels = (choices[0],), choices[1:3], choices[1:]
    above = [cell for at in range(3, len(choices), 2) for cell in _pair(choices[at : at + 2], safe)]
    candidates: tuple[list[tuple[str, ...]], ...]
    if safe([unknown]):
        candidates = ([unknown, *_pair(lowest, safe), *above], [unknown, tuple(levels)])
    else:
        with_lowest = [(*unknown, lowest[0]), *((level,) for level in lowest[1:])]
        candidates = ([*with_lowest, *above], [(*unknown, *lowest), *above])
    return next((tuple(cells) for cells in candidates if safe(cells)), (tuple(choices),))


def _pair(levels: Sequence[str], safe: Safety) -> list[tuple[str, ...]]:
    apart: list[tuple[str, ...]] = [(level,) for level in levels]
    return apart if safe(apart) else [tuple(levels)]


def group_choices(choices: Sequence[str], answers: Answers) -> Cells:
    """Return the cells of a poll: each choice apart, except that those made by fewer than FEW people form one cell.

    While that cell would disclose a count, the least chosen of the other choices join it.
    """
    counts = Counter(answers)
    together = [choice for choice in choices if counts[choice] < FEW]
    if len(answers) >= LARGE or not any(counts[choice] for choice in together):
        return tuple((choice,) for choice in choices)
    while _would_tell(_count(together, counts), len(together)):
        if len(together) == len(choices):
            return (tuple(choices),)
        least = min(counts[choice] for choice in choices if choice not in together)
        together += [choice for choice in choices if choice not in together and counts[choice] == least]
    alone = [(choice,) for choice in choices if choice not in together]
    return (*alone, tuple(choice for choice in choices if choice in together))


def _would_tell(count: int, choices: int) -> bool:
    """Tell whether the total of choices with fewer than FEW people each discloses one of their counts."""
    return 0 < count < FEW or count == (FEW - 1) * choices


def _shown(votes: Sequence[Vote], choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Shown:
    whole = _spread(single_choices(votes), choices, levels, grouping)
    named = {side: single_choices([vote for vote in votes if vote.side is side]) for side in NAMED_SIDES}
    rest = single_choices([vote for vote in votes if vote.side not in NAMED_SIDES])
    cells = _cells_of_sides(whole, levels, [*named.values(), *([rest] if rest else [])])
    return Shown(
        whole,
        {side: Spread(len(answers), _cells(answers, cells)) for side, answers in named.items()} if cells else {},
    )


def _cells_of_sides(whole: Spread, levels: Sequence[str], groups: Sequence[Answers]) -> Cells:
    """Return the cells in which the sides are shown, or none; `groups`: the sides, and the rest of the room if any.

    Those of the room when every group is large; else two, chosen from the figures of the room alone.
    """
    if not whole.cells or min(map(len, groups)) < ENOUGH:
        return ()
    if min(map(len, groups)) >= LARGE:
        return tuple(cell.choices for cell in whole.cells)
    cells = _halves(whole, levels) if levels else _most_and_others(whole)
    return cells if all(_may_be_compared(cell, whole, groups) for cell in cells) else ()


def _halves(whole: Spread, levels: Sequence[str]) -> Cells:
    """Return two cells: the two lowest levels (with « je ne sais pas » if anybody said it), and the others.

    None when the cells of the room straddle them.
    """
    nobody_unknown = any(cell.choices == (UNKNOWN,) and not cell.count for cell in whole.cells)
    low, high = (*(() if nobody_unknown else (UNKNOWN,)), *levels[:2]), tuple(levels[2:])
    aligned = all(len({choice in high for choice in cell.choices}) == 1 for cell in whole.cells)
    return (low, high) if aligned else ()


def _most_and_others(whole: Spread) -> Cells:
    """Return two cells: the most frequent choice among those shown alone (the first of equals), and all the others."""
    most = max((cell for cell in whole.cells if len(cell.choices) == 1), key=lambda cell: cell.count)
    return most.choices, tuple(choice for cell in whole.cells if cell != most for choice in cell.choices)


def _may_be_compared(choices: Sequence[str], whole: Spread, groups: Sequence[Answers]) -> bool:
    """Tell whether the count of each group in a cell may be shown beside the figures of the room."""
    inside = [cell.count for cell in whole.cells if cell.choices[0] in choices]
    if 0 < sum(inside) < FEW:
        return False
    counts = [_count(choices, Counter(group)) for group in groups]
    if any(0 < count < FEW and len(group) < LARGE for count, group in zip(counts, groups, strict=True)):
        return False
    # a small figure of the room is safe only when the groups that have people in this cell are large together
    said = sum(len(group) for count, group in zip(counts, groups, strict=True) if count)
    return said >= LARGE or not any(0 < count < FEW for count in inside)


def _spread(answers: Answers, choices: Sequence[str], levels: Sequence[str], grouping: Grouping) -> Spread:
    """Return what is shown of a group: its cells, when it is large enough and they say something; else its range."""
    if len(answers) >= ENOUGH and _tells(cells := _cells(answers, grouping(choices, answers))):
        return Spread(len(answers), cells)
    given = [level for level in levels for answer in answers if answer == level]
    return Spread(len(answers), bounds=(given[0], given[-1]) if len(given) >= FEW else None)


def _tells(cells: Sequence[Cell]) -> bool:
    """Tell whether cells say more than the number of answers."""
    chosen = [cell for cell in cells if cell.count]
    return len(chosen) > 1 or len(chosen[0].choices) == 1


def _cells(answers: Answers, cells: Cells) -> tuple[Cell, ...]:
    counts = Counter(answers)
    return tuple(Cell(cell, _count(cell, counts)) for cell in cells)


def _safety(answers: Answers) -> Safety:
    counts = Counter(answers)
    large = len(answers) >= LARGE
    return lambda cells: large or all(not 0 < _count(cell, counts) < FEW for cell in cells)


def _count(cell: Sequence[str], counts: Mapping[str, int]) -> int:
    return sum(counts.get(choice, 0) for choice in cell)
