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
    open_steps = sum(1 for one in kept if one.kept and one.kept.is_open)
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


def known_steps(report: Report) -> dict[str, ShownStep]:
    """Return the steps of all the cards of the criteria asked, by card, whether they are shown or not."""
    by_card = {advice.card.id: advice for advice in report.advice}
    engagements = {one.card: one for one in report.engagements}
    return {
        card.id: ShownStep(card, one, by_card.get(card.id), engagements.get(card.id))
        for axis in report.scores.axes
        for one in axis.criteria
        for card in one.criterion.cards
    }


def _kept_steps(report: Report) -> tuple[ShownStep, ...]:
    """Return the steps undertaken, without those whose card or criterion is no longer asked."""
    if not report.engagements:
        return ()
    known = known_steps(report)
    return tuple(known[one.card] for one in report.engagements if one.card in known)
