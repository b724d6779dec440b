"""The report as a PDF/UA-1 note (tagged, readable by a screen reader), made by Typst from templates/pdf/report.typ.

Only data reaches the template, as JSON in `sys.inputs`: nothing that a person wrote is ever part of its source.
"""

from __future__ import annotations

import datetime
import json
from functools import cache
from typing import Any

from questionnaire.assessment.report import Report
from questionnaire.renderings.pdf.document import note
from questionnaire.renderings.pdf.glyphs import FONTS, SUBSTITUTE, breakable, drawable
from questionnaire.renderings.pdf.typesetter import Typesetter

TEMPLATE = FONTS.parent / "report.typ"
_AS_IS = frozenset({"svg", "url", "site"})  # a place to break in an address or in a drawing would spoil it


def render_pdf(report: Report, date: datetime.date) -> bytes:
    """Return the note as PDF bytes; the same report and date give the same bytes."""
    said = note(report, date)
    values = _clean(said)
    # tell the reader when a sign stands for what was written: nothing is lost silently
    values["substitute"] = SUBSTITUTE if _squares(values) > _squares(said) else ""
    return _typesetter().make(json.dumps(values, ensure_ascii=False), date)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, FONTS)


def _clean(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _clean(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one, key) for one in value]
    if isinstance(value, str):
        return drawable(value) if key in _AS_IS else breakable(drawable(value))
    return value


def _squares(values: dict[str, Any]) -> int:
    return json.dumps(values, ensure_ascii=False).count(SUBSTITUTE)
