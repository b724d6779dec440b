"""An OpenDocument spreadsheet written from plain values: a cell is a text or a number, never a formula."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from odfdo import Cell, Column, Container, Document, Element, HeaderRows, Paragraph, Row, Table

from questionnaire.renderings.letters import xml_text
from questionnaire.renderings.spreadsheet.styles import PAGE, STYLES, column_style, settings

Value = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns (title, width in centimetres), rows, and whether the first row stays visible when scrolling."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Value]]
    frozen: bool = True


def render_workbook(sheets: Sequence[Sheet], *, title: str, generator: str, date: datetime.date) -> bytes:
    """Return the sheets as an OpenDocument file."""
    document = Document("spreadsheet")
    document.body.clear()
    for style in STYLES:
        document.insert_style(style, automatic=True)
    for width in sorted({width for sheet in sheets for _, width in sheet.columns}):
        document.insert_style(column_style(width), automatic=True)
    # sheets are wide: print them on landscape pages, all columns on one page
    for layout in document.get_styles("page-layout"):
        layout.delete(layout.get_element("style:page-layout-properties"))
        layout.insert(Element.from_tag(PAGE), position=0)
    for sheet in sheets:
        document.body.append(_table(sheet))
    document.meta.title = xml_text(title)
    document.meta.creation_date = datetime.datetime(date.year, date.month, date.day)  # noqa: DTZ001 - a date without time zone
    document.meta.generator = generator
    cast(Container, document.container).set_part(
        "settings.xml", settings([sheet.name for sheet in sheets if sheet.frozen])
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(sheet: Sheet) -> Table:
    table = Table(sheet.name)
    for _, width in sheet.columns:
        table.append(Column(style=f"largeur-{width:g}".replace(".", "-")))
    if sheet.frozen:
        header = HeaderRows()  # repeated at the top of each printed page
        header.append(_row([title for title, _ in sheet.columns], "entete"))
        table.append(header)
    for row in sheet.rows:
        table.append(_row(row, "texte" if sheet.frozen else "libelle", "texte"))
    return table


def _row(values: Sequence[Value], style: str, next_style: str = "") -> Row:
    row = Row(style="ligne")
    for value in values:
        row.append(_cell(value, style))
        style = next_style or style
    return row


def _cell(value: Value, style: str) -> Cell:
    if not isinstance(value, str):
        return Cell(value, style="nombre" if style == "texte" else style)
    text = xml_text(value)
    cell = Cell(text, cell_type="string", style=style)
    for paragraph in cell.children:
        cell.delete(paragraph)
    for line in text.splitlines() or [""]:
        cell.append(Paragraph(line))  # Paragraph keeps spaces but loses line ends: one for each line
    return cell
