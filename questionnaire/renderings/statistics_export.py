"""The anonymised export of counted answers, streamed in chunks so that memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from questionnaire.answers import AnswerSheet
from questionnaire.renderings.data import csv_cell
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.statistics.export import Export
from questionnaire.typography import NBSP

MARK = b"\xef\xbb\xbf"  # byte order mark: spreadsheets read the file as UTF-8
PIECE = 64_000  # characters, about
DICTIONARY_HEADER = ("colonne", "sens", "valeurs")
Counted = Iterable[tuple[Dimensions, AnswerSheet]]


def stream_csv(export: Export, counted: Counted) -> Iterator[bytes]:
    """Yield the rows as CSV."""
    names = [column.name for column in export.columns]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    yield MARK
    for dimensions, sheet in counted:
        row = export.row(dimensions, sheet)
        writer.writerow(["" if (value := row[name]) is None else csv_cell(str(value)) for name in names])
        if text.tell() > PIECE:
            yield _flush(text)
    yield _flush(text)


def stream_json_lines(export: Export, counted: Counted) -> Iterator[bytes]:
    """Yield the rows as JSON lines."""
    text = io.StringIO()
    for dimensions, sheet in counted:
        text.write(json.dumps(export.row(dimensions, sheet), ensure_ascii=False) + "\n")
        if text.tell() > PIECE:
            yield _flush(text)
    yield _flush(text)


def dictionary_csv(export: Export) -> bytes:
    """Return the dictionary of the columns as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(DICTIONARY_HEADER)
    for column in export.columns:
        values = "\n".join(value_words(value, sense) for value, sense in column.values)
        writer.writerow([csv_cell(cell) for cell in (column.name, column.meaning, values)])
    return MARK + text.getvalue().encode()


def dictionary_json(export: Export) -> bytes:
    """Return the dictionary of the columns as JSON."""
    columns = [
        {
            "colonne": column.name,
            "sens": column.meaning,
            "valeurs": [{"valeur": value, "sens": sense} for value, sense in column.values],
        }
        for column in export.columns
    ]
    return (json.dumps(columns, ensure_ascii=False, indent=2) + "\n").encode()


def value_words(value: str, sense: str) -> str:
    """Return « idee : Une idée »."""
    return f"{value}{NBSP}: {sense}" if sense else value


def _flush(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk
