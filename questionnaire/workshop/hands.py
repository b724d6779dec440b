"""Answers of people without a phone, counted by the animateur: raised hands, or paper ballots.

They are shown as a separate group, under the same rules, and never added to the phones: the animateur, who typed these
counts, could subtract them from a total and infer the answers of a few phones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.workshop.spread import ENOUGH, Spread, shown_levels, shown_poll
from questionnaire.workshop.votes import UNKNOWN, Kind, Vote


@dataclass(frozen=True, slots=True)
class Hands:
    """How many people without a phone made each choice; `before`: the counts at the last reveal of the step, if any."""

    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] | None = None

    @property
    def people(self) -> int:
        """How many people were counted."""
        return sum(self.counts.values())

    def revealed(self) -> Hands:
        """Return the same counts as they are stored after a reveal."""
        return Hands(self.counts, self.counts if self.counts else self.before)


def shown_hands(kind: Kind, hands: Hands, choices: Sequence[str]) -> Spread | None:
    """Return the figures that may be shown of people without a phone; None when nobody was counted."""
    if not hands.people:
        return None
    every = (*choices, UNKNOWN)
    votes = [Vote((choice,)) for choice in every for _ in range(hands.counts.get(choice, 0))]
    return (shown_levels(votes, choices) if kind is Kind.CRITERION else shown_poll(votes, choices)).whole


def shown_hands_again(first: Spread | None, hands: Hands, choices: Sequence[str]) -> Spread | None:
    """Return the figures of a second reveal: those of the first, unless at least ENOUGH people changed their choice."""
    if first is None or hands.before is None:
        return shown_hands(Kind.CRITERION, hands, choices)
    gaps = [hands.counts.get(choice, 0) - hands.before.get(choice, 0) for choice in {*hands.counts, *hands.before}]
    come, gone = sum(gap for gap in gaps if gap > 0), -sum(gap for gap in gaps if gap < 0)
    return shown_hands(Kind.CRITERION, hands, choices) if max(come, gone) >= ENOUGH else first
