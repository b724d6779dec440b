"""The pages of questions for a sheet: which criteria, in which order, and the progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, pairwise
from math import ceil
from typing import NamedTuple

from questionnaire.answers import BLANK, Answer, AnswerSheet, State
from questionnaire.assessment.context_parts import asked_in_parts
from questionnaire.assessment.rereading import to_read_again
from questionnaire.assessment.scoring import applicable_criteria, asked_criteria, on_path
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Axis, ContextQuestion, Criteria, Path
from questionnaire.typography import out_of

PER_PAGE = 4  # criteria on a page, at most

TO_DO, DOING, DONE = "todo", "doing", "done"


class AskedCriterion(NamedTuple):
    """A criterion that is asked, its number among those asked (from 1), and its effective answer."""

    criterion: Criterion
    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of questions asked, and of those that have an answer of any kind."""

    done: int
    total: int

    @property
    def text(self) -> str:
        """Return « 3 réponses sur 8 »."""
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
    """One axis of a journey: at least one page, of at most PER_PAGE criteria each."""

    axis: Axis
    planned: tuple[_Page, ...]
    answers: Mapping[str, Answer]
    context: tuple[ContextQuestion, ...] = ()  # asked at the end of its last page

    @property
    def pages(self) -> tuple[tuple[AskedCriterion, ...], ...]:
        """The pages, with the answers."""
        return tuple(self.page(number) for number in range(1, len(self.planned) + 1))

    @property
    def progress(self) -> Progress:
        """The progress of this axis."""
        answers = [self.answers.get(criterion.id, BLANK) for page in self.planned for criterion, _ in page]
        return Progress(len([answer for answer in answers if answer.state is not State.BLANK]), len(answers))

    def page(self, number: int) -> tuple[AskedCriterion, ...]:
        """Return a page, by its number from 1."""
        return tuple(
            AskedCriterion(criterion, place, self.answers.get(criterion.id, BLANK))
            for criterion, place in self.planned[number - 1]
        )


@dataclass(frozen=True, slots=True)
class Journey:
    """All the pages for one respondent; axes without a question are left out."""

    parts: tuple[Part, ...]
    to_read_again: frozenset[str] = (
        frozenset()
    )  # ids of criteria whose texts have changed since they were answered

    @property
    def progress(self) -> Progress:
        """The progress over all axes."""
        parts_progress = [part.progress for part in self.parts]
        return Progress(
            sum(progress.done for progress in parts_progress), sum(progress.total for progress in parts_progress)
        )

    def steps(self) -> list[tuple[str, int]]:
        """Return every page as (axis id, page number from 1), in order."""
        return [(part.axis.id, number) for part in self.parts for number in range(1, len(part.planned) + 1)]

    def page(self, axis: str, number: int) -> tuple[Part, tuple[AskedCriterion, ...]] | None:
        """Return a part and one of its pages, or None when there is no such page."""
        for part in self.parts:
            if part.axis.id == axis and 1 <= number <= len(part.planned):
                return part, part.page(number)
        return None

    def open_ids(self) -> list[str]:
        """Return the ids of the criteria that have no answer, in order."""
        return [
            criterion.id
            for part in self.parts
            for page in part.planned
            for criterion, _ in page
            if part.answers.get(criterion.id, BLANK).state is State.BLANK
        ]

    def context_on(self, axis: str, number: int) -> tuple[ContextQuestion, ...]:
        """Return the context questions of a page: those of its part, on the last one."""
        return next(
            (part.context for part in self.parts if (part.axis.id, len(part.planned)) == (axis, number)), ()
        )

    def first_open(self) -> tuple[str, int] | None:
        """Return the first page with a question that is unanswered or to read again, or None."""
        for part in self.parts:
            for number, page in enumerate(part.pages, 1):
                if any(map(self.is_open, page)):
                    return part.axis.id, number
        return None

    def is_open(self, asked_criterion: AskedCriterion) -> bool:
        """Tell whether a question is unanswered or to read again."""
        return asked_criterion.answer.state is State.BLANK or asked_criterion.criterion.id in self.to_read_again

    def around(self, axis: str, number: int) -> tuple[tuple[str, int] | None, tuple[str, int] | None]:
        """Return the previous and the next page; None at either end."""
        steps = self.steps()
        index = steps.index((axis, number))
        return (steps[index - 1] if index else None), (steps[index + 1] if index + 1 < len(steps) else None)


def make_journey(criteria: Criteria, sheet: AnswerSheet) -> Journey:
    """Return the pages for these answers, in the words of the stage."""
    again = to_read_again(criteria, sheet)
    criteria = criteria.at_stage(sheet.context.get(STAGE))
    plan = _plan(criteria, asked_criteria(criteria, sheet))
    facts = asked_in_parts(criteria, sheet)
    return Journey(
        tuple(
            Part(axis, pages, sheet.answers, tuple(question for question in facts if question.place == axis.id))
            for axis, pages in plan
        ),
        again,
    )


def _plan(criteria: Criteria, asked_ids: frozenset[str]) -> tuple[tuple[Axis, tuple[_Page, ...]], ...]:
    planned_axes, number = [], 0
    for axis in criteria.axes:
        asked = [criterion for criterion in axis.criteria if criterion.id in asked_ids]
        if asked:
            planned_axes.append((axis, _pages(list(zip(asked, count(number + 1), strict=False)))))
            number += len(asked)
    return tuple(planned_axes)


def choose_path(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return the id of the path to follow: the first whose condition holds, else the one requested, else the whole one."""
    facts = Facts(sheet.viewpoint, sheet.context, named=criteria.conditions)
    for path in criteria.paths:
        if path.condition and sheet.viewpoint in path.viewpoints and holds(path.condition, facts):
            return path.id
    requested = criteria.path(sheet.path)
    if requested and requested.condition is None and sheet.viewpoint in requested.viewpoints:
        return requested.id
    return WHOLE_PATH


def other_paths(criteria: Criteria, sheet: AnswerSheet) -> tuple[Path, ...]:
    """Return the paths that the respondent may switch to: those that ask more questions in this context."""
    return tuple(other for other, _ in _longer_paths(criteria, sheet))


def more_questions(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return how many more questions the longest of the other paths asks; 0 when none asks more."""
    return max((more for _, more in _longer_paths(criteria, sheet)), default=0)


def _longer_paths(criteria: Criteria, sheet: AnswerSheet) -> tuple[tuple[Path, int], ...]:
    """Return each path that asks more questions than that of the sheet, and how many more."""
    ids = applicable_criteria(criteria, sheet)
    asked = len(on_path(criteria, sheet.path, ids))
    others = [path for path in criteria.paths if sheet.viewpoint in path.viewpoints]
    counts = [len(on_path(criteria, path.id, ids)) - asked for path in others]
    return tuple((path, more) for path, more in zip(others, counts, strict=True) if more > 0)


def _pages(numbered_criteria: list[tuple[Criterion, int]]) -> tuple[_Page, ...]:
    """Split into pages of similar length."""
    pages = ceil(len(numbered_criteria) / PER_PAGE)
    bounds = [round(index * len(numbered_criteria) / pages) for index in range(pages + 1)]
    return tuple(tuple(numbered_criteria[start:end]) for start, end in pairwise(bounds))
