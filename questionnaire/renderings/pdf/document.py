"""The values of the annex of the note, for the PDF template templates/pdf/annex.typ."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import expected_legend, expected_named, level_named
from questionnaire.assessment.criteria_wording import method_on_paper, source_words, version_words
from questionnaire.assessment.engagement import ENOUGH
from questionnaire.assessment.guidance import ActiveSituation
from questionnaire.assessment.note_wording import NOTE_LABELS, annex_steps_title
from questionnaire.assessment.profile import counted_in
from questionnaire.assessment.profile_wording import count_words, profile_title, score_sentence, whose_words
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.step_wording import raised_words, reason_words
from questionnaire.assessment.steps import ShownStep, other_steps, shown_steps
from questionnaire.assessment.summary import opening_text
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.colours import COLOURS
from questionnaire.typography import day_words

_ONE_PAGE = 2200  # characters that surely fit on one page: only a longer card may break across pages
_ROW, _ROW_LINES = 400, 12  # characters and line ends: only a row with a longer note may break across pages

Values = dict[str, Any]


def document_values(report: Report, date: datetime.date) -> Values:
    """Return all the texts of the annex."""
    criteria = report.criteria
    steps, more = _steps(report)
    return {
        "title": wording.title_words(report, wording.Audience.ANYBODY),
        "annex": NOTE_LABELS["annex_title"],
        "heading": report.name.strip() or wording.Audience.ANYBODY.value,
        "name": report.name.strip(),
        "labels": wording.LABELS,
        "product": criteria.title,
        "viewpoint": criteria.viewpoints.of(report.viewpoint).title,
        "colour": COLOURS[report.viewpoint],
        "date": day_words(date),
        "day": [date.year, date.month, date.day],
        "whose": whose_words(report),
        "opening": opening_text(report),
        "answered": wording.answered_words(report),
        "overall": wording.overall_words(report),
        "messages": list(report.messages),
        "context": [
            {"question": line.question, "answer": line.answer}
            for line in wording.context_lines(report)
            if line.answer != report.name  # already the title
        ],
        "profile_title": profile_title(report),
        "expected_legend": expected_legend(report),
        "details": [_details(report, axis) for axis in report.scores.axes if axis.criteria],
        "notes": any(score.answer.note for axis in report.scores.axes for score in axis.criteria),
        "steps_title": annex_steps_title(len(steps)),
        "steps": [_step(report, shown) for shown in steps],
        "more": [
            {"title": advice.card.title, "about": advice.criterion.criterion.title, "step": advice.card.first_step}
            for advice in more
        ],
        "situations": [_situation(criteria, active) for active in report.situations],
        "strengths": [
            {"title": strength.criterion.title, "text": wording.answer_words(report, strength)}
            for strength in report.strengths
        ],
        "to_check": [
            {"title": unknown.criterion.title, "ask": unknown.criterion.ask.of(report.viewpoint)}
            for unknown in report.to_check
        ],
        "resources": [_resource(resource) for resource in report.resources],
        "how": list(method_on_paper(report)),
        "source": f"{criteria.source.title} ({criteria.source.year})",
        "disclaimer": criteria.presentation.disclaimer,
        "version": version_words(criteria),
    }


def _details(report: Report, axis: AxisScore) -> Values:
    counted = counted_in(axis)
    met, answered = sum(score.met for score in counted), sum(score.answer.level is not None for score in counted)
    return {
        "title": axis.axis.title,
        "count": count_words(met, answered) if answered else "",
        "score": score_sentence(report, axis),
        "rows": [_row(report, score) for score in axis.criteria],
    }


def _row(report: Report, criterion_score: CriterionScore) -> Values:
    note = criterion_score.answer.note
    return {
        "criterion": criterion_score.criterion.title,
        "level": level_named(report.criteria, criterion_score),
        "answer": wording.answer_words(report, criterion_score),
        "expected": expected_named(report.criteria, criterion_score),
        "note": note,
        "whole": len(note) <= _ROW and note.count("\n") <= _ROW_LINES,
    }


def _steps(report: Report) -> tuple[list[ShownStep], tuple[Advice, ...]]:
    """Return the steps detailed in the annex (those shown, then the next proposals, ENOUGH in all), and the cards left."""
    shown, others = list(shown_steps(report)), other_steps(report)
    room = max(0, ENOUGH - len(shown))
    following = [ShownStep(advice.card, advice.criterion, advice, None) for advice in others[:room]]
    return shown + following, others[room:]


def _step(report: Report, shown: ShownStep) -> Values:
    card, advice = shown.card, shown.advice
    places = advice.places if advice else tuple(map(report.criteria.place, card.places))
    resources = advice.resources if advice else ()  # left out when the card no longer applies
    reasons = (reason_words(report, shown.criterion), raised_words(advice) if advice else "")
    values: Values = {
        "title": card.title,
        "about": f"{shown.criterion.axis.title} · {wording.effort_and_effect(card)}",
        "reason": " ".join(filter(None, reasons)),
        "why": card.why,
        "first_step": card.first_step,
        "steps": list(card.steps),
        "actors": ", ".join(card.actors),
        "contacts": [wording.contact_words(contact) for contact in card.contacts],
        "trap": card.trap,
        "places": places_words(report.criteria, places),
        "places_title": wording.examples_title(len(places)),
        "resources": [_resource(resource) for resource in resources],
    }
    values["whole"] = len(str(values)) <= _ONE_PAGE + 600 * len(resources)
    return values


def _situation(criteria: Criteria, active: ActiveSituation) -> Values:
    return {
        "title": active.situation.title,
        "text": active.text,
        "complement": active.complement or "",
        "gestures": list(active.situation.gestures),
        "places": places_words(criteria, active.places),
        "places_title": wording.examples_title(len(active.places)),
        "resources": [_resource(resource) for resource in active.resources],
    }


def places_words(criteria: Criteria, places: tuple[Place, ...]) -> str:
    """Return « Lab01 (Ambérieu-en-Bugey), d’après le rapport de 2020 », or an empty text."""
    if not places:
        return ""
    return f"{', '.join(f'{place.name} ({place.town})' for place in places)}, {source_words(criteria)}"


def _resource(resource: Resource) -> Values:
    site = (urlsplit(resource.url).hostname or "").removeprefix("www.")  # readable on paper
    return {
        "title": resource.title,
        "from": ", ".join(filter(None, (wording.origin_words(resource), site))),
        "url": resource.url,
    }
