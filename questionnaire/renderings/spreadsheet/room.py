"""The report of a workshop as an OpenDocument spreadsheet: levels retained, words, every figure that was shown."""

from __future__ import annotations

import datetime

from questionnaire.assessment.criteria_wording import version_words
from questionnaire.assessment.wording import LABELS
from questionnaire.renderings.spreadsheet.workbook import Sheet, Value, render_workbook
from questionnaire.typography import day_words
from questionnaire.workshop import wording
from questionnaire.workshop.report import Bar, RoomReport, StepTexts
from questionnaire.workshop.votes import Kind


def render_room_ods(report: RoomReport, date: datetime.date) -> bytes:
    """Return the spreadsheet of a workshop, which opens on what the room retained."""
    sheets = (_kept(report), _words(report), _figures(report), _readme(report, date))
    return render_workbook(sheets, title=wording.REPORT_TITLE, generator=report.criteria.title, date=date)


def _kept(report: RoomReport) -> Sheet:
    columns = (
        ("Question", 7),
        ("Retenu", 5),
        ("En une phrase", 9),
        ("Réponses", 9),
        ("À se demander ensemble", 9),
    )
    rows = [
        (step.title, step.kept or None, step.sentence or None, _said(step), step.dialogue)
        for step in report.of(Kind.CRITERION)
    ]
    stakes = (
        [(wording.STAKES_TITLE, wording.stakes_words(report.kept_stakes), None, "", "")]
        if report.kept_stakes
        else []
    )
    return Sheet("Retenu", columns, [*stakes, *rows])


def _words(report: RoomReport) -> Sheet:
    clouds = [step.result.cloud for step in report.of(Kind.CLOUD) if step.result.cloud]
    rows: list[tuple[Value, ...]] = [(word.label, word.count) for cloud in clouds for word in cloud.words]
    return Sheet("Mots", (("Idée", 8), ("Personnes", 3)), rows)


def _figures(report: RoomReport) -> Sheet:
    columns = (("Question", 7), ("Qui", 5.5), ("Choix", 7), ("En une phrase", 9), ("Personnes", 3))
    rows: list[tuple[Value, ...]] = []
    for step in (*report.of(Kind.POLL), *report.of(Kind.CRITERION)):
        groups = [("Toute la salle", step.result.whole), *step.result.apart]
        rows += [
            (step.title, who, bar.label, _texts(bar), bar.count)
            for who, spread in groups
            if spread
            for bar in spread.bars
        ]
        if step.result.whole and not step.result.whole.bars:
            rows.append((step.title, "Toute la salle", step.result.whole.words, None, None))
    return Sheet("Chiffres", columns, rows)


def _said(step: StepTexts) -> str:
    result = step.result
    hands = wording.without_phone_words(result.hands.words) if result.hands else ""
    parts = (result.words, result.agreement, result.moved, hands, *result.notes)
    return " ".join(filter(None, parts))


def _texts(bar: Bar) -> str | None:
    return " / ".join(sentence.text for sentence in bar.sentences) or None


def _readme(report: RoomReport, date: datetime.date) -> Sheet:
    lines: list[tuple[Value, ...]] = [
        (report.criteria.title, wording.REPORT_TITLE),
        ("Atelier", report.title or None),
        ("Date", day_words(report.held_on) if report.held_on else None),
        ("Les questions s’adressent à", report.viewpoint),
        ("Étape", report.stage),
        ("Personnes", wording.people_words(report.people)),
        *(("Par quoi commencer", f"{title}\n{text}") for title, text in report.first_steps),
        ("Ce que montre ce fichier", wording.TOGETHER),
        ("Fichier du", day_words(date)),
        (LABELS["criteria"], version_words(report.criteria)),
    ]
    return Sheet("Lisez-moi", (("", 7), ("", 17)), [line for line in lines if line[1]], frozen=False)
