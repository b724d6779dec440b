"""What one phone sends at one step. Nothing here says whose phone it is, nor when it answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "ne_sait_pas"  # the choice of who does not know: as State.UNKNOWN is stored


class Kind(StrEnum):
    """What a step asks: words, one choice of a context question, or the level of a criterion."""

    CLOUD = "nuage"
    POLL = "sondage"
    CRITERION = "critere"


class Side(StrEnum):
    """Where a person speaks from, if they say so."""

    COLLECTIVITE = "collectivite"
    PROJET = "projet"
    ELSEWHERE = "ailleurs"
    UNSAID = "non_dit"


NAMED_SIDES = (Side.COLLECTIVITE, Side.PROJET)  # those that are told apart; the others are the rest


@dataclass(frozen=True, slots=True)
class Vote:
    """What one phone answers: words, or one choice. `before`: what it had answered when the step was last revealed."""

    choice: tuple[str, ...]
    side: Side = Side.UNSAID
    before: tuple[str, ...] | None = None

    @property
    def changed(self) -> bool:
        """Whether it is another answer than the one revealed, or a first one."""
        return self.choice != self.before

    @property
    def moved(self) -> bool:
        """Whether it was revealed, and changed since."""
        return self.changed and self.before is not None


def single_choices(votes: Sequence[Vote]) -> list[str]:
    """Return the choice of each vote of a poll or of a criterion, in no order that tells anything."""
    return sorted(vote.choice[0] for vote in votes)
