"""The steps shown: those that the respondent keeps, then those proposed."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.assessment.plan import Step, StepState
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.assessment.selection import FIRST
from questionnaire.criteria.criterion import Card


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A card, its criterion, and the step kept; `advice` is None when the card no longer applies, `kept` when not kept."""

    card: Card
    criterion: CriterionScore
    advice: Advice | None
    kept: Step | None


def shown_steps(report: Report) -> tuple[ShownStep, ...]:
    """Return the steps kept, in their order, then proposals, so that at least FIRST remain to do when there are enough."""
    kept = _kept_steps(report)
    open_steps = sum(1 for one in kept if one.kept and one.kept.state is StepState.TO_DO)
    taken = {one.criterion.criterion.id for one in kept}
    proposed = [
        ShownStep(advice.card, advice.criterion, advice, None)
        for advice in report.cards
        if advice.criterion.criterion.id not in taken
    ]
    return (*kept, *proposed[: max(0, FIRST - open_steps)])


def other_steps(report: Report) -> tuple[Advice, ...]:
    """Return the cards that apply and are not among the steps shown, in order."""
    shown = {one.card.id for one in shown_steps(report)}
    return tuple(advice for advice in report.advice if advice.card.id not in shown)


def dated_steps(report: Report) -> tuple[tuple[Card, Step], ...]:
    """Return the steps kept that are to do by a day, each with its card, in the order of the plan."""
    return tuple(
        (one.card, one.kept)
        for one in _kept_steps(report)
        if one.kept and one.kept.state is StepState.TO_DO and one.kept.before
    )


def _kept_steps(report: Report) -> tuple[ShownStep, ...]:
    """Return the steps kept; those of a card, or of a criterion, that is no longer there are left out."""
    if not report.plan.steps:
        return ()
    by_card = {advice.card.id: advice for advice in report.advice}
    known = {
        card.id: (card, one)
        for axis in report.scores.axes
        for one in axis.criteria
        for card in one.criterion.cards
    }
    return tuple(
        ShownStep(*known[step.card], by_card.get(step.card), step)
        for step in report.plan.steps
        if step.card in known
    )
