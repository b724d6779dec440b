"""The report for programs: JSON (which can be imported again) and CSV. The keys are told in docs/format-json.md."""

from __future__ import annotations

import csv
import datetime
import io
import json
from fractions import Fraction
from math import floor
from typing import Any

from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.serialization import write_sheet
from questionnaire.assessment.wording import answer_words

FORMAT = "terrain-d-entente/1"
CSV_HEADER = (
    "axe",
    "critere",
    "identifiant",
    "question",
    "etat",
    "niveau",
    "reponse",
    "niveau attendu",
    "note",
)
_DECIMALS = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def report_as_dict(report: Report) -> dict[str, Any]:
    """Return the whole report as plain values.

    `reponses` holds what was stored, hidden criteria included: importing the file again loses nothing.
    Everything after it is computed from what is shown, and is there to be read, never imported.
    """
    criteria = report.criteria
    return {
        "format": FORMAT,
        "criteres": {"version": criteria.version, "empreinte": criteria.digest},
        **write_sheet(report.sheet),
        "axes": [_axis(axis) for axis in report.scores.axes],
        "conseils": [advice.card.id for advice in report.cards],
        "conseils_suite": [advice.card.id for advice in report.more],
        "situations": [one.situation.id for one in report.situations],
        "points_appui": [one.criterion.id for one in report.strengths],
        "a_verifier": [one.criterion.id for one in report.to_check],
    }


def render_json(report: Report, _date: datetime.date | None = None) -> bytes:
    """Return the report as JSON. The date is not in it: the same answers give the same bytes."""
    return (json.dumps(report_as_dict(report), ensure_ascii=False, indent=2) + "\n").encode()


def render_csv(report: Report, _date: datetime.date | None = None) -> bytes:
    """Return one row per criterion shown, with the mark and the separator that French spreadsheets expect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    for axis in report.scores.axes:
        for one in axis.criteria:
            writer.writerow([csv_cell(value) for value in _row(report, one)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def decimal(value: Fraction | None) -> int | float | None:
    """Return `value` with at most four decimals, rounded half up; a whole number stays whole."""
    if value is None:
        return None
    scaled = floor(value * _DECIMALS + Fraction(1, 2))
    return scaled // _DECIMALS if scaled % _DECIMALS == 0 else scaled / _DECIMALS


def _axis(axis: AxisScore) -> dict[str, Any]:
    return {
        "id": axis.axis.id,
        "titre": axis.axis.title,
        "etat": axis.state.value,
        "score": decimal(axis.score),
        "couverture": decimal(axis.coverage),
        "minimum": decimal(axis.minimum),
        "maximum": decimal(axis.maximum),
        "palier": axis.tier.title if axis.tier else None,
        "manque": [{"critere": gate.criterion, "au_moins": gate.at_least} for gate in axis.missing],
    }


def _row(report: Report, one: CriterionScore) -> tuple[str, ...]:
    level = one.answer.level
    return (
        one.axis.title,
        one.criterion.title,
        one.criterion.id,
        one.criterion.question.of(report.viewpoint),
        one.answer.state.value,
        "" if level is None else str(level),
        answer_words(report, one),
        str(one.expected),
        one.answer.note,
    )


def csv_cell(value: str) -> str:
    """Return `value` fit for a cell that a spreadsheet will open."""
    # a spreadsheet runs « =2+3 » even between quotes; U+0000 is refused by some readers
    value = value.replace("\0", "")
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
