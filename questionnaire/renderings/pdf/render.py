"""The report as a PDF/UA-1 file (tagged for screen readers), made by Typst from templates/pdf/report.typ.

The template gets its data as JSON in `sys.inputs`: user text is never part of its source.
"""

from __future__ import annotations

import datetime
import json
from functools import cache
from typing import Any

from questionnaire.assessment.report import Report
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.pdf.glyphs import FONTS, SUBSTITUTE, breakable, drawable
from questionnaire.renderings.pdf.typesetter import Typesetter

TEMPLATE = FONTS.parent / "report.typ"
_AS_IS = frozenset({"svg", "url", "site"})  # a zero-width space would break a URL or a chart


def render_pdf(report: Report, date: datetime.date) -> bytes:
    """Return the PDF; the same report and date give the same bytes."""
    document = document_values(report, date)
    values = _clean(document)
    # the PDF explains the substitute when it replaces at least one character
    values["substitute"] = SUBSTITUTE if _count_substitutes(values) > _count_substitutes(document) else ""
    return _typesetter().make(json.dumps(values, ensure_ascii=False), date)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(TEMPLATE, FONTS)


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
