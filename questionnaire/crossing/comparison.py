"""Compares two sheets, criterion by criterion, and their contexts. Rules: docs/crossing.md, « What is compared »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint, as_tuple
from questionnaire.assessment.context_parts import effective_context
from questionnaire.assessment.guidance import STRENGTH_LEVEL
from questionnaire.assessment.parties import CARRIER, STAKES
from questionnaire.assessment.ranking import chosen_choices
from questionnaire.assessment.scoring import effective_answers
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, Axis, ContextChoice, Criteria
from questionnaire.crossing.sides import Side

GAP_LEVELS = 2  # levels apart: from there, two answers differ; one level may be noise


class Agreement(StrEnum):
    """How two answers to one criterion compare. Table: docs/crossing.md."""

    GAP = "ecart"
    ONE_KNOWS = "inconnu"
    NEITHER_KNOWS = "deux_inconnus"
    TO_DO = "a_faire"
    STRENGTH = "appui"
    AS_EXPECTED = "conforme"
    NUANCE = "nuance"
    NOT_COMPARED = "hors_comparaison"


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """The answer of one side. `criterion` has the texts of its stage; `raised`: a choice of its context raises it."""

    criterion: Criterion
    viewpoint: Viewpoint
    answer: Answer
    expected: int
    raised: bool

    @property
    def level(self) -> int | None:
        """The level answered, if there is one."""
        return self.answer.level

    @property
    def question(self) -> str:
        """The question, as this side read it."""
        return self.criterion.question.of(self.viewpoint)

    @property
    def sentence(self) -> str:
        """The sentence of the level, as this side read it; empty without a level."""
        return "" if self.answer.level is None else self.criterion.levels.of(self.viewpoint)[self.answer.level]

    @property
    def below(self) -> bool:
        """Answered below what its stage expects."""
        return self.answer.level is not None and self.answer.level < self.expected


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """A criterion with the answers of both sides; `reworded`: a side read other texts than those in service.

    `criterion` has the texts of an open place, unless both sides say that it has not opened yet.
    """

    id: str
    criterion: Criterion
    axis: Axis
    agreement: Agreement
    first: SideAnswer
    second: SideAnswer
    reworded: bool = False

    @property
    def sides(self) -> tuple[SideAnswer, SideAnswer]:
        """Both answers."""
        return self.first, self.second

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels answered: two, one or none."""
        return tuple(side.level for side in self.sides if side.level is not None)

    @property
    def gap(self) -> int:
        """How many levels apart the answers are; 0 unless both have a level."""
        return max(self.levels) - min(self.levels) if self.levels else 0

    @property
    def asked(self) -> bool:
        """Whether at least one side was asked."""
        return any(side.answer.state is not State.HIDDEN for side in self.sides)


@dataclass(frozen=True, slots=True)
class CrossedContext:
    """The contexts of both sides compared. A choice is None where nothing was chosen."""

    stages: tuple[ContextChoice | None, ContextChoice | None]
    carriers: tuple[ContextChoice | None, ContextChoice | None]
    common_stakes: tuple[ContextChoice, ...]
    own_stakes: tuple[tuple[ContextChoice, ...], tuple[ContextChoice, ...]]

    @property
    def different_stages(self) -> bool:
        """Whether the sides see the project at different stages."""
        first, second = self.stages
        return first is not None and second is not None and first.id != second.id


@dataclass(frozen=True)
class Comparison:
    """Two sides compared: every criterion in the order of the file, then their contexts."""

    criteria: Criteria
    first: Side
    second: Side
    rows: tuple[ComparedCriterion, ...]
    context: CrossedContext

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.first, self.second

    def of(self, *agreements: Agreement) -> tuple[ComparedCriterion, ...]:
        """Return the criteria of these kinds, in the order of the file."""
        return tuple(row for row in self.rows if row.agreement in agreements)

    @cached_property
    def compared(self) -> int:
        """How many criteria both sides answered, with a level or « je ne sais pas »."""
        return sum(1 for row in self.rows if row.agreement is not Agreement.NOT_COMPARED)


def compare(criteria: Criteria, first: Side, second: Side) -> Comparison:
    """Compare two sides, under `criteria`."""
    firsts, seconds = _answers(criteria, first.sheet), _answers(criteria, second.sheet)
    reworded = first.reworded | second.reworded
    stages = [side.sheet.context.get(STAGE) for side in (first, second)]
    worded = criteria if any(map(criteria.has_opened, stages)) else criteria.before_opening
    rows = tuple(
        ComparedCriterion(
            criterion.id,
            worded.criterion(criterion.id),
            axis,
            agreement_of(firsts[criterion.id], seconds[criterion.id]),
            firsts[criterion.id],
            seconds[criterion.id],
            criterion.id in reworded,
        )
        for axis in criteria.axes
        for criterion in axis.criteria
    )
    return Comparison(criteria, first, second, rows, _context(criteria, first.sheet, second.sheet))


def agreement_of(first: SideAnswer, second: SideAnswer) -> Agreement:
    """Return the first matching row of the table of docs/crossing.md; the order of the sides does not matter."""
    states = {first.answer.state, second.answer.state}
    if not states <= {State.ANSWERED, State.UNKNOWN}:
        return Agreement.NOT_COMPARED
    if first.level is None or second.level is None:
        return Agreement.ONE_KNOWS if State.ANSWERED in states else Agreement.NEITHER_KNOWS
    if abs(first.level - second.level) >= GAP_LEVELS:
        return Agreement.GAP
    if max(first.level, second.level) < STRENGTH_LEVEL and (first.below or second.below):
        return Agreement.TO_DO
    if min(first.level, second.level) >= STRENGTH_LEVEL:
        return Agreement.STRENGTH
    return Agreement.AS_EXPECTED if first.level == second.level else Agreement.NUANCE


def _answers(criteria: Criteria, sheet: AnswerSheet) -> dict[str, SideAnswer]:
    stage = sheet.context.get(STAGE)
    context = effective_context(criteria, sheet)
    raised = {key for choice in chosen_choices(criteria, context) for key in choice.raises}
    worded = criteria.at_stage(stage)
    return {
        key: SideAnswer(
            criterion := worded.criterion(key),
            sheet.viewpoint,
            answer,
            criterion.expected.get(str(stage), criteria.top_level),
            key in raised,
        )
        for key, answer in effective_answers(criteria, sheet).items()
    }


def _context(criteria: Criteria, first: AnswerSheet, second: AnswerSheet) -> CrossedContext:
    contexts = effective_context(criteria, first), effective_context(criteria, second)
    stages, carriers, stakes = (
        tuple(_chosen(criteria, key, context) for context in contexts) for key in (STAGE, CARRIER, STAKES)
    )
    return CrossedContext(
        stages=(_only(stages[0]), _only(stages[1])),
        carriers=(_only(carriers[0]), _only(carriers[1])),
        common_stakes=tuple(choice for choice in stakes[0] if choice in stakes[1]),
        own_stakes=(
            tuple(choice for choice in stakes[0] if choice not in stakes[1]),
            tuple(choice for choice in stakes[1] if choice not in stakes[0]),
        ),
    )


def _chosen(criteria: Criteria, key: str, context: Mapping[str, ContextValue]) -> tuple[ContextChoice, ...]:
    question = criteria.context_question(key)
    chosen = as_tuple(context.get(key, ()))
    return tuple(choice for choice in (question.choices if question else ()) if choice.id in chosen)


def _only(chosen: tuple[ContextChoice, ...]) -> ContextChoice | None:
    return chosen[0] if chosen else None
