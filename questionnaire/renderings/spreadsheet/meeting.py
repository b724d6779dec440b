"""The agenda of a meeting as an OpenDocument spreadsheet: decisions to type in, then every criterion compared."""

from __future__ import annotations

import datetime

from questionnaire.assessment.criteria_wording import version_words
from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.model import Criteria
from questionnaire.crossing import wording
from questionnaire.crossing.meeting import Decision, Meeting, Reading, Subject, make_subject, read_together
from questionnaire.crossing.sides import Side
from questionnaire.renderings.spreadsheet.workbook import Sheet, Value, render_workbook
from questionnaire.typography import day_words

_NOTHING = Decision()
_TOGETHER = "Ensemble"


def render_meeting_ods(
    criteria: Criteria, sides: tuple[Side, Side], meeting: Meeting, date: datetime.date
) -> bytes:
    """Return the spreadsheet of a meeting, which opens on its subjects."""
    title = wording.MEETING_TITLE
    sheets = meeting_sheets(criteria, sides, meeting, date)
    return render_workbook(sheets, title=title, generator=criteria.title, date=date)


def meeting_sheets(
    criteria: Criteria, sides: tuple[Side, Side], meeting: Meeting, date: datetime.date
) -> tuple[Sheet, ...]:
    """Return the sheets: the agenda, every criterion, then what to know."""
    reading = read_together(criteria, *sides)
    return (_agenda(reading, meeting), _criteria(reading), _readme(reading, sides, meeting, date))


def _agenda(reading: Reading, meeting: Meeting) -> Sheet:
    programme, noted = reading.programme, _noted(reading)
    columns = (
        ("Ordre", 2), (LABELS["criterion"], 3.5), (_TOGETHER, 3.5), *((name, 5.0) for name in reading.names),
        *((f"Note, {name}", 5.0) for name in reading.names if noted),
        ("Question", 6), (wording.DECIDED, 7), (wording.WHO, 3.5), (wording.WHEN, 2.8),
    )  # fmt: skip
    rows = [
        _subject(number, subject, meeting, noted=noted) for number, subject in enumerate(programme.subjects, 1)
    ]
    rows += [
        _subject(wording.IF_TIME_ALLOWS, subject, meeting, noted=noted) for subject in programme.if_time_allows
    ]
    return Sheet(wording.MINUTES_TITLE if meeting.has_decisions else wording.PROGRAMME_TITLE, columns, rows)


def _noted(reading: Reading) -> bool:
    programme = reading.programme
    return any(
        opinion.note
        for subject in (*programme.subjects, *programme.if_time_allows)
        for opinion in subject.opinions
    )


def _subject(order: Value, subject: Subject, meeting: Meeting, *, noted: bool) -> tuple[Value, ...]:
    decision = meeting.decisions.get(subject.id, _NOTHING)
    return (
        order,
        subject.title,
        " ".join(filter(None, (f"{subject.agreement}.", subject.reworded))),
        *_answers(subject),
        *(opinion.note or None for opinion in subject.opinions if noted),
        "\n".join((subject.question, *subject.ask)),
        decision.text or None,
        decision.who or None,
        decision.due or None,
    )


def _answers(subject: Subject) -> tuple[str, ...]:
    """Return what each side answers, below the question that it read."""
    asked = [opinion.asked or subject.asked for opinion in subject.opinions]
    return tuple(
        "\n".join(filter(None, (question, said.text)))
        for question, said in zip(asked, subject.opinions, strict=True)
    )


def _criteria(reading: Reading) -> Sheet:
    columns = (
        (LABELS["axis"], 4), (LABELS["criterion"], 4.5), *((name, 7.5) for name in reading.names), (_TOGETHER, 6),
    )  # fmt: skip
    both = reading.programme.parties
    subjects = ((row.axis, make_subject(row, both)) for row in reading.comparison.rows if row.asked)
    rows = [
        (axis.title, subject.title, *(_answers(subject) or (None, None)), subject.agreement)
        for axis, subject in subjects
    ]
    return Sheet(LABELS["by_criterion"], columns, rows)


def _readme(reading: Reading, sides: tuple[Side, Side], meeting: Meeting, date: datetime.date) -> Sheet:
    comparison = reading.comparison
    lines: list[tuple[Value, ...]] = [
        (comparison.criteria.title, wording.MEETING_TITLE),
        *(
            (party.name, f"{wording.STAGE}\N{NO-BREAK SPACE}: {party.stage}")
            for party in reading.programme.parties
        ),
        (wording.PLACE, meeting.place or None),
        (wording.DATE, meeting.date or None),
        (LABELS["in_short"], " ".join(filter(None, (wording.summary(comparison), wording.remainder(comparison))))),
        *((LABELS["notice"], lost) for lost in wording.lost_words(sides, reading.names)),
        ("Ce que vaut ce document", f"{wording.NOT_BINDING} {wording.dates(*sides, reading.names)}"),
        ("Fichier du", day_words(date)),
        (LABELS["criteria"], version_words(comparison.criteria)),
    ]
    always = (wording.PLACE, wording.DATE)  # to fill in
    return Sheet(
        "Lisez-moi", (("", 7), ("", 17)), [line for line in lines if line[1] or line[0] in always], frozen=False
    )
