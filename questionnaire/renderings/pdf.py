"""The report as a PDF/UA-1 note (tagged, readable by a screen reader), made by Typst from templates/pdf/report.typ.

Only data reaches the template, as JSON in `sys.inputs`: nothing that a person wrote is ever part of its source.
"""

from __future__ import annotations

import datetime
import json
from functools import cache
from threading import BoundedSemaphore, local
from typing import Any, cast

import typst

from questionnaire.renderings.glyphs import FONTS, SUBSTITUTE, breakable, drawable
from questionnaire.renderings.note import note
from questionnaire.report import Report

TEMPLATE = FONTS.parent / "report.typ"
_AS_IS = frozenset({"svg", "url", "site"})  # a place to break in an address or in a drawing would spoil it
_own = local()
_turn = BoundedSemaphore(2)  # renders at once, at most: each takes a processor, whatever the number of threads


def render_pdf(report: Report, date: datetime.date) -> bytes:
    """Return the note as PDF bytes; the same report and date give the same bytes."""
    said = note(report, date)
    values = _clean(said)
    # tell the reader when a sign stands for what was written: nothing is lost silently
    values["substitute"] = SUBSTITUTE if _squares(values) > _squares(said) else ""
    with _turn:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"report": json.dumps(values, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime(date.year, date.month, date.day, 12, tzinfo=datetime.UTC),
        )
    return cast(bytes, made)  # a PDF is one file, and no output file was named


def _compiler() -> typst.Compiler:
    """Return the compiler of this thread: it keeps the inputs of its last run, so threads may not share one."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(
            TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True
        )
    compiler: typst.Compiler = _own.compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


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
