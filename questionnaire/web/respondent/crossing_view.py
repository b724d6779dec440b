"""View model of the page where two parties read their answers together; templates choose no wording and no count."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from questionnaire.criteria.model import Criteria
from questionnaire.crossing import wording
from questionnaire.crossing.comparison import Agreement, ComparedCriterion, Comparison
from questionnaire.crossing.meeting import NamedSide, Programme, Subject, make_subject, read_together
from questionnaire.crossing.sides import Side
from questionnaire.typography import day_words

_FOLDED = (Agreement.NUANCE, Agreement.STRENGTH, Agreement.AS_EXPECTED)  # what the agenda leaves out


@dataclass(frozen=True)
class Line:
    """A criterion of the drawing: for each column, its part of the line that joins two levels and its shapes; then words."""

    title: str
    cells: tuple[tuple[str, tuple[str, ...]], ...]
    first: str
    second: str
    agreement: str


@dataclass(frozen=True)
class LineGroup:
    """The lines of one axis."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Folded:
    """Criteria of one kind that the agenda leaves out."""

    title: str
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Fact:
    """A line of the contexts: what it is about, and what it says of the first side, of the second one or of both."""

    label: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CrossingView:
    """The texts of the page; empty for a part that is not shown."""

    title: str
    date: str
    parties: tuple[NamedSide, NamedSide]
    summary: str
    remainder: str
    few: str
    dates: str
    lost: tuple[str, ...]
    programme: Programme
    duration: str
    columns: tuple[str, ...]
    groups: tuple[LineGroup, ...]
    folded: tuple[Folded, ...]
    not_compared: Folded | None
    facts: tuple[Fact, ...]
    words: dict[str, str]


def crossing_view(criteria: Criteria, first: Side, second: Side, day: datetime.date) -> CrossingView:
    """Return the view model of two sides crossed under `criteria`, read on that day."""
    reading = read_together(criteria, first, second)
    comparison, names, programme = reading.comparison, reading.names, reading.programme
    both = programme.parties
    taken = {subject.id for subject in (*programme.subjects, *programme.if_time_allows)}
    out = tuple(make_subject(row, both) for row in wording.not_compared(comparison))
    return CrossingView(
        title=wording.MEETING_TITLE,
        date=day_words(day),
        parties=both,
        summary=wording.summary(comparison),
        remainder=wording.remainder(comparison),
        few=wording.few_compared(comparison),
        dates=wording.dates(first, second, names),
        lost=wording.lost_words(comparison.sides, names),
        programme=programme,
        duration=wording.duration(reading.agenda),
        columns=(wording.UNKNOWN_COLUMN, *(level.title for level in criteria.scale)),
        groups=_groups(comparison, both),
        folded=tuple(_folded(comparison, both, kind, taken) for kind in _FOLDED if _left(comparison, kind, taken)),
        not_compared=Folded(wording.folded_title(Agreement.NOT_COMPARED, len(out)), out) if out else None,
        facts=_facts(comparison, names),
        words=_WORDS,
    )


_WORDS = {
    "not_binding": wording.NOT_BINDING,
    "agenda": wording.AGENDA_TITLE,
    "opening": wording.OPENING,
    "minutes": wording.MINUTES_EACH,
    "no_subject": wording.NO_SUBJECT,
    "if_time_allows": wording.IF_TIME_ALLOWS,
    "drawing": wording.DRAWING_TITLE,
    "drawing_intro": wording.DRAWING_INTRO,
}


def _left(comparison: Comparison, kind: Agreement, taken: set[str]) -> list[ComparedCriterion]:
    return [row for row in comparison.of(kind) if row.id not in taken]


def _folded(comparison: Comparison, both: tuple[NamedSide, NamedSide], kind: Agreement, taken: set[str]) -> Folded:
    rows = _left(comparison, kind, taken)
    title = wording.folded_title(kind, len(rows), len(comparison.of(kind)) - len(rows))
    return Folded(title, tuple(make_subject(row, both) for row in rows))


def _groups(comparison: Comparison, both: tuple[NamedSide, NamedSide]) -> tuple[LineGroup, ...]:
    """Return the lines of what was compared, axis by axis."""
    rows = [row for row in comparison.rows if row.agreement is not Agreement.NOT_COMPARED]
    groups = ((axis, [row for row in rows if row.axis is axis]) for axis in comparison.criteria.axes)
    return tuple(
        LineGroup(axis.title, tuple(_line(comparison.criteria, row, both) for row in found))
        for axis, found in groups
        if found
    )


def _line(criteria: Criteria, row: ComparedCriterion, both: tuple[NamedSide, NamedSide]) -> Line:
    columns = [0 if side.level is None else side.level + 1 for side in row.sides]  # column 0: « je ne sais pas »
    return Line(
        title=row.criterion.title,
        cells=tuple(
            (
                _join(columns, column) if row.gap else "",
                tuple(party.shape for party, place in zip(both, columns, strict=True) if place == column),
            )
            for column in range(len(criteria.scale) + 1)
        ),
        first=wording.level_words(criteria, row.first),
        second=wording.level_words(criteria, row.second),
        agreement=wording.AGREEMENTS[row.agreement],
    )


def _join(columns: list[int], column: int) -> str:
    """Return the part of the line between two levels that a column holds: its beginning, its end, or all of it."""
    start, end = min(columns), max(columns)
    if column in (start, end):
        return "start" if column == start else "end"
    return "through" if start < column < end else ""


def _facts(comparison: Comparison, names: tuple[str, str]) -> tuple[Fact, ...]:
    """Return what the contexts say together: the stage, who carries the project, the stakes."""
    context = comparison.context
    facts = [
        Fact(label, tuple(zip(names, map(wording.choice_words, choices), strict=True)))
        for label, choices in ((wording.STAGE, context.stages), (wording.CARRIER, context.carriers))
        if any(choices)
    ]
    if context.common_stakes:
        facts.append(Fact(wording.COMMON_STAKES, (("", wording.stakes_words(context.common_stakes)),)))
    facts += [
        Fact(wording.own_stakes(name), (("", wording.stakes_words(own)),))
        for name, own in zip(names, context.own_stakes, strict=True)
        if own
    ]
    return tuple(facts)
