"""The report as an OpenDocument spreadsheet: to read, to sort, and above all to fill in the plan of action.

Whatever a person wrote is a cell of text: no cell of the file is ever a formula.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from odfdo import Cell, Column, Container, Document, Element, HeaderRows, Paragraph, Row, Table

from questionnaire.answers import State
from questionnaire.guidance import Advice
from questionnaire.renderings.charts import NO_SCORE, interval_words
from questionnaire.renderings.drawing import xml_text
from questionnaire.renderings.note import EFFECT, EFFORT, answered_words, coverage_words, in_french
from questionnaire.renderings.spreadsheet_styles import PAGE, STYLES, column_style, settings
from questionnaire.report import Report, display
from questionnaire.scoring import AxisScore, CriterionScore
from questionnaire.typography import NBSP

Value = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: columns (title, width in centimetres), rows, and whether the first row stays in sight."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Value]]
    frozen: bool = True


def render_ods(report: Report, date: datetime.date) -> bytes:
    """Return the spreadsheet."""
    sheets = (_readme(report, date), _scores(report), _answers(report), _plan(report))
    document = Document("spreadsheet")
    document.body.clear()
    for style in STYLES:
        document.insert_style(style, automatic=True)
    for width in sorted({width for sheet in sheets for _, width in sheet.columns}):
        document.insert_style(column_style(width), automatic=True)
    # plans are wide: every sheet prints on landscape pages, as many columns as there are on one page
    for layout in document.get_styles("page-layout"):
        layout.delete(layout.get_element("style:page-layout-properties"))
        layout.insert(Element.from_tag(PAGE), position=0)
    for sheet in sheets:
        document.body.append(_table(sheet))
    document.meta.title = xml_text(f"{report.criteria.title}{NBSP}: {report.name or 'résultats'}")
    document.meta.creation_date = datetime.datetime(date.year, date.month, date.day)  # noqa: DTZ001 - a day, nowhere
    document.meta.generator = report.criteria.title
    cast(Container, document.container).set_part(
        "settings.xml", settings([sheet.name for sheet in sheets if sheet.frozen])
    )
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(sheet: Sheet) -> Table:
    table = Table(sheet.name)
    for _, width in sheet.columns:
        table.append(Column(style=f"largeur-{width:g}".replace(".", "-")))
    if sheet.frozen:
        header = HeaderRows()  # printed again at the top of each page
        header.append(_row([title for title, _ in sheet.columns], "entete"))
        table.append(header)
    for row in sheet.rows:
        table.append(_row(row, "texte" if sheet.frozen else "libelle", "texte"))
    return table


def _row(values: Sequence[Value], style: str, following: str = "") -> Row:
    row = Row(style="ligne")
    for value in values:
        row.append(_cell(value, style))
        style = following or style
    return row


def _cell(value: Value, style: str) -> Cell:
    if not isinstance(value, str):
        return Cell(value, style="nombre" if style == "texte" else style)
    text = xml_text(value)
    cell = Cell(text, cell_type="string", style=style)
    for paragraph in cell.children:
        cell.delete(paragraph)
    for line in text.splitlines() or [""]:
        cell.append(Paragraph(line))  # keeps spaces; a line end inside one paragraph would be lost
    return cell


def _readme(report: Report, date: datetime.date) -> Sheet:
    criteria = report.criteria
    rows: list[tuple[Value, ...]] = [
        (criteria.title, report.name or "Résultats de l’autodiagnostic"),
        ("Date", in_french(date)),
        ("Regard", criteria.viewpoints.of(report.viewpoint).title),
        ("Réponses", answered_words(report)),
        ("En résumé", report.summary),
        *(("À savoir", message) for message in report.messages),
        *((line.question, line.answer) for line in report.context if line.answer != report.name),
        ("Feuille «" + NBSP + "Scores" + NBSP + "»", "Un axe par ligne."),
        ("Feuille «" + NBSP + "Réponses" + NBSP + "»", "Un critère par ligne, avec vos notes."),
        (
            "Feuille «" + NBSP + "Plan d’action" + NBSP + "»",
            "Les conseils dans l’ordre. Les colonnes Qui, Quand et Fait sont à remplir ensemble.",
        ),
        *((f"Situation{NBSP}: {one.situation.title}", one.text) for one in report.situations),
        *(
            (f"À vérifier{NBSP}: {one.criterion.title}", one.criterion.ask.of(report.viewpoint))
            for one in report.to_check
        ),
        ("Ce que vaut ce résultat", criteria.presentation.disclaimer),
        ("Critères", f"version {criteria.version}, empreinte {criteria.digest[:12]}"),
    ]
    return Sheet("Lisez-moi", (("", 7), ("", 17)), rows, frozen=False)


def _scores(report: Report) -> Sheet:
    columns = (
        ("Axe", 6), ("Score sur 100", 3), ("Palier", 3), ("Réponses", 2.5), ("Minimum", 2.5),
        ("Maximum", 2.5), ("À savoir", 10),
    )  # fmt: skip
    return Sheet("Scores", columns, [_score(report, axis) for axis in report.scores.axes])


def _score(report: Report, axis: AxisScore) -> tuple[Value, ...]:
    missing = ", ".join(
        f"{report.criteria.criterion(gate.criterion).title} (au moins {gate.at_least})" for gate in axis.missing
    )
    interval = interval_words(axis)
    words = [
        NO_SCORE.get(axis.state, "").capitalize(),
        interval[:1].upper() + interval[1:],
        f"Il manque, pour le palier suivant{NBSP}: {missing}" if missing else "",
    ]
    return (
        axis.axis.title,
        _rounded(axis.score),
        axis.tier.title if axis.tier else None,
        coverage_words(axis),
        _rounded(axis.minimum),
        _rounded(axis.maximum),
        ". ".join(filter(None, words)),
    )


def _rounded(value: Fraction | None) -> int | None:
    return None if value is None else display(value)  # what the page shows


def _answers(report: Report) -> Sheet:
    columns = (
        ("Axe", 4), ("Critère", 4.5), ("Question", 7), ("Niveau", 1.8), ("Réponse", 8), ("Attendu", 2), ("Note", 7),
    )  # fmt: skip
    rows = [_answer(report, one) for axis in report.scores.axes for one in axis.criteria]
    return Sheet("Réponses", columns, rows)


def _answer(report: Report, one: CriterionScore) -> tuple[Value, ...]:
    return (
        one.axis.title,
        one.criterion.title,
        one.criterion.question.of(report.viewpoint),
        one.answer.level,
        report.answer_text(one),
        None if one.answer.state is State.NOT_APPLICABLE else one.expected,
        one.answer.note,
    )


def _plan(report: Report) -> Sheet:
    columns = (
        ("Ordre", 1.6), ("Conseil", 4.5), ("Critère", 3.5), ("Pourquoi", 6), ("Premier pas", 6.5), ("Le piège", 4.5),
        ("Avec qui", 3.5), ("Effort", 2), ("Effet", 1.8), ("Qui", 3.5), ("Quand", 3), ("Fait", 1.8),
    )  # fmt: skip
    rows = [_action(i, one) for i, one in enumerate((*report.cards, *report.more), 1)]
    return Sheet("Plan d’action", columns, rows)


def _action(order: int, advice: Advice) -> tuple[Value, ...]:
    card = advice.card
    steps = [f"{i}. {step}" for i, step in enumerate(card.steps, 1)]
    return (
        order,
        card.title,
        advice.criterion.criterion.title,
        card.why,
        "\n".join([card.first_step, *(["Et ensuite", *steps] if steps else [])]),
        card.trap,
        ", ".join(card.actors),
        EFFORT[card.effort - 1],
        EFFECT[card.effect - 1],
        None,
        None,
        None,
    )
