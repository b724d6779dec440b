"""Two tabs or two people on one diagnostic: nothing is overwritten in silence.

Each form carries what it showed (`seen`). A part that its reader did not change never overwrites what
someone else changed meanwhile; a part changed on both sides takes the last write, and says so.
The choice and the note of a criterion are two parts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from questionnaire.answers import Answer, State


class Conflict(Enum):
    """What happened to a part that changed meanwhile."""

    KEPT = "the other change was kept, this form had not touched it"
    REPLACED = "both changed it, this form's value replaced the other"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form showed of an answer: the choice as a word, and a digest of the note."""

    choice: str
    note: str

    @classmethod
    def of(cls, answer: Answer) -> Seen:
        """Return what a form that shows `answer` remembers of it."""
        return cls(choice_word(answer), _digest(answer.note) if answer.note else _NO_NOTE)

    @classmethod
    def parse(cls, text: str) -> Seen | None:
        """Read the hidden field back; None when it is not ours."""
        choice, bar, note = text.partition("|")
        return cls(choice, note) if bar else None

    def __str__(self) -> str:
        return f"{self.choice}|{self.note}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The answer to keep, and what happened to the choice (None: nothing to tell) and to the note."""

    answer: Answer
    choice: Conflict | None = None
    note: Conflict | None = None


def _digest(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()[:12]


_NO_NOTE = _digest("")


def choice_word(answer: Answer) -> str:
    """Return the value of the radio button that stands for this answer; empty when blank."""
    if answer.state is State.ANSWERED:
        return str(answer.level)
    return "" if answer.state is State.BLANK else answer.state.value


def merge(seen: Seen | None, given: Answer, current: Answer) -> Merged:
    """Return what to keep of `given`, sent by a form that showed `seen`, when `current` is stored."""
    sent, now = Seen.of(given), Seen.of(current)
    known = seen or now
    choice_kept, choice = _part(known.choice, sent.choice, now.choice)
    note_kept, note = _part(known.note, sent.note, now.note)
    chosen = current if choice_kept else given
    return Merged(Answer(chosen.state, chosen.level, current.note if note_kept else given.note), choice, note)


def _part(known: str, sent: str, now: str) -> tuple[bool, Conflict | None]:
    """Return (keep what is stored, what to tell)."""
    if sent == now or known == now:
        return False, None
    if sent == known:
        return True, Conflict.KEPT
    return False, Conflict.REPLACED
