"""The moderation of a revealed cloud, for the animateur only: ideas shown, held (and why), unread, erased.

It suggests joining ideas whose spellings differ by one typo; only a person joins them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaire.workshop.cloud import Moderation, is_shown
from questionnaire.workshop.moderation import Held, reason_to_hold
from questionnaire.workshop.votes import Vote
from questionnaire.workshop.words import Group, join_words, top_of

SHORTEST = 5  # letters: in shorter words, one letter more or less often makes another word


class Decision(StrEnum):
    """A decision of the animateur about ideas."""

    SHOW = "lire"
    HIDE = "cacher"
    ERASE = "effacer"
    RESTORE = "retablir"
    JOIN = "reunir"
    PART = "separer"


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea under moderation: why it is held, the ideas joined to it by hand, the one it may be a typo of (`near`)."""

    group: Group
    approved: bool
    held: Held | None
    joined: tuple[Group, ...]
    near: Group | None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its other spellings."""
        return tuple(text for text in self.group.spellings if text != self.group.label)


@dataclass(frozen=True, slots=True)
class Desk:
    """The ideas of a cloud: shown, held for what they look like, unread (too few people gave them), and erased."""

    shown: tuple[Idea, ...] = ()
    held: tuple[Idea, ...] = ()
    unread: tuple[Idea, ...] = ()
    erased: tuple[Group, ...] = ()

    @property
    def ideas(self) -> tuple[Idea, ...]:
        """Every idea that is not erased."""
        return (*self.shown, *self.held, *self.unread)

    def by_count(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return keys of ideas, the most frequent first."""
        said = {idea.group.key: idea.group.phones for idea in self.ideas}
        return tuple(sorted(keys, key=lambda key: -said.get(key, 0)))


def make_desk(votes: Sequence[Vote], moderation: Moderation) -> Desk:
    """Return the ideas of a revealed cloud, sorted for moderation."""
    answers = [vote.choice for vote in votes]
    apart = {group.key: group for group in join_words(answers)}
    groups = join_words(answers, moderation.under)
    kept = [group for group in groups if group.key not in moderation.erased]
    joined: dict[str, list[Group]] = {}
    for key, group in apart.items():
        if (top := top_of(key, moderation.under)) != key:
            joined.setdefault(top, []).append(group)
    near = _typos(kept)
    ideas = [
        Idea(
            group=group,
            approved=group.key in moderation.approved,
            held=next(filter(None, map(reason_to_hold, group.spellings)), None),
            joined=tuple(joined.get(group.key, ())),
            near=near.get(group.key),
        )
        for group in kept
    ]
    shown = [idea for idea in ideas if is_shown(idea.group, len(votes), moderation)]
    waiting = [idea for idea in ideas if not is_shown(idea.group, len(votes), moderation)]
    return Desk(
        shown=tuple(shown),
        held=tuple(idea for idea in waiting if idea.held),
        unread=tuple(idea for idea in waiting if not idea.held),
        erased=tuple(group for group in groups if group.key in moderation.erased),
    )


def decide(decided: Moderation, decision: Decision, keys: Sequence[str]) -> Moderation:
    """Return the moderation after one more decision about ideas; JOIN puts them under the first of `keys`."""
    these = frozenset(keys)
    if decision is Decision.SHOW:
        return replace(decided, approved=decided.approved | these)
    if decision is Decision.HIDE:
        return replace(decided, approved=decided.approved - these)
    if decision is Decision.ERASE:
        return replace(decided, approved=decided.approved - these, erased=decided.erased | these)
    if decision is Decision.RESTORE:
        return replace(decided, erased=decided.erased - these)
    if decision is Decision.PART:
        return replace(decided, under={key: top for key, top in decided.under.items() if key not in these})
    return replace(decided, under=_joined(decided.under, keys))


def is_typo(one: str, other: str) -> bool:
    """Tell whether two keys differ by one typo: a letter left out, added or changed, or two letters exchanged."""
    if min(len(one), len(other)) < SHORTEST or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        differing = [at for at in range(len(one)) if one[at] != other[at]]
        first, last = differing[0], differing[-1]
        exchanged = len(differing) == 2 and (one[first], one[last]) == (other[last], other[first])
        return first == last or exchanged
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _typos(groups: Sequence[Group]) -> dict[str, Group]:
    """Return, by key of an idea, the one that it may be a typo of: at least as frequent, the most frequent if several.

    `groups` come the most frequent first. Keys one typo apart share a variant, so that only those are compared.
    """
    near: dict[str, Group] = {}
    ranks: dict[str, list[int]] = {}
    for rank, group in enumerate(groups):
        variants = _variants(group.key)
        before = sorted({other for variant in variants for other in ranks.get(variant, ())})
        typo = next((groups[other] for other in before if is_typo(group.key, groups[other].key)), None)
        if typo:
            near[group.key] = typo
        for variant in variants:
            ranks.setdefault(variant, []).append(rank)
    return near


def _variants(key: str) -> set[str]:
    """Return a key, the key without each of its letters, and its letters sorted."""
    return {key, " ".join(sorted(key)), *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def _joined(under: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    """Return `under` with `keys` put under the first of them, without making a cycle."""
    joined = dict(under)
    for key in keys[1:]:
        if top_of(keys[0], joined) != top_of(key, joined):
            joined[key] = keys[0]
    return joined
