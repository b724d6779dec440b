"""The report as an OpenDocument spreadsheet: to read, to sort, and above all to fill in the plan of action.

Whatever a person wrote is a cell of text: no cell of the file is ever a formula.
"""

from __future__ import annotations

import datetime
from fractions import Fraction

from questionnaire.answers import State
from questionnaire.assessment.guidance import Advice
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.renderings.charts.axis import NO_SCORE, interval_words
from questionnaire.renderings.pdf.document import EFFECT, EFFORT, answered_words, coverage_words
from questionnaire.renderings.spreadsheet.workbook import Sheet, Value, render_workbook
from questionnaire.typography import NBSP, day_words


def render_ods(report: Report, date: datetime.date) -> bytes:
    """Return the spreadsheet."""
    sheets = (_readme(report, date), _scores(report), _answers(report), _plan(report))
    title = f"{report.criteria.title}{NBSP}: {report.name or 'résultats'}"
    return render_workbook(sheets, title=title, generator=report.criteria.title, date=date)


def _readme(report: Report, date: datetime.date) -> Sheet:
    criteria = report.criteria
    rows: list[tuple[Value, ...]] = [
        (criteria.title, report.name or "Résultats de l’autodiagnostic"),
        ("Date", day_words(date)),
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
