"""Three-way merge of an answer edited in two tabs or by two people.

Each form sends back the values that it displayed (`seen`), the base of the merge. Choice and note are merged separately:
a value left unchanged in the form never overwrites a stored change; when both changed, the last write wins and
the conflict is reported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from questionnaire.answers import Answer, State


class Conflict(Enum):
    """How a concurrent change was resolved."""

    KEPT = "the other change was kept, this form had not touched it"
    REPLACED = "both changed it, this form's value replaced the other"
    JOINED = "both wrote in it, both texts are kept"


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer that a form displayed: the value of its choice, and a digest of its note."""

    choice: str
    note: str

    @classmethod
    def of(cls, answer: Answer) -> Seen:
        """Return the value for a form that displays `answer`."""
        return cls(choice_word(answer), _digest(answer.note) if answer.note else _NO_NOTE)

    @classmethod
    def parse(cls, text: str) -> Seen | None:
        """Parse the hidden field; None when it is malformed."""
        choice, bar, note = text.partition("|")
        return cls(choice, note) if bar else None

    def __str__(self) -> str:
        return f"{self.choice}|{self.note}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged answer, and the conflict of its choice and of its note, if any."""

    answer: Answer
    choice: Conflict | None = None
    note: Conflict | None = None


def _digest(note: str) -> str:
    return hashlib.sha256(note.encode()).hexdigest()[:12]


_NO_NOTE = _digest("")


def choice_word(answer: Answer) -> str:
    """Return the value of the radio button for this answer; empty when blank."""
    if answer.state is State.ANSWERED:
        return str(answer.level)
    return "" if answer.state is State.BLANK else answer.state.value


def merge(seen: Seen | None, sent: Answer, stored: Answer) -> Merged:
    """Merge `sent`, from a form that displayed `seen`, into `stored`; without `seen`, the values sent win."""
    sent_seen, stored_seen = Seen.of(sent), Seen.of(stored)
    base = seen or stored_seen
    choice_kept, choice = merge_value(base.choice, sent_seen.choice, stored_seen.choice)
    note_kept, note = merge_value(base.note, sent_seen.note, stored_seen.note)
    chosen = stored if choice_kept else sent
    return Merged(Answer(chosen.state, chosen.level, stored.note if note_kept else sent.note), choice, note)


def merge_value(base: str, sent: str, stored: str) -> tuple[bool, Conflict | None]:
    """Return (whether to keep the stored value, the conflict), from the values shown, sent and stored."""
    if sent == stored or base == stored:
        return False, None
    if sent == base:
        return True, Conflict.KEPT
    return False, Conflict.REPLACED
