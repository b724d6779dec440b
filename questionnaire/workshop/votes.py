"""The vote of one phone at one step, without its identity or its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "ne_sait_pas"  # the choice « je ne sais pas », the same value as State.UNKNOWN


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


NAMED_SIDES = (Side.COLLECTIVITE, Side.PROJET)  # shown separately; the others are the rest of the room


@dataclass(frozen=True, slots=True)
class Vote:
    """The answer of a phone: words, or one choice. `before`: its answer at the last reveal of the step, if it had one."""

    choice: tuple[str, ...]
    side: Side = Side.UNSAID
    before: tuple[str, ...] | None = None

    @property
    def changed(self) -> bool:
        """Whether it differs from the answer at the last reveal, or is a first answer."""
        return self.choice != self.before

    @property
    def moved(self) -> bool:
        """Whether the phone had answered at the last reveal, and changed since."""
        return self.changed and self.before is not None


def single_choices(votes: Sequence[Vote]) -> list[str]:
    """Return the choice of each vote on a poll or a criterion, sorted: the order discloses nothing."""
    return sorted(vote.choice[0] for vote in votes)
