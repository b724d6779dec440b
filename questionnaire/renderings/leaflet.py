"""A leaflet as an OpenDocument text, to fill in and edit with a word processor."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

from odfdo import Cell, Column, Document, Element, Header, HeaderRows, List, ListItem, Paragraph, Row, Span, Table

from questionnaire.leaflets import Leaflet, Part, split_blanks
from questionnaire.leaflets import Table as LeafletTable
from questionnaire.typography import NBSP, day_words

MIMETYPE = "application/vnd.oasis.opendocument.text"
GENERATOR = "Terrain d’entente"
_INDENT = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="0.6cm" '
    'fo:text-indent="-0.5cm" fo:margin-left="0.6cm"/></style:list-level-properties>'
)
_FONT = 'fo:font-family="Liberation Sans, Arial, sans-serif"'
_STYLES = (
    '<style:style style:name="corps" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:margin-top="0.05cm" fo:margin-bottom="0.05cm"/>'
    f'<style:text-properties {_FONT} fo:font-size="9.5pt" fo:language="fr" fo:country="FR"/></style:style>',
    '<style:style style:name="gras" style:family="paragraph" style:parent-style-name="Standard">'
    f'<style:text-properties {_FONT} fo:font-size="9.5pt" fo:font-weight="bold" fo:language="fr" fo:country="FR"/></style:style>',
    '<style:style style:name="titre" style:family="paragraph" style:parent-style-name="Heading_20_1">'
    '<style:paragraph-properties fo:margin-top="0cm" fo:margin-bottom="0.1cm"/>'
    f'<style:text-properties {_FONT} fo:font-size="16pt" fo:language="fr" fo:country="FR"/></style:style>',
    '<style:style style:name="partie" style:family="paragraph" style:parent-style-name="Heading_20_2">'
    '<style:paragraph-properties fo:margin-top="0.25cm" fo:margin-bottom="0.05cm" fo:keep-with-next="always"/>'
    f'<style:text-properties {_FONT} fo:font-size="11pt" fo:language="fr" fo:country="FR"/></style:style>',
    '<style:style style:name="blanc" style:family="text">'
    '<style:text-properties fo:background-color="#E5F1E7"/></style:style>',
    '<style:style style:name="case" style:family="table-cell">'
    '<style:table-cell-properties fo:padding="0.08cm" fo:border="0.5pt solid #857F73"/></style:style>',
    '<text:list-style style:name="puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
    f"{_INDENT}</text:list-level-style-bullet></text:list-style>",
    '<text:list-style style:name="numeros"><text:list-level-style-number text:level="1" style:num-format="1" '
    f'style:num-suffix=".">{_INDENT}</text:list-level-style-number></text:list-style>',
)
_MARGINS = {f"fo:margin-{side}": "1.6cm" for side in ("top", "bottom", "left", "right")}


def render_leaflet(leaflet: Leaflet) -> bytes:
    """Return the document; its texts and dates depend only on the leaflet."""
    document = Document("text")
    document.body.clear()
    for style in _STYLES:
        document.insert_style(style, automatic=True)
    for layout in document.get_styles("page-layout"):
        for properties in layout.get_elements("style:page-layout-properties"):
            for name, value in _MARGINS.items():
                properties.set_attribute(name, value)
    for level in document.styles.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")  # the default template of odfdo numbers headings
        for name in ("style:num-suffix", "loext:num-list-format"):
            level.del_attribute(name)
    for element in _content(leaflet):
        document.body.append(element)
    document.meta.title = leaflet.title
    document.meta.language = "fr-FR"
    day = leaflet.updated
    document.meta.creation_date = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a date without time zone
    document.meta.generator = GENERATOR
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _content(leaflet: Leaflet) -> Iterator[Element]:
    yield _header(1, leaflet.title, "titre")
    yield _paragraph(leaflet.summary)
    yield _paragraph(
        f"Modèle à adapter{NBSP}: il ne remplace pas un conseil. Remplacez ce qui est entre crochets, puis faites "
        f"relire. Terrain d’entente, {day_words(leaflet.updated)}."
    )
    for part in leaflet.parts:
        yield from _part(part)
    if leaflet.reminders:
        yield _header(2, "Avant de signer ou d’envoyer (à effacer ensuite)", "partie")
        yield _list(leaflet.reminders, "puces")


def _part(part: Part) -> Iterator[Element]:
    yield _header(2, part.title, "partie")
    for text in part.paragraphs:
        yield _paragraph(text)
    if part.items:
        yield _list(part.items, "puces")
    if part.steps:
        yield _list(part.steps, "numeros")
    if part.table:
        yield _paragraph(part.table.caption)
        yield _table(part.table)
    if part.signatories:
        signing = Table("Signatures")
        signing.append(_row(tuple(f"{signatory}\n\n\n" for signatory in part.signatories), "corps"))
        yield signing


def _header(level: int, text: str, style: str) -> Header:
    header = Header(level, text)
    header.set_attribute("text:style-name", style)
    return header


def _paragraph(text: str, style: str = "corps") -> Paragraph:
    paragraph = Paragraph("", style=style)
    for piece, blank in split_blanks(text):
        if blank:
            paragraph.append(Span(piece, style="blanc"))
        else:
            paragraph.append_plain_text(piece)
    return paragraph


def _list(texts: tuple[str, ...], style: str) -> List:
    listed = List(style=style)
    for text in texts:
        item = ListItem()
        item.append(_paragraph(text))
        listed.append(item)
    return listed


def _table(table: LeafletTable) -> Table:
    made = Table(table.caption)
    for _ in table.headers:
        made.append(Column())
    header = HeaderRows()  # named as such for screen readers
    header.append(_row(table.headers, "gras"))
    made.append(header)
    for row in table.rows:
        made.append(_row(row, "corps"))
    return made


def _row(cells: tuple[str, ...], style: str) -> Row:
    row = Row()
    for text in cells:
        cell = Cell(style="case")
        for line in text.split("\n"):
            cell.append(_paragraph(line, style))
        row.append(cell)
    return row
