"""The export of counts, as CSV and as JSON."""

from __future__ import annotations

import json

from questionnaire.renderings.csv_table import render_csv_table
from questionnaire.statistics.export import COLUMNS, Export


def render_export_csv(export: Export) -> bytes:
    """Return a CSV with one count per row."""
    return render_csv_table([COLUMNS, *(map(str, row.cells().values()) for row in export.rows)])


def render_export_json(export: Export) -> bytes:
    """Return JSON with the counts, the minimum and the meaning of each column."""
    content = {"minimum": export.least, "colonnes": COLUMNS, "lignes": [row.cells() for row in export.rows]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
