"""Scores computed from answers and criteria, in exact fractions. Formulas: docs/scoring.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from questionnaire.answers import BLANK, HIDDEN, Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.criterion import Criterion, Gate
from questionnaire.criteria.model import STAGE, Axis, Criteria, Tier

_COUNTED = (State.ANSWERED, State.UNKNOWN, State.BLANK)


class AxisState(StrEnum):
    """Whether an axis has a score, too few answers, or no question that applies."""

    EVALUATED = "evalue"
    INCOMPLETE = "a_preciser"
    NOT_APPLICABLE = "sans_objet"


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion with its effective answer, the level its stage expects, and the gap (0 to 1)."""

    criterion: Criterion
    axis: Axis
    answer: Answer
    expected: int
    gap: Fraction
    top: int

    @property
    def met(self) -> bool:
        """Answered, at or above what this stage expects."""
        return self.answer.level is not None and self.answer.level >= self.expected

    @property
    def beyond(self) -> int:
        """How many levels above what this stage expects; 0 when at or below it."""
        return (self.answer.level or 0) - self.expected if self.met else 0

    @property
    def as_expected(self) -> bool:
        """Below the top level, but at or above what this stage expects (« au niveau attendu »)."""
        level = self.answer.level
        return level is not None and level < self.top and self.met


@dataclass(frozen=True, slots=True)
class AxisScore:
    """One axis: `score`, `expected_score`, `minimum` and `maximum` from 0 to 100, `coverage` from 0 to 1.

    `score`, `expected_score` and `tier` are None unless the state is EVALUATED; all numbers are None when
    NOT_APPLICABLE. `expected_score` is what the same answers would score if each were what its stage expects.
    `missing` names the gates that hold back the next tier although its threshold is reached.
    `criteria` leaves hidden criteria out.
    """

    axis: Axis
    state: AxisState
    criteria: tuple[CriterionScore, ...]
    score: Fraction | None = None
    expected_score: Fraction | None = None
    coverage: Fraction | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    tier: Tier | None = None
    next_tier: Tier | None = None
    missing: tuple[Gate, ...] = ()

    @property
    def answered(self) -> int:
        """How many criteria are answered with a level."""
        return self.count(State.ANSWERED)

    @property
    def met(self) -> int:
        """How many are at the level that their stage expects, or beyond; weights play no part."""
        return sum(1 for criterion_score in self.criteria if criterion_score.met)

    @property
    def beyond(self) -> int:
        """How many are beyond the level that their stage expects."""
        return sum(1 for criterion_score in self.criteria if criterion_score.beyond > 0)

    @property
    def to_specify(self) -> int:
        """How many are asked without a level: unknown, or blank."""
        return self.count(State.UNKNOWN) + self.count(State.BLANK)

    def count(self, state: State) -> int:
        """Return how many shown criteria are in `state`."""
        return sum(1 for criterion_score in self.criteria if criterion_score.answer.state is state)


@dataclass(frozen=True, slots=True)
class Scores:
    """Every axis in the order of the file, the weighted mean of those that have a score, and the effective answers."""

    axes: tuple[AxisScore, ...]
    overall: Fraction | None
    answers: Mapping[str, Answer]

    def by_axis(self) -> dict[str, Fraction]:
        """Return the scores that exist, by axis id."""
        return {axis_score.axis.id: axis_score.score for axis_score in self.axes if axis_score.score is not None}


def asked_criteria(criteria: Criteria, sheet: AnswerSheet) -> frozenset[str]:
    """Return the ids of the criteria asked: those of the path whose `si` is true in this context."""
    return on_path(criteria, sheet.path, applicable_criteria(criteria, sheet))


def applicable_criteria(criteria: Criteria, sheet: AnswerSheet) -> frozenset[str]:
    """Return the ids of the criteria whose `si` is true in this context, whatever the path."""
    facts = Facts(sheet.viewpoint, sheet.context, named=criteria.conditions)
    return frozenset(criterion.id for criterion in criteria.all_criteria() if holds(criterion.condition, facts))


def on_path(criteria: Criteria, path_id: str, ids: frozenset[str]) -> frozenset[str]:
    """Return those of `ids` that a path asks; an unknown path asks them all."""
    path = criteria.path(path_id)
    return ids if path is None or path.criteria is None else ids.intersection(path.criteria)


