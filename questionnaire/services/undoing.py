"""Undo in drafts: a person's own last operation; what others did since stays."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.errors import CannotWriteError
from questionnaire.following.following import Texts
from questionnaire.following.wording import UNDO_FAULTY, MergeWording, not_undone_words, undone_words
from questionnaire.services.drafts import validated
from questionnaire.storage import AT_FIRST, Draft, DraftState, DraftStore, done_states


@dataclass(frozen=True)
class Undoing:
    """An operation to undo, the state before it, and who changed the draft since."""

    undone: DraftState
    before: DraftState
    others: tuple[str, ...]

    @property
    def words(self) -> str:
        """The label of the undo in the history."""
        return undone_words(self.undone.words)


@dataclass(frozen=True)
class Undone:
    """The text without an operation, or why it cannot be undone; `restored`: id of the state that has this same text."""

    source: bytes = b""
    restored: int | None = None
    problem: str = ""


def undoing_of(states: list[DraftState], author: str) -> Undoing | None:
    """Return the last operation of a person that was not undone, or None. `states` are given last first."""
    done = done_states(states)
    for position, state in enumerate(done[:-1]):
        if state.author == author and state.words != AT_FIRST:
            others = tuple(dict.fromkeys(state_since.author for state_since in done[:position]))
            return Undoing(state, done[position + 1], others)
    return None


def undo(drafts: DraftStore, draft: Draft, undoing: Undoing) -> Undone:
    """Return the text of a draft without an operation: the state before it, merged with what others did since."""
    before = drafts.state_source(draft.id, undoing.before.id) or b""
    if not undoing.others:
        return Undone(before, undoing.before.id)
    sources = [drafts.state_source(draft.id, undoing.undone.id) or b"", draft.source, before]
    if any(validated(source).criteria is None for source in sources):  # a merge walks valid texts only
        return Undone(problem=UNDO_FAULTY)
    texts = Texts(*(source.decode() for source in sources))  # from after the operation to before it
    merge = texts.merge(of_project=False)
    conflict = next(iter(merge.unanswered), None)
    if conflict:
        texts_of_change = MergeWording(merge).change(conflict.change, asked=True)
        return Undone(problem=not_undone_words(undoing.others, texts_of_change.where))
    try:
        return Undone(texts.write(merge).encode())
    except CannotWriteError as error:
        return Undone(problem=error.reason)
