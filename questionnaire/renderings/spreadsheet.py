"""The ODS download: scores, answers, and a plan of action to fill in (who, when, done)."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable

from odfdo import Cell, Column, Document, Row, Table

from questionnaire.renderings.data import CSV_HEADER, answer_rows
from questionnaire.report import Report, display
from questionnaire.scoring import AxisScore, AxisState
from questionnaire.typography import NBSP

_STATES = {AxisState.INCOMPLETE: "à préciser", AxisState.NOT_APPLICABLE: "sans objet"}
_DEGREES = ("", "faible", "moyen", "fort")
_CELLS = {
    "titre": '<style:text-properties fo:font-weight="bold" fo:font-size="16pt" fo:color="#12303a"/>',
    "entete": '<style:table-cell-properties fo:background-color="#12303a" fo:padding="0.1cm" fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/>',
    "texte": '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.1cm"'
    ' fo:border="0.5pt solid #d9d2c5"/>',
    "a-remplir": '<style:table-cell-properties fo:background-color="#e6f1e9" fo:wrap-option="wrap"'
    ' style:vertical-align="top" fo:padding="0.1cm" fo:border="0.5pt solid #d9d2c5"/>',
}


def render_ods(report: Report, day: datetime.date) -> bytes:
    """Return the spreadsheet. Every text is a text cell: nothing that a respondent wrote can become a formula."""
    document = Document("spreadsheet")
    document.body.clear()
    document.set_language("fr-FR")
    document.meta.title = (
        f"Terrain d’entente{NBSP}: {report.name or report.criteria.viewpoints.of(report.viewpoint).title}"
    )
    for name, properties in _CELLS.items():
        style = f'<style:style style:name="{name}" style:family="table-cell">{properties}</style:style>'
        document.insert_style(style, automatic=True)
    for build in (_about, _scores, _answers, _plan):
        document.body.append(build(document, report, day))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _about(document: Document, report: Report, day: datetime.date) -> Table:
    criteria = report.criteria
    rows = [
        ("Date", day.strftime("%d/%m/%Y")),
        ("Regard", criteria.viewpoints.of(report.viewpoint).title),
        *((line.question, line.answer) for line in report.context),
        ("En bref", report.summary),
        ("Comment lire", "Les scores vont de 0 à 100. « À préciser » : trop peu de réponses pour un score."),
        ("À vous de jouer", "La feuille « Plan d’action » se remplit ensemble : qui, quand, fait."),
        ("Limites", criteria.presentation.disclaimer),
        ("Version des critères", f"{criteria.version} ({criteria.digest[:12]})"),
    ]
    table = _table(document, "Lisez-moi", (5, 16))
    table.append_row(_row(["Terrain d’entente"], "titre"))
    for row in rows:
        table.append_row(_row(row))
    return table


def _scores(document: Document, report: Report, _day: datetime.date) -> Table:
    header = (
        "Axe",
        "Score",
        "Palier",
        "Couverture",
        "Au moins",
        "Au plus",
        "Ce qui manque pour le palier suivant",
    )
    table = _table(document, "Scores", (6, 2.5, 3.5, 2.8, 2.5, 2.5, 9), header)
    for axis in report.scores.axes:
        row = _row([axis.axis.title])
        for value in (axis.score,):
            row.append_cell(_number(None if value is None else display(value), _STATES.get(axis.state, "")))
        row.append_cell(_text(axis.tier.title if axis.tier else ""))
        row.append_cell(_text("" if axis.coverage is None else f"{display(100 * axis.coverage)}{NBSP}%"))
        for value in (axis.minimum, axis.maximum):
            row.append_cell(_number(None if value is None else display(value), ""))
        row.append_cell(_text(_missing(report, axis)))
        table.append_row(row)
    return table


def _missing(report: Report, axis: AxisScore) -> str:
    if axis.next_tier is None:
        return ""
    gates = [
        f"{report.criteria.criterion(gate.criterion).title} au niveau {gate.at_least}" for gate in axis.missing
    ]
    if gates:
        return f"{axis.next_tier.title}{NBSP}: {', '.join(gates)}"
    return f"{axis.next_tier.title}{NBSP}: à partir de {display(axis.next_tier.threshold)}"


def _answers(document: Document, report: Report, _day: datetime.date) -> Table:
    table = _table(document, "Réponses", (4.5, 5, 4, 7, 2.8, 1.8, 8, 2.5, 9), CSV_HEADER)
    for row in answer_rows(report):
        table.append_row(_row(row))
    return table


def _plan(document: Document, report: Report, _day: datetime.date) -> Table:
    header = (
        "N°",
        "Conseil",
        "Premier pas",
        "Avec qui",
        "Le piège",
        "Effort",
        "Effet",
        "Pourquoi",
        "Qui",
        "Quand",
        "Fait",
    )
    table = _table(document, "Plan d’action", (1.2, 5.5, 8, 5, 5, 1.8, 1.8, 8, 3.5, 3, 1.8), header)
    for number, advice in enumerate((*report.cards, *report.more), 1):
        card = advice.card
        row = Row()
        row.append_cell(_number(number, ""))
        for text in (
            card.title,
            card.first_step,
            ", ".join(card.actors),
            card.trap,
            _DEGREES[card.effort],
            _DEGREES[card.effect],
            report.reason(advice),
        ):
            row.append_cell(_text(text))
        for _ in range(3):
            row.append_cell(Cell(style="a-remplir"))
        table.append_row(row)
    return table


def _table(document: Document, name: str, widths: Iterable[float], header: Iterable[str] = ()) -> Table:
    table = Table(name)
    for width in widths:
        style = f"colonne-{str(width).replace('.', '-')}"
        if document.get_style("table-column", style) is None:
            document.insert_style(
                f'<style:style style:name="{style}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width}cm"/></style:style>',
                automatic=True,
            )
        table.append_column(Column(style=style))
    if header:
        table.append_row(_row(header, "entete"))
    return table


def _row(texts: Iterable[str], style: str = "texte") -> Row:
    row = Row()
    for text in texts:
        row.append_cell(_text(text, style))
    return row


def _text(text: str, style: str = "texte") -> Cell:
    return Cell(text, cell_type="string", style=style)


def _number(value: int | None, otherwise: str) -> Cell:
    return _text(otherwise) if value is None else Cell(value, cell_type="float", style="texte")
