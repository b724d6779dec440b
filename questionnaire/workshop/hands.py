"""Answers of people without a phone, which the animateur counts: raised hands, or sheets of paper.

They are a group apart, told by the rules of a room and never added to the phones: whoever typed these counts could
subtract them, and read the phones of a small room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.workshop.spread import ENOUGH, Spread, shown_levels, shown_poll
from questionnaire.workshop.votes import UNKNOWN, Kind, Vote


@dataclass(frozen=True, slots=True)
class Hands:
    """How many people made each choice. `before`: what was counted when the step was last revealed, if it was."""

    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] | None = None

    @property
    def people(self) -> int:
        """How many people were counted."""
        return sum(self.counts.values())

    def revealed(self) -> Hands:
        """Return the same counts, once they are revealed."""
        return Hands(self.counts, self.counts if self.counts else self.before)


def shown_hands(kind: Kind, hands: Hands, choices: Sequence[str]) -> Spread | None:
    """Return what may be shown of people without a phone; None when nobody was counted."""
    if not hands.people:
        return None
    every = (*choices, UNKNOWN)
    votes = [Vote((choice,)) for choice in every for _ in range(hands.counts.get(choice, 0))]
    return (shown_levels(votes, choices) if kind is Kind.CRITERION else shown_poll(votes, choices)).whole


def shown_hands_again(first: Spread | None, hands: Hands, choices: Sequence[str]) -> Spread | None:
    """Return what a second reveal shows of them: as it was, unless five people at least answer otherwise."""
    if first is None or hands.before is None:
        return shown_hands(Kind.CRITERION, hands, choices)
    gaps = [hands.counts.get(choice, 0) - hands.before.get(choice, 0) for choice in {*hands.counts, *hands.before}]
    come, gone = sum(gap for gap in gaps if gap > 0), -sum(gap for gap in gaps if gap < 0)
    return shown_hands(Kind.CRITERION, hands, choices) if max(come, gone) >= ENOUGH else first
