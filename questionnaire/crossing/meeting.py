"""A meeting: its subjects in words, and its decisions; the page, the PDF and the spreadsheet are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaire.answers import Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.agenda import Agenda, make_agenda
from questionnaire.crossing.comparison import Agreement, ComparedCriterion, Comparison, SideAnswer, compare
from questionnaire.crossing.sides import Side
from questionnaire.crossing.wording import (
    AGREEMENTS,
    REWORDED,
    STAGES_APART,
    STAGES_QUESTION,
    STAGES_TITLE,
    answer_words,
    choice_words,
    side_names,
)

STAGES_ID = "contexte-stade"  # the id of the subject about the stage, which is no criterion
SQUARE, ROUND = "square", "round"  # the shapes of the two sides, so that colour is never alone


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on a subject, who does it and by when, as typed; empty at first."""

    text: str = ""
    who: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where and when the parties meet, as typed, and their decisions by the id of the criterion."""

    place: str = ""
    date: str = ""
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def has_decisions(self) -> bool:
        """Whether something is decided: the agenda then becomes the minutes."""
        return any(decision.text for decision in self.decisions.values())


@dataclass(frozen=True, slots=True)
class NamedSide:
    """A side of the crossing as shown: its name, its shape in charts, and the title of its stage."""

    name: str
    shape: str
    stage: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """The answer of a side to a subject: `level` is empty without one, `note` when it is not shared.

    `asked` is the question as that side read it; empty when both read the same one, which `Subject.asked` has.
    """

    party: NamedSide
    asked: str
    level: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A criterion to talk about, or the stage. `asked`: the question, when both sides read the same one; `question`: what
    to ask each other; `ask`: whom to ask, when neither side knows. `opinions`: both sides, or none if not compared.
    """

    id: str
    title: str
    asked: str
    kind: Agreement
    agreement: str
    opinions: tuple[Opinion, ...]
    question: str
    reworded: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The agenda in words. `has_opening`: its first subject opens the meeting, be it the stage or an agreement."""

    parties: tuple[NamedSide, NamedSide]
    subjects: tuple[Subject, ...]
    if_time_allows: tuple[Subject, ...]
    has_opening: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Two sides compared: the comparison, the agenda, the names of the sides, and the agenda in words."""

    comparison: Comparison
    agenda: Agenda
    names: tuple[str, str]
    programme: Programme


def read_together(criteria: Criteria, first: Side, second: Side) -> Reading:
    """Compare two sides under `criteria`, and make their agenda."""
    comparison = compare(criteria, first, second)
    agenda = make_agenda(comparison)
    names = side_names(criteria, first, second)
    return Reading(comparison, agenda, names, make_programme(comparison, agenda, names))


def make_programme(comparison: Comparison, agenda: Agenda, names: tuple[str, str]) -> Programme:
    """Return the agenda in words; `names` as `side_names` gives them."""
    both = parties(comparison, names)
    stages = [_stages(both)] if agenda.stages_first else []
    return Programme(
        parties=both,
        subjects=(*stages, *(make_subject(row, both) for row in agenda.subjects)),
        if_time_allows=tuple(make_subject(row, both) for row in agenda.if_time_allows),
        has_opening=agenda.stages_first or agenda.opening is not None,
    )


def parties(comparison: Comparison, names: tuple[str, str]) -> tuple[NamedSide, NamedSide]:
    """Return both sides. A project is round and a local authority square; with one viewpoint, the second side is round."""
    viewpoints = [side.sheet.viewpoint for side in comparison.sides]
    shapes = (ROUND, SQUARE) if viewpoints == [Viewpoint.PROJET, Viewpoint.COLLECTIVITE] else (SQUARE, ROUND)
    first, second = (
        NamedSide(name, shape, choice_words(stage))
        for name, shape, stage in zip(names, shapes, comparison.context.stages, strict=True)
    )
    return first, second


def make_subject(row: ComparedCriterion, both: tuple[NamedSide, NamedSide]) -> Subject:
    """Return a criterion in words; without answers and notes when it is not compared."""
    neither = row.agreement is Agreement.NEITHER_KNOWS
    asked = dict.fromkeys(row.criterion.ask.of(side.viewpoint) for side in row.sides) if neither else {}
    same = row.first.question if row.first.question == row.second.question else ""
    return Subject(
        id=row.id,
        title=row.criterion.title,
        asked=same,
        kind=row.agreement,
        agreement=AGREEMENTS[row.agreement],
        opinions=() if row.agreement is Agreement.NOT_COMPARED else _opinions(row, both, same),
        question=row.criterion.dialogue,
        reworded=REWORDED if row.reworded else "",
        ask=tuple(asked),
    )


def _opinions(row: ComparedCriterion, both: tuple[NamedSide, NamedSide], same: str) -> tuple[Opinion, ...]:
    return _opinion(row.first, both[0], same), _opinion(row.second, both[1], same)


def _stages(both: tuple[NamedSide, NamedSide]) -> Subject:
    """Return the subject about the stage, with the stage that each party gives."""
    first, second = (Opinion(party, "", "", party.stage, "") for party in both)
    return Subject(
        id=STAGES_ID,
        title=STAGES_TITLE,
        asked="",
        kind=Agreement.GAP,
        agreement=STAGES_APART,
        opinions=(first, second),
        question=STAGES_QUESTION,
        reworded="",
        ask=(),
    )


def _opinion(side: SideAnswer, party: NamedSide, same: str) -> Opinion:
    level = "" if side.level is None else str(side.level)
    return Opinion(party, "" if same else side.question, level, answer_words(side), side.answer.note.strip())
