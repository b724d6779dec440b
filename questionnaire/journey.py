"""The way through the questions: which pages, in which order, and how far one has come."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.conditions import Facts, holds
from questionnaire.criteria import WHOLE_PATH, Axis, Criteria, Criterion, Path
from questionnaire.scoring import effective_answers
from questionnaire.typography import NBSP

PER_PAGE = 4  # criteria on a page, at most

TO_DO, DOING, DONE = "todo", "doing", "done"
STATE_TEXTS = {TO_DO: "À faire", DOING: "En cours", DONE: "Fait"}


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
        return f"{self.done}{NBSP}réponse{'s' if self.done > 1 else ''} sur {self.total}"

    @property
    def state(self) -> str:
        """One of todo, doing, done."""
        if self.done == 0 and self.total:
            return TO_DO
        return DOING if self.done < self.total else DONE


@dataclass(frozen=True, slots=True)
class Part:
    """One axis of the way: its pages, each a handful of criteria."""

    axis: Axis
    pages: tuple[tuple[Asked, ...], ...]

    @property
    def progress(self) -> Progress:
        """How far this part is answered."""
        return _progress([asked for page in self.pages for asked in page])


@dataclass(frozen=True, slots=True)
class Journey:
    """The whole way for one respondent; axes with nothing to ask are left out."""

    parts: tuple[Part, ...]

    @property
    def progress(self) -> Progress:
        """How far everything is answered."""
        return _progress([asked for part in self.parts for page in part.pages for asked in page])

    def steps(self) -> list[tuple[str, int]]:
        """Return every page as (axis id, page number from 1), in order."""
        return [(part.axis.id, number) for part in self.parts for number in range(1, len(part.pages) + 1)]

    def page(self, axis: str, number: int) -> tuple[Part, tuple[Asked, ...]] | None:
        """Return a part and one of its pages, or None when there is no such page."""
        for part in self.parts:
            if part.axis.id == axis and 1 <= number <= len(part.pages):
                return part, part.pages[number - 1]
        return None

    def where(self, criterion: str) -> tuple[str, int] | None:
        """Return the page that asks a criterion."""
        for part in self.parts:
            for number, page in enumerate(part.pages, 1):
                if any(asked.criterion.id == criterion for asked in page):
                    return part.axis.id, number
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
    answers = effective_answers(criteria, sheet)
    parts, number = [], 0
    for axis in criteria.axes:
        asked = []
        for criterion in axis.criteria:
            if answers[criterion.id].state is not State.HIDDEN:
                number += 1
                asked.append(Asked(criterion, number, answers[criterion.id]))
        if asked:
            parts.append(Part(axis, _pages(asked)))
    return Journey(tuple(parts))


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
    count = _size(criteria, criteria.path(path))
    return tuple(
        other
        for other in criteria.paths
        if other.id != path and viewpoint in other.viewpoints and _size(criteria, other) > count
    )


def _size(criteria: Criteria, path: Path | None) -> int:
    if path is None or path.criteria is None:
        return sum(len(axis.criteria) for axis in criteria.axes)
    return len(path.criteria)


def _pages(asked: list[Asked]) -> tuple[tuple[Asked, ...], ...]:
    """Cut into pages of about the same length."""
    count = ceil(len(asked) / PER_PAGE)
    bounds = [round(index * len(asked) / count) for index in range(count + 1)]
    return tuple(tuple(asked[start:end]) for start, end in pairwise(bounds))


def _progress(asked: list[Asked]) -> Progress:
    return Progress(len([one for one in asked if one.answer.state is not State.BLANK]), len(asked))
