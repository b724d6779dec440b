"""The word cloud as shown: ideas that at least two people gave, or that the animateur approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.workshop.moderation import reason_to_hold
from questionnaire.workshop.spread import FEW
from questionnaire.workshop.votes import Vote
from questionnaire.workshop.words import Group, join_words

SEVERAL = 2  # phones: an idea that so many gave identifies nobody
MAX_WORDS_SHOWN = 40  # shown at first; the others unfold
SIZES = 5


@dataclass(frozen=True, slots=True)
class Moderation:
    """The decisions of the animateur about ideas, by key; `under`: key of an idea -> key of the one it was joined to."""

    approved: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    under: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloudWord:
    """An idea that is shown, how many people gave it, and its display size from 1 to SIZES."""

    label: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """A cloud as shown, the most frequent ideas first; `answers`: how many people answered."""

    answers: int
    words: tuple[CloudWord, ...]

    @property
    def shared(self) -> tuple[CloudWord, ...]:
        """The ideas that several people gave."""
        return tuple(word for word in self.words if word.count >= SEVERAL)

    @property
    def single(self) -> tuple[CloudWord, ...]:
        """The ideas that one person gave and the animateur approved."""
        return tuple(word for word in self.words if word.count < SEVERAL)


def make_cloud(votes: Sequence[Vote], moderation: Moderation) -> Cloud:
    """Return what may be shown of a cloud."""
    every = join_words([vote.choice for vote in votes], moderation.under)
    groups = [group for group in every if is_shown(group, len(votes), moderation)]
    most = max((SIZES, *(group.phones for group in groups)))  # so that one more person adds at most one size
    return Cloud(
        len(votes), tuple(CloudWord(group.label, group.phones, _size(group.phones, most)) for group in groups)
    )


def is_shown(group: Group, answers: int, moderation: Moderation) -> bool:
    """Tell whether an idea is shown: at least two phones gave it and nothing holds it, or the animateur approved it."""
    if group.key in moderation.erased:
        return False
    if group.key in moderation.approved:
        return True
    return group.phones >= SEVERAL and answers >= FEW and not any(map(reason_to_hold, group.spellings))


def _size(count: int, most: int) -> int:
    return 1 + (SIZES - 1) * (count - 1) // (most - 1)
