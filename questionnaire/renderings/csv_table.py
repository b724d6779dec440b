"""A table as the CSV that French spreadsheets open: semicolons, UTF-8 with its byte order mark, no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PROSE_DASH = re.compile(r"[-+][ \u00a0\u202f]+[^\W\d_]+(?!\w)")  # « - un mot »
_CALL = re.compile(r"[\w.]\s*\(|\|")  # of a function, or of another program


def render_csv_table(rows: Iterable[Iterable[str]]) -> bytes:
    """Return a table as CSV; its header is the first row."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def csv_cell(value: str) -> str:
    """Return `value` for a CSV cell, with a leading apostrophe when a spreadsheet might run it as a formula."""
    # spreadsheets run « =2+3 » as a formula, quoted or not; some readers refuse U+0000
    value = value.replace("\0", "")
    if not value.startswith(_FORMULA_STARTS) or (_PROSE_DASH.match(value) and not _CALL.search(value)):
        return value
    return f"'{value}"
