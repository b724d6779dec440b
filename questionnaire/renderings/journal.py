"""The journal of the facilitators' space as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from questionnaire.accounts.journal import Entry, author_words, entry_words
from questionnaire.renderings.data import csv_cell

HEADER = ("date (UTC)", "événement", "qui", "quoi", "fois")


def render_journal_csv(entries: Iterable[Entry]) -> bytes:
    """Return a CSV with one entry per row: semicolons, UTF-8 with a byte-order mark, no formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for entry in entries:
        values = (
            f"{entry.happened_at}",
            entry.event.value,
            author_words(entry),
            entry_words(entry),
            f"{entry.times}",
        )
        writer.writerow([csv_cell(value) for value in values])
    return text.getvalue().encode("utf-8-sig")
