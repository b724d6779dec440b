"""Texts of the spreadsheet of results that neither the page nor the PDF has: its sheets, its columns, how to use it."""

from __future__ import annotations

from questionnaire.assessment.wording import LABELS
from questionnaire.typography import NBSP

SHEET_LABELS = {
    "engagements": "Engagements",
    "answers": LABELS["answers"],
    "scores": "Scores",
    "steps": "Tous les pas",
    "readme": "Lisez-moi",
}
COLUMN_LABELS = {
    "order": "Ordre",
    "step": "Pas",
    "question": "Question",
    "expected_score": "Score attendu",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "date": "Date",
}


def sheet_lines() -> tuple[tuple[str, str], ...]:
    """Return « Feuille « Scores » », and what is in it, for each sheet that one may wonder about."""
    to_fill = f"{LABELS['who']}, {LABELS['due']} et {LABELS['state']}"
    lines = {
        "scores": "Un axe par ligne.",
        "answers": "Un critère par ligne, avec vos notes.",
        "engagements": f"Ce que vous faites, puis les pas proposés. Les colonnes {to_fill} sont à remplir ensemble.",
    }
    return tuple((f"Feuille «{NBSP}{SHEET_LABELS[name]}{NBSP}»", text) for name, text in lines.items())


def situation_label(title: str) -> str:
    """Return « Situation : Le lieu sera rural »."""
    return f"Situation{NBSP}: {title}"


def to_check_label(title: str) -> str:
    """Return « À vérifier, et à qui le demander : S’engager »."""
    return f"{LABELS['to_check']}{NBSP}: {title}"
