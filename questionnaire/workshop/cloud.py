"""What is shown of a cloud of words: ideas that two people said, or that the animateur has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaire.workshop.moderation import reason_to_hold
from questionnaire.workshop.spread import FEW
from questionnaire.workshop.votes import Vote
from questionnaire.workshop.words import Group, join_words

SEVERAL = 2  # phones: an idea is then nobody's own
MAX_WORDS_SHOWN = 40  # shown at once; the others unfold
SIZES = 5


@dataclass(frozen=True, slots=True)
class Moderation:
    """What the animateur decided about the ideas of a cloud, by key."""

    approved: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    under: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloudWord:
    """An idea that is shown, and how many said it. `size`: 1 to 5."""

    label: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """What is shown of a cloud, the most said first."""

    answers: int
    words: tuple[CloudWord, ...]

    @property
    def shared(self) -> tuple[CloudWord, ...]:
        """What several people said."""
        return tuple(word for word in self.words if word.count >= SEVERAL)

    @property
    def single(self) -> tuple[CloudWord, ...]:
        """What one person said, and the animateur has read."""
        return tuple(word for word in self.words if word.count < SEVERAL)


def make_cloud(votes: Sequence[Vote], moderation: Moderation) -> Cloud:
    """Return what may be shown of a cloud."""
    every = join_words([vote.choice for vote in votes], moderation.under)
    groups = [group for group in every if is_shown(group, len(votes), moderation)]
    most = max((SIZES, *(group.phones for group in groups)))  # one person more is one size more, at most
    return Cloud(
        len(votes), tuple(CloudWord(group.label, group.phones, _size(group.phones, most)) for group in groups)
    )


def is_shown(group: Group, answers: int, moderation: Moderation) -> bool:
    """Tell whether an idea shows: two phones said it, or the animateur read it."""
    if group.key in moderation.erased:
        return False
    if group.key in moderation.approved:
        return True
    return group.phones >= SEVERAL and answers >= FEW and not any(map(reason_to_hold, group.spellings))


def _size(count: int, most: int) -> int:
    return 1 + (SIZES - 1) * (count - 1) // (most - 1)
