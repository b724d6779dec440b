"""The questionnaire to print: for a viewpoint, the questions of the stages before the opening, or of an open place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import count

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.asking import Offered, When, asked_when, context_asked_when, offered_choices
from questionnaire.assessment.duration import Duration, minutes
from questionnaire.assessment.journey import choose_path
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Axis, ContextChoice, ContextQuestion, Criteria

# a stage that asks less than this share of the questions: the form only lists their numbers, and no condition
SHORT_SHARE = Fraction(1, 3)


class Period(StrEnum):
    """The stages that a form is for: those before the opening, or the others. The value is in the URL of the form."""

    BEFORE = "avant-ouverture"
    OPEN = "lieu-ouvert"


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A criterion of a form: its number, and when it is asked, at the stages of which numbers alone do not say it."""

    number: int
    criterion: Criterion
    when: When


@dataclass(frozen=True, slots=True)
class PaperContextQuestion:
    """A context question placed in the part of an axis, and when it is asked."""

    question: ContextQuestion
    when: When


@dataclass(frozen=True, slots=True)
class PaperPart:
    """The part of an axis: its context questions, then those about its criteria."""

    axis: Axis
    context: tuple[PaperContextQuestion, ...]
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperForm:
    """A form to fill in by hand, in the texts of its period; `stages` are the choices of the stage that it is for.

    `context` comes first: the questions asked before the others on a screen. `numbers` gives, by id of each stage
    that skips questions, the numbers of those it asks.
    """

    criteria: Criteria
    viewpoint: Viewpoint
    period: Period
    stages: tuple[ContextChoice, ...]
    context: tuple[ContextQuestion, ...]
    parts: tuple[PaperPart, ...]
    numbers: dict[str, tuple[int, ...]]
    duration: Duration

    @property
    def questions(self) -> tuple[PaperQuestion, ...]:
        """Every question about a criterion."""
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def lettered(self) -> tuple[ContextQuestion, ...]:
        """Every context question, in order: each has a letter."""
        return (*self.context, *(asked.question for part in self.parts for asked in part.context))

    def choices(self, question: ContextQuestion) -> tuple[ContextChoice, ...]:
        """Return the choices of a context question on this form."""
        return self.stages if question.id == STAGE else question.choices_for(self.viewpoint)


def paper_form(criteria: Criteria, viewpoint: Viewpoint, period: Period) -> PaperForm | None:
    """Return a form, or None when no stage of the criteria belongs to that period."""
    stages = _stages(criteria, viewpoint, period)
    if not stages:
        return None
    staged = criteria.at_stage(stages[0].id)
    by_stage = {stage.id: _asked(staged, _offered(staged, viewpoint, [stage])) for stage in stages}
    asked = set[str]().union(*by_stage.values())
    most_asked = [stage for stage in stages if len(by_stage[stage.id]) >= SHORT_SHARE * len(asked)]
    offered = _offered(staged, viewpoint, most_asked)
    numbers = count(1)
    parts = tuple(
        PaperPart(
            axis,
            _context(staged, viewpoint, axis, offered),
            tuple(
                PaperQuestion(next(numbers), criterion, asked_when(staged, criterion, offered))
                for criterion in questions
            ),
        )
        for axis in staged.axes
        if (questions := [criterion for criterion in axis.criteria if criterion.id in asked])
    )
    by_id = {question.criterion.id: question.number for part in parts for question in part.questions}
    times = [_minutes(criteria, viewpoint, stage) for stage in stages]
    return PaperForm(
        criteria=staged,
        viewpoint=viewpoint,
        period=period,
        stages=stages,
        context=criteria.start_questions,
        parts=parts,
        numbers={
            stage: tuple(number for key, number in by_id.items() if key in ids)
            for stage, ids in by_stage.items()
            if len(ids) < len(asked)
        },
        duration=Duration(min(times), max(times)),
    )


def paper_forms(criteria: Criteria, viewpoint: Viewpoint) -> Iterator[PaperForm]:
    """Yield the forms of a viewpoint."""
    for period in Period:
        if form := paper_form(criteria, viewpoint, period):
            yield form


def _stages(criteria: Criteria, viewpoint: Viewpoint, period: Period) -> tuple[ContextChoice, ...]:
    question = criteria.context_question(STAGE)
    choices = question.choices_for(viewpoint) if question else ()
    return tuple(choice for choice in choices if choice.open is (period is Period.OPEN))


def _offered(criteria: Criteria, viewpoint: Viewpoint, stages: list[ContextChoice]) -> Offered:
    only = {STAGE: frozenset(stage.id for stage in stages)}
    return offered_choices(criteria, viewpoint, (*criteria.start_questions, *criteria.part_questions), only)


def _asked(criteria: Criteria, offered: Offered) -> set[str]:
    return {
        criterion.id
        for criterion in criteria.all_criteria()
        if asked_when(criteria, criterion, offered) is not False
    }


def _context(
    criteria: Criteria, viewpoint: Viewpoint, axis: Axis, offered: Offered
) -> tuple[PaperContextQuestion, ...]:
    questions = (
        PaperContextQuestion(question, context_asked_when(question, offered))
        for question in criteria.part_questions
        if question.place == axis.id and question.choices_for(viewpoint)
    )
    return tuple(question for question in questions if question.when is not False)


def _minutes(criteria: Criteria, viewpoint: Viewpoint, stage: ContextChoice) -> int:
    context = {STAGE: stage.id}
    path = choose_path(criteria, AnswerSheet(viewpoint, WHOLE_PATH, context))
    return minutes(criteria, AnswerSheet(viewpoint, path, context))
