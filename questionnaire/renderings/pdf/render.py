"""Renders documents as PDF/UA-1 files (tagged for screen readers), with Typst and the templates of templates/pdf.

A template gets its data as JSON in `sys.inputs`: user text is never part of its source.
"""

from __future__ import annotations

import datetime
import json
from functools import cache
from typing import Any

from questionnaire.assessment.note_wording import substitute_words
from questionnaire.assessment.paper import PaperForm
from questionnaire.assessment.report import Report
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.meeting import Meeting
from questionnaire.crossing.sides import Side
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.pdf.glyphs import FONTS, SUBSTITUTE, breakable, drawable
from questionnaire.renderings.pdf.meeting import meeting_values
from questionnaire.renderings.pdf.note import note_values
from questionnaire.renderings.pdf.paper import paper_values
from questionnaire.renderings.pdf.room import room_values
from questionnaire.renderings.pdf.typesetter import Typesetter
from questionnaire.workshop.report import RoomReport

TEMPLATES = FONTS.parent
_AS_IS = frozenset({"url"})  # a zero-width space would break it


def render_note(report: Report, date: datetime.date) -> bytes:
    """Return the note of two pages; the same report and date give the same bytes."""
    return typeset_document("note", note_values(report, date), date)


def render_annex(report: Report, date: datetime.date) -> bytes:
    """Return all the detail that the note leaves out."""
    return typeset_document("annex", document_values(report, date), date)


def render_paper(form: PaperForm, address: str, date: datetime.date) -> bytes:
    """Return a form to print and to fill by hand; `address` is where its answers are typed in."""
    return typeset_document("paper", paper_values(form, address, date), date)


def render_meeting(criteria: Criteria, sides: tuple[Side, Side], meeting: Meeting, date: datetime.date) -> bytes:
    """Return the two-page agenda of a meeting; the minutes, once there are decisions."""
    return typeset_document("meeting", meeting_values(criteria, sides, meeting, date), date)


def render_room(report: RoomReport, date: datetime.date) -> bytes:
    """Return the report of a workshop."""
    return typeset_document("room", room_values(report, date), date)


def typeset_document(template: str, document: dict[str, Any], date: datetime.date) -> bytes:
    """Return the PDF of a template and its values; a value `substitute` is added: the note on replaced characters, if any."""
    values = _clean(document)
    # the PDF explains the substitute when it replaces at least one character
    replaced = _count_substitutes(values) > _count_substitutes(document)
    values["substitute"] = substitute_words(SUBSTITUTE) if replaced else ""
    return _typesetter().make(TEMPLATES / f"{template}.typ", json.dumps(values, ensure_ascii=False), date)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(FONTS)


def _clean(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _clean(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, key) for item in value]
    if isinstance(value, str):
        return drawable(value) if key in _AS_IS else breakable(drawable(value))
    return value


def _count_substitutes(values: dict[str, Any]) -> int:
    return json.dumps(values, ensure_ascii=False).count(SUBSTITUTE)
