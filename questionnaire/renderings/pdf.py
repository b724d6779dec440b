"""The PDF download, by Typst: tagged (PDF/UA-1), in French, with our fonts only."""

from __future__ import annotations

import datetime
import json
import threading
from pathlib import Path
from typing import Any

import typst

from questionnaire.renderings.glyphs import drawable
from questionnaire.renderings.pdf_data import pdf_data
from questionnaire.report import Report

_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "pdf"
_FONTS = _FOLDER / "fonts"
# rendering frees the interpreter's lock: more at once than there are cores would only take memory
_AT_ONCE = threading.BoundedSemaphore(2)


def render_pdf(report: Report, day: datetime.date) -> bytes:
    """Return the PDF of a report. What people wrote goes in as data: it is shown, never interpreted."""
    data = _drawable(pdf_data(report, day))
    with _AT_ONCE:
        pdf = typst.compile(
            str(_FOLDER / "report.typ"),
            root=str(_FOLDER),
            font_paths=[str(_FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime.combine(day, datetime.time(12), datetime.UTC),
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - one output file, hence bytes
    return pdf


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value, _FONTS)
    if isinstance(value, list):
        return [_drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    return value
