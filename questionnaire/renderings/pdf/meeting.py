"""The values of the agenda of a meeting, for the PDF template templates/pdf/meeting.typ."""

from __future__ import annotations

import datetime
from typing import Any

from questionnaire.assessment.note_wording import excerpt
from questionnaire.criteria.model import Criteria
from questionnaire.crossing import wording
from questionnaire.crossing.meeting import Decision, Meeting, Opinion, Reading, Subject, read_together
from questionnaire.crossing.sides import Side
from questionnaire.typography import day_words

Values = dict[str, Any]
_NOTHING = Decision()
_LABELS = {
    "opening": wording.OPENING,
    "minutes": wording.MINUTES_EACH,
    "decided": wording.DECIDED,
    "who": wording.WHO,
    "when": wording.WHEN,
    "place": wording.PLACE,
    "date": wording.DATE,
    "if_time_allows": wording.IF_TIME_ALLOWS,
    "next": wording.NEXT_MEETING,
    "no_subject": wording.NO_SUBJECT,
    "noted": wording.NOTED,
}


def meeting_values(criteria: Criteria, sides: tuple[Side, Side], meeting: Meeting, date: datetime.date) -> Values:
    """Return all the texts of the agenda; `date` is that of the file."""
    reading = read_together(criteria, *sides)
    programme = reading.programme
    return {
        "title": f"{wording.MEETING_TITLE}, {' et '.join(reading.names)}",
        "heading": wording.MEETING_TITLE,
        "kind": wording.MINUTES_TITLE if meeting.has_decisions else wording.PROGRAMME_TITLE,
        "product": criteria.title,
        "labels": _LABELS,
        "day": [date.year, date.month, date.day],
        "printed": day_words(date),
        "place": meeting.place,
        "date": meeting.date,
        "parties": [
            {"name": party.name, "shape": party.shape, "stage": party.stage} for party in programme.parties
        ],
        "summary": wording.summary(reading.comparison),
        "few": wording.few_compared(reading.comparison),
        "duration": wording.duration(reading.agenda),
        "subjects": [
            _subject(subject, number, meeting, opening=number == 1 and programme.has_opening)
            for number, subject in enumerate(programme.subjects, 1)
        ],
        "later": [_later(subject, meeting) for subject in programme.if_time_allows],
        "foot": _foot(reading, sides),
    }


def _subject(subject: Subject, number: int, meeting: Meeting, *, opening: bool) -> Values:
    decision = meeting.decisions.get(subject.id, _NOTHING)
    return {
        "number": str(number),
        "title": subject.title,
        "asked": subject.asked,
        "agreement": subject.agreement,
        "opening": opening,
        "opinions": [_opinion(opinion) for opinion in subject.opinions],
        "question": subject.question,
        "reworded": subject.reworded,
        "decision": decision.text,
        "who": decision.who,
        "when": decision.due,
    }


def _opinion(opinion: Opinion) -> Values:
    note, cut = excerpt(opinion.note)
    return {
        "name": opinion.party.name,
        "shape": opinion.party.shape,
        "asked": opinion.asked,
        "text": opinion.text,
        "note": f"{note} […]" if cut else note,
    }


def _later(subject: Subject, meeting: Meeting) -> Values:
    decision = meeting.decisions.get(subject.id, _NOTHING)
    parts = (decision.text, decision.who, decision.due)
    return {"title": subject.title, "agreement": subject.agreement, "decision": " · ".join(filter(None, parts))}


def _foot(reading: Reading, sides: tuple[Side, Side]) -> str:
    said = (
        wording.NOT_BINDING,
        wording.dates(*sides, reading.names),
        wording.remainder(reading.comparison),
    )
    return " ".join(filter(None, said))
