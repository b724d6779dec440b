"""Answers of a respondent: the five states of an answer, and the answer sheet. See docs/scoring.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NOTE_MAX = 10_000  # characters of a note
TEXT_MAX = 2_000  # characters of a context text whose question sets no maximum


class Viewpoint(StrEnum):
    """Who answers, a local authority or a project (`regard`)."""

    COLLECTIVITE = "collectivite"
    PROJET = "projet"


class State(StrEnum):
    """The state of an answer. HIDDEN: the question is not asked."""

    ANSWERED = "repondu"
    UNKNOWN = "ne_sait_pas"
    NOT_APPLICABLE = "non_concerne"
    BLANK = "sans_reponse"
    HIDDEN = "masque"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `level` is set only when `state` is ANSWERED, else ValueError; `note` is free text.

    `opened` tells whether the place had opened when the question was read, since its words may differ; None: not known.
    """

    state: State = State.BLANK
    level: int | None = None
    note: str = ""
    opened: bool | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if (self.state is State.ANSWERED) != (self.level is not None):
            raise ValueError(f"an answer has a level when it is answered, and only then: {self}")

    @classmethod
    def at(cls, level: int, note: str = "") -> Answer:
        """Return an answer of this level."""
        return cls(State.ANSWERED, level, note)


BLANK, HIDDEN = Answer(), Answer(State.HIDDEN)

ContextValue = str | tuple[str, ...]


def as_tuple(value: ContextValue) -> tuple[str, ...]:
    """Return the choices of a context answer, one or several, as a tuple."""
    return (value,) if isinstance(value, str) else value


@dataclass(frozen=True)
class AnswerSheet:
    """The answers of one respondent: viewpoint, path, context by question id, answers by criterion id."""

    viewpoint: Viewpoint
    path: str = "complet"
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
