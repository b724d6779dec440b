"""Answers: their five states, and the sheet that holds them all. See docs/scoring.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NOTE_MAX = 10_000  # characters of a note
# what neither a page, a database nor an XML file can carry; line ends and tabs stay
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return free text fit to be kept: one kind of line end, no control character, nothing around it."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Viewpoint(StrEnum):
    """Who answers (`regard`)."""

    COLLECTIVITE = "collectivite"
    PROJET = "projet"


class State(StrEnum):
    """The five states of an answer, never confused."""

    ANSWERED = "repondu"
    UNKNOWN = "ne_sait_pas"
    NOT_APPLICABLE = "non_concerne"
    BLANK = "sans_reponse"
    HIDDEN = "masque"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a level when `state` is ANSWERED, none otherwise; the note is free text."""

    state: State = State.BLANK
    level: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if (self.state is State.ANSWERED) != (self.level is not None):
            raise ValueError(f"an answer has a level when it is answered, and only then: {self}")

    @classmethod
    def at(cls, level: int, note: str = "") -> Answer:
        """Return the answer « this level »."""
        return cls(State.ANSWERED, level, note)


BLANK, HIDDEN = Answer(), Answer(State.HIDDEN)

ContextValue = str | tuple[str, ...]


def as_tuple(value: ContextValue) -> tuple[str, ...]:
    """Return the choices of a context answer, one or several, as a tuple."""
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True)
class AnswerSheet:
    """All that one respondent said: the viewpoint, the path chosen, the context and the answers by criterion."""

    viewpoint: Viewpoint
    path: str = "complet"
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
