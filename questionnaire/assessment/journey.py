"""The way through the questions: which pages, in which order, and how far one has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, pairwise
from math import ceil
from typing import NamedTuple

from questionnaire.answers import BLANK, Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.model import WHOLE_PATH, Axis, Criteria, Criterion, Path
from questionnaire.typography import out_of

PER_PAGE = 4  # criteria on a page, at most

TO_DO, DOING, DONE = "todo", "doing", "done"


class Asked(NamedTuple):
    """A criterion that is asked, its number among those asked (from 1), and its effective answer."""

    criterion: Criterion
    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions asked have an answer of any kind."""

    done: int
    total: int

    @property
    def text(self) -> str:
        """Say it in words."""
        return out_of(self.done, "réponse", self.total)

    @property
    def state(self) -> str:
        """One of todo, doing, done."""
        if self.done == 0 and self.total:
            return TO_DO
        return DOING if self.done < self.total else DONE


_Page = tuple[tuple[Criterion, int], ...]  # criteria, with their numbers


@dataclass(frozen=True, slots=True)
class Part:
    """One axis of the way: its pages, each a handful of criteria, at least one."""

    axis: Axis
    planned: tuple[_Page, ...]
    answers: Mapping[str, Answer]

    @property
    def pages(self) -> tuple[tuple[Asked, ...], ...]:
        """Every page, with the answers."""
        return tuple(self.page(number) for number in range(1, len(self.planned) + 1))

    @property
    def progress(self) -> Progress:
        """How far this part is answered."""
        given = [self.answers.get(criterion.id, BLANK) for page in self.planned for criterion, _ in page]
        return Progress(len([one for one in given if one.state is not State.BLANK]), len(given))

    def page(self, number: int) -> tuple[Asked, ...]:
        """Return a page, by its number from 1."""
        return tuple(
            Asked(criterion, place, self.answers.get(criterion.id, BLANK))
            for criterion, place in self.planned[number - 1]
        )


@dataclass(frozen=True, slots=True)
class Journey:
    """The whole way for one respondent; axes with nothing to ask are left out."""

    parts: tuple[Part, ...]

    @property
    def progress(self) -> Progress:
        """How far everything is answered."""
        made = [part.progress for part in self.parts]
        return Progress(sum(one.done for one in made), sum(one.total for one in made))

    def steps(self) -> list[tuple[str, int]]:
        """Return every page as (axis id, page number from 1), in order."""
        return [(part.axis.id, number) for part in self.parts for number in range(1, len(part.planned) + 1)]

    def page(self, axis: str, number: int) -> tuple[Part, tuple[Asked, ...]] | None:
        """Return a part and one of its pages, or None when there is no such page."""
        for part in self.parts:
            if part.axis.id == axis and 1 <= number <= len(part.planned):
                return part, part.page(number)
        return None

    def first_open(self) -> tuple[str, int] | None:
        """Return the first page that has a blank, or None when all is answered."""
        for part in self.parts:
            for number, page in enumerate(part.pages, 1):
                if any(asked.answer.state is State.BLANK for asked in page):
                    return part.axis.id, number
        return None

    def around(self, axis: str, number: int) -> tuple[tuple[str, int] | None, tuple[str, int] | None]:
        """Return the page before and the page after."""
        steps = self.steps()
        index = steps.index((axis, number))
        return (steps[index - 1] if index else None), (steps[index + 1] if index + 1 < len(steps) else None)


def make_journey(criteria: Criteria, sheet: AnswerSheet) -> Journey:
    """Lay out the pages that these answers lead through."""
    plan = _plan(criteria, asked_criteria(criteria, sheet))
    return Journey(tuple(Part(axis, pages, sheet.answers) for axis, pages in plan))


def _plan(criteria: Criteria, asked: frozenset[str]) -> tuple[tuple[Axis, tuple[_Page, ...]], ...]:
    stages, number = [], 0
    for axis in criteria.axes:
        chosen = [criterion for criterion in axis.criteria if criterion.id in asked]
        if chosen:
            stages.append((axis, _pages(list(zip(chosen, count(number + 1), strict=False)))))
            number += len(chosen)
    return tuple(stages)


def choose_path(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return the path to follow: one whose condition holds comes first, then the one asked for."""
    facts = Facts(sheet.viewpoint, sheet.context)
    for path in criteria.paths:
        if path.condition and sheet.viewpoint in path.viewpoints and holds(path.condition, facts):
            return path.id
    asked = criteria.path(sheet.path)
    if asked and asked.condition is None and sheet.viewpoint in asked.viewpoints:
        return asked.id
    return WHOLE_PATH


def other_paths(criteria: Criteria, viewpoint: Viewpoint, path: str) -> tuple[Path, ...]:
    """Return the longer paths that one may go on to, keeping the answers."""
    here = _size(criteria, criteria.path(path))
    return tuple(
        other
        for other in criteria.paths
        if other.id != path and viewpoint in other.viewpoints and _size(criteria, other) > here
    )


def _size(criteria: Criteria, path: Path | None) -> int:
    if path is None or path.criteria is None:
        return sum(len(axis.criteria) for axis in criteria.axes)
    return len(path.criteria)


def _pages(asked: list[tuple[Criterion, int]]) -> tuple[_Page, ...]:
    """Cut into pages of about the same length."""
    pages = ceil(len(asked) / PER_PAGE)
    bounds = [round(index * len(asked) / pages) for index in range(pages + 1)]
    return tuple(tuple(asked[start:end]) for start, end in pairwise(bounds))
