"""The results of a merge: changes taken, questions and their answers, what is left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from questionnaire.following.tree import ABSENT, Place, Value, key_of


class Kind(StrEnum):
    """How the project changed a place."""

    ADDED = "ajout"
    REMOVED = "retrait"
    CHANGED = "modification"
    MOVED = "deplacement"
    REORDERED = "ordre"


class Choice(StrEnum):
    """What a facilitator chose for a change of the project."""

    OURS = "notre"
    THEIRS = "projet"
    OTHER = "autre"  # a text of their own


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice, the text of OTHER, and `seen`: the digest of the three values (`Change.seen`) that it was made from."""

    choice: Choice
    seen: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the project: the three values of a place; `whole`: an item added, removed or changed as a whole."""

    kind: Kind
    place: Place
    base: Value
    ours: Value
    theirs: Value
    whole: bool = False

    @property
    def key(self) -> str:
        """The place as one text."""
        return key_of(self.place)

    @property
    def seen(self) -> str:
        """A digest of the three values: an answer is valid as long as it is the same."""
        values = [None if value is ABSENT else [value] for value in (self.base, self.ours, self.theirs)]
        written = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    @property
    def takes_words(self) -> bool:
        """Whether a facilitator may type another text: both sides have one text there."""
        return isinstance(self.ours, str) and isinstance(self.theirs, str) and self.kind is not Kind.MOVED


@dataclass(frozen=True, slots=True)
class Taken:
    """A change taken without a question; `left`: a facilitator chose not to take it."""

    change: Change
    left: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A place that both sides changed. `answer` is valid; `earlier` was given for other values, and no longer is."""

    change: Change
    answer: Answer | None = None
    earlier: Answer | None = None


class Reason(StrEnum):
    """Why something of the project is left out."""

    REMOVED_HERE = "retire-ici"  # it refers to an element removed in our text
    LEFT = "laisse"  # it refers to an element of the project that was not taken
    ORDER = "ordre"  # both sides changed the order
    AXIS = "axe"  # the project removed an axis whose criteria stay here


@dataclass(frozen=True, slots=True)
class Aside:
    """Something of the project that is left out: its place, the reason, and the (kind, id) that it refers to."""

    place: Place
    reason: Reason
    refers_to: tuple[tuple[str, str], ...] = ()
    value: Value = ABSENT


@dataclass(frozen=True, slots=True)
class Renamed:
    """An id that the project renamed."""

    kind: str
    old: str
    new: str
    place: Place


@dataclass
class Merge:
    """The result of a merge: the merged value and the report. `trees`: base, ours and theirs; `kept`: our own changes."""

    value: dict[str, Value]
    trees: tuple[Mapping[str, Value], ...] = ()
    taken: list[Taken] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many changes of the project there are."""
        return len(self.taken) + len(self.questions) + len(self.aside) + len(self.renamed)

    @property
    def touching(self) -> int:
        """How many of them concern what was changed in our text."""
        return len(self.questions) + len(self.aside)

    @property
    def unanswered(self) -> list[Question]:
        """The questions without a valid answer."""
        return [question for question in self.questions if question.answer is None]


Answers = Mapping[str, Answer]