def effective_answers(criteria: Criteria, sheet: AnswerSheet) -> dict[str, Answer]:
    """Return one answer per criterion: the stored one, BLANK when none is, HIDDEN when it is not asked.

    The note of a hidden criterion is left out with its answer. « Non concerné » is BLANK where it is no longer
    offered, as when the place has opened since.
    """
    asked_ids, stored = asked_criteria(criteria, sheet), sheet.answers
    return {
        criterion.id: _offered(criterion, stored.get(criterion.id, BLANK), sheet.viewpoint)
        if criterion.id in asked_ids
        else HIDDEN
        for criterion in criteria.at_stage(sheet.context.get(STAGE)).all_criteria()
    }


def _offered(criterion: Criterion, answer: Answer, viewpoint: Viewpoint) -> Answer:
    if answer.state is State.NOT_APPLICABLE and not criterion.not_applicable.of(viewpoint):
        return Answer(note=answer.note)
    return answer


def score(criteria: Criteria, sheet: AnswerSheet) -> Scores:
    """Score every axis of `criteria` for the answers of `sheet`."""
    answers = effective_answers(criteria, sheet)
    stage = sheet.context.get(STAGE)
    axes = tuple(
        score_axis(criteria, axis, answers, stage if isinstance(stage, str) else None) for axis in criteria.axes
    )
    scored = [(axis_score.axis.weight, axis_score.score) for axis_score in axes if axis_score.score is not None]
    total = sum((weight for weight, _ in scored), Fraction(0))
    overall = sum((weight * value for weight, value in scored), Fraction(0)) / total if total else None
    return Scores(axes, overall, answers)


def score_axis(criteria: Criteria, axis: Axis, answers: Mapping[str, Answer], stage: str | None) -> AxisScore:
    """Score one axis from an effective answer for every criterion of the file."""
    top = criteria.top_level
    criterion_scores = tuple(
        _criterion_score(criterion, axis, answers[criterion.id], stage, top)
        for criterion in axis.criteria
        if answers[criterion.id].state is not State.HIDDEN
    )
    counted = [(one, one.criterion.weight) for one in criterion_scores if one.answer.state in _COUNTED]
    levels = [(one.answer.level, one.expected, weight) for one, weight in counted if one.answer.level is not None]
    total = sum((weight for _, weight in counted), Fraction(0))
    answered = sum((weight for _, _, weight in levels), Fraction(0))
    earned = sum((weight * level for level, _, weight in levels), Fraction(0)) / top
    expected = sum((weight * level for _, level, weight in levels), Fraction(0)) / top
    if not total:
        return AxisScore(axis, AxisState.NOT_APPLICABLE, criterion_scores)
    incomplete = AxisScore(
        axis,
        AxisState.INCOMPLETE,
        criterion_scores,
        coverage=answered / total,
        minimum=100 * earned / total,
        maximum=100 * (earned + total - answered) / total,
    )
    if not answered or answered / total < criteria.minimum_coverage:
        return incomplete
    value = 100 * earned / answered
    tier, next_tier, missing = _tier(criteria.tiers, value, answers)
    return replace(
        incomplete,
        state=AxisState.EVALUATED,
        score=value,
        expected_score=100 * expected / answered,
        tier=tier,
        next_tier=next_tier,
        missing=missing,
    )


def _criterion_score(
    criterion: Criterion, axis: Axis, answer: Answer, stage: str | None, top: int
) -> CriterionScore:
    expected = criterion.expected.get(stage, top) if stage else top
    gap = Fraction(0) if answer.level is None else Fraction(max(0, expected - answer.level), top)
    return CriterionScore(criterion, axis, answer, expected, gap, top)


def _tier(
    tiers: tuple[Tier, ...], value: Fraction, answers: Mapping[str, Answer]
) -> tuple[Tier, Tier | None, tuple[Gate, ...]]:
    """Return the tier reached, the next one, and the gates that hold it back."""
    reached = tiers[0]
    for tier in tiers[1:]:
        if value < tier.threshold:
            return reached, tier, ()
        missing = tuple(gate for gate in tier.gates if _closed(gate, answers))
        if missing:
            return reached, tier, missing
        reached = tier
    return reached, None, ()


def _closed(gate: Gate, answers: Mapping[str, Answer]) -> bool:
    # a gate on a criterion that is not asked or does not apply is open
    answer = answers[gate.criterion]
    if answer.state in (State.HIDDEN, State.NOT_APPLICABLE):
        return False
    return answer.level is None or answer.level < gate.at_least
