"""Engagements ready to be shown: each with its card, which gives its title, and its criterion."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.report import Report
from questionnaire.criteria.criterion import Card, Criterion
from questionnaire.criteria.model import Criteria

_ORDER = {EngagementState.DONE: 1, EngagementState.DROPPED: 2}


@dataclass(frozen=True, slots=True)
class ShownEngagement:
    """An engagement, with its card and its criterion if the criteria have them."""

    engagement: Engagement
    card: Card | None
    criterion: Criterion | None

    @property
    def title(self) -> str:
        """What is undertaken, in a few words; empty when nobody said it."""
        about = self.criterion.title if self.criterion else ""
        return (self.card.title if self.card else self.engagement.title) or about

    @property
    def first_step(self) -> str:
        """How to begin, as the card says; empty without a card."""
        return self.card.first_step if self.card else ""


def shown_engagements(report: Report) -> tuple[ShownEngagement, ...]:
    """Return all the engagements, in the order in which they were added."""
    if not report.engagements:
        return ()
    cards = _cards(report.criteria)
    return tuple(_shown(report.criteria, cards, engagement) for engagement in report.engagements)


def in_order_of_date(shown: Sequence[ShownEngagement]) -> tuple[ShownEngagement, ...]:
    """Return the open ones, the earliest due first and those without a date last; then those done, then those dropped."""

    def key(item: ShownEngagement) -> tuple[int, datetime.date]:
        return _ORDER.get(item.engagement.state, 0), item.engagement.due or datetime.date.max

    return tuple(sorted(shown, key=key))


def dated_engagements(report: Report) -> tuple[ShownEngagement, ...]:
    """Return the open engagements that have a due date."""
    return tuple(shown for shown in shown_engagements(report) if shown.engagement.is_dated)


def _cards(criteria: Criteria) -> dict[str, tuple[Card, Criterion]]:
    return {card.id: (card, criterion) for criterion in criteria.all_criteria() for card in criterion.cards}


def _shown(
    criteria: Criteria, cards: dict[str, tuple[Card, Criterion]], engagement: Engagement
) -> ShownEngagement:
    card, criterion = cards.get(engagement.card, (None, None))
    if criterion is None and engagement.criterion in criteria:
        criterion = criteria.criterion(engagement.criterion)
    return ShownEngagement(engagement, card, criterion)
