"""The export of counts, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json

from questionnaire.renderings.data import csv_cell
from questionnaire.statistics.export import COLUMNS, Export

MARK = b"\xef\xbb\xbf"  # byte order mark: spreadsheets read the file as UTF-8


def render_export_csv(export: Export) -> bytes:
    """Return a CSV with one count per row; semicolons and a byte-order mark, as French spreadsheets expect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in export.rows:
        writer.writerow([csv_cell(str(cell)) for cell in row.cells().values()])
    return MARK + text.getvalue().encode()


def render_export_json(export: Export) -> bytes:
    """Return JSON with the counts, the minimum and the meaning of each column."""
    content = {"minimum": export.least, "colonnes": COLUMNS, "lignes": [row.cells() for row in export.rows]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
