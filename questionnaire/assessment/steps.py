"""The steps shown: those that the respondent undertakes, then those proposed."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.assessment.selection import FIRST
from questionnaire.criteria.criterion import Card


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A card and its criterion; `advice`: None when the card no longer applies; `kept`: its engagement, or None."""

    card: Card
    criterion: CriterionScore
    advice: Advice | None
    kept: Engagement | None


def shown_steps(report: Report) -> tuple[ShownStep, ...]:
    """Return the steps undertaken, in order, then proposals up to FIRST steps still to do."""
    kept = _kept_steps(report)
    open_steps = sum(1 for step in kept if step.kept and step.kept.is_open)
    taken = {step.criterion.criterion.id for step in kept}
    proposed = [
        ShownStep(advice.card, advice.criterion, advice, None)
        for advice in report.cards
        if advice.criterion.criterion.id not in taken
    ]
    return (*kept, *proposed[: max(0, FIRST - open_steps)])


def other_steps(report: Report) -> tuple[Advice, ...]:
    """Return the cards that apply and are not among the steps shown, in order."""
    shown = {step.card.id for step in shown_steps(report)}
    return tuple(advice for advice in report.advice if advice.card.id not in shown)


def known_steps(report: Report) -> dict[str, ShownStep]:
    """Return the steps of all the cards of the criteria asked, by card, whether they are shown or not."""
    by_card = {advice.card.id: advice for advice in report.advice}
    engagements = {engagement.card: engagement for engagement in report.engagements}
    return {
        card.id: ShownStep(card, criterion_score, by_card.get(card.id), engagements.get(card.id))
        for axis in report.scores.axes
        for criterion_score in axis.criteria
        for card in criterion_score.criterion.cards
    }


def _kept_steps(report: Report) -> tuple[ShownStep, ...]:
    """Return the steps undertaken, without those whose card or criterion is no longer asked."""
    if not report.engagements:
        return ()
    known = known_steps(report)
    return tuple(known[engagement.card] for engagement in report.engagements if engagement.card in known)
