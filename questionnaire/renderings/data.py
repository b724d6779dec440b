"""The report as JSON (which can be imported again) and as CSV. Keys: docs/format-json.md."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from math import floor
from typing import Any

from questionnaire.assessment.engagement_values import write_engagements
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.serialization import write_sheet
from questionnaire.assessment.wording import answer_words
from questionnaire.renderings.csv_table import render_csv_table

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


def report_as_dict(report: Report) -> dict[str, Any]:
    """Return the whole report as plain values.

    `reponses` holds the stored answers, hidden criteria included, so that an import loses nothing.
    The keys after it are computed, and ignored by an import.
    """
    criteria = report.criteria
    return {
        "format": FORMAT,
        "criteres": {"version": criteria.version, "empreinte": criteria.digest},
        **write_sheet(report.sheet),
        **write_engagements(report.engagements),
        "axes": [_axis(axis, counted=not criteria.of_first_format) for axis in report.scores.axes],
        "conseils": [advice.card.id for advice in report.cards],
        "conseils_suite": [advice.card.id for advice in report.more],
        "situations": [active.situation.id for active in report.situations],
        "points_appui": [criterion_score.criterion.id for criterion_score in report.strengths],
        "a_verifier": [criterion_score.criterion.id for criterion_score in report.to_check],
    }


def render_json(report: Report, _date: datetime.date | None = None) -> bytes:
    """Return the report as JSON, without the date: the same answers give the same bytes."""
    return (json.dumps(report_as_dict(report), ensure_ascii=False, indent=2) + "\n").encode()


def render_csv(report: Report, _date: datetime.date | None = None) -> bytes:
    """Return a CSV with one row per criterion asked."""
    asked = [criterion_score for axis in report.scores.axes for criterion_score in axis.criteria]
    return render_csv_table([CSV_HEADER, *(_row(report, criterion_score) for criterion_score in asked)])


def decimal(value: Fraction | None) -> int | float | None:
    """Return `value` rounded half up to four decimals; an int when it is whole."""
    if value is None:
        return None
    scaled = floor(value * _DECIMALS + Fraction(1, 2))
    return scaled // _DECIMALS if scaled % _DECIMALS == 0 else scaled / _DECIMALS


def _axis(axis: AxisScore, *, counted: bool) -> dict[str, Any]:
    counts = {
        "attendu_score": decimal(axis.expected_score),
        "au_niveau": axis.met,
        "compte": axis.answered,
        "au_dela": axis.beyond,
        "a_preciser": axis.to_specify,
    }
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
        # for criteria of format 1, the bytes of the download never change (decision 0018)
        **(counts if counted else {}),
    }


def _row(report: Report, criterion_score: CriterionScore) -> tuple[str, ...]:
    level = criterion_score.answer.level
    return (
        criterion_score.axis.title,
        criterion_score.criterion.title,
        criterion_score.criterion.id,
        criterion_score.criterion.question.of(report.viewpoint),
        criterion_score.answer.state.value,
        "" if level is None else str(level),
        answer_words(report, criterion_score),
        str(criterion_score.expected),
        criterion_score.answer.note,
    )
