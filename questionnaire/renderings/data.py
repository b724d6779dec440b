"""JSON and CSV downloads. The shape of the JSON is documented in docs/format-json.md and versioned by `format`."""

from __future__ import annotations

import csv
import datetime
import io
import json
from fractions import Fraction
from math import floor
from typing import Any

from questionnaire.report import Report, answer_text
from questionnaire.scoring import AxisScore
from questionnaire.sheets import write_sheet

FORMAT = "terrain-d-entente/1"
DECIMALS = 4
# what a spreadsheet would take for the beginning of a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_as_dict(report: Report) -> dict[str, Any]:
    """Return the report in the documented shape; `reponses` keeps hidden answers, so that nothing is lost."""
    return {
        "format": FORMAT,
        "criteres": {"version": report.criteria.version, "empreinte": report.criteria.digest},
        **_sheet(report),
        "axes": [_axis(report, axis) for axis in report.scores.axes],
        **({"note_globale": _decimal(report.scores.overall)} if report.criteria.show_overall else {}),
        "conseils": [advice.card.id for advice in report.cards],
        "conseils_suite": [advice.card.id for advice in report.more],
        "situations": [active.situation.id for active in report.situations],
        "points_appui": [one.criterion.id for one in report.strengths],
        "a_verifier": [one.criterion.id for one in report.to_check],
    }


def _sheet(report: Report) -> dict[str, Any]:
    """Return the answers in the order of the criteria, whatever order they were given in."""
    sheet = write_sheet(report.sheet)
    given = sheet["reponses"]
    order = [criterion.id for criterion in report.criteria.all_criteria() if criterion.id in given]
    return {**sheet, "reponses": {key: given[key] for key in order}}


def render_json(report: Report, _day: datetime.date | None = None) -> bytes:
    """Return the JSON download: the same report always gives the same bytes."""
    return (json.dumps(report_as_dict(report), ensure_ascii=False, indent=2) + "\n").encode()


def _axis(report: Report, axis: AxisScore) -> dict[str, Any]:
    return {
        "id": axis.axis.id,
        "titre": axis.axis.title,
        "etat": axis.state.value,
        "score": _decimal(axis.score),
        "couverture": _decimal(axis.coverage),
        "minimum": _decimal(axis.minimum),
        "maximum": _decimal(axis.maximum),
        "palier": axis.tier.title if axis.tier else None,
        "manque": [
            {
                "critere": gate.criterion,
                "titre": report.criteria.criterion(gate.criterion).title,
                "au_moins": gate.at_least,
            }
            for gate in axis.missing
        ],
    }


def _decimal(value: Fraction | None) -> float | None:
    """Round half up to four decimals, from the exact value."""
    if value is None:
        return None
    scale: int = 10**DECIMALS
    return floor(value * scale + Fraction(1, 2)) / scale


CSV_HEADER = (
    "Axe",
    "Critère",
    "Identifiant",
    "Question",
    "État",
    "Niveau",
    "Réponse",
    "Niveau attendu à cette étape",
    "Note",
)


def answer_rows(report: Report) -> list[tuple[str, ...]]:
    """Return one row of texts per criterion that was asked, in the order of CSV_HEADER."""
    return [
        (
            axis.axis.title,
            one.criterion.title,
            one.criterion.id,
            one.criterion.question.of(report.viewpoint),
            one.answer.state.value,
            "" if one.answer.level is None else str(one.answer.level),
            answer_text(one.criterion, one.answer, report.viewpoint),
            str(one.expected),
            one.answer.note,
        )
        for axis in report.scores.axes
        for one in axis.criteria
    ]


def render_csv(report: Report, _day: datetime.date | None = None) -> bytes:
    """Return the answers as CSV that a French spreadsheet opens: UTF-8 with its mark, semicolons, no formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    writer.writerows([safe_cell(cell) for cell in row] for row in answer_rows(report))
    return text.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(_FORMULA) else text
