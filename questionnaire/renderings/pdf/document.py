"""The annex of the note as plain values in its order, for the PDF template templates/pdf/annex.typ."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import (
    SCALE,
    AxisWords,
    axis_text,
    axis_words,
    expected_legend,
    expected_named,
    level_named,
)
from questionnaire.assessment.criteria_wording import method_on_paper, source_words, version_words
from questionnaire.assessment.guidance import ActiveSituation
from questionnaire.assessment.note_wording import NOTE_LABELS
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.charts.axis import COLOURS, axis_charts, chart_height, chart_legend
from questionnaire.typography import day_words

_LEGEND_TEXT = 120  # height of the text under the legend without the disclaimer, in points
_LETTER = 0.19  # height of one character of the disclaimer on half a page width, in points
_PAGE = 695  # height that always fits on one page under a heading, in points
_CHART_SCALE = 0.652  # points per unit of a chart, half a page wide
_ONE_PAGE = 2200  # characters that always fit on one page: a longer card may break across two
_ROW, _ROW_LINES = 400, 12  # characters and line ends: a longer note may break across two pages

Values = dict[str, Any]


def document_values(report: Report, date: datetime.date) -> Values:
    """Return all the texts, charts and numbers of the annex."""
    criteria = report.criteria
    heading = report.name.strip() or wording.Audience.ANYBODY.value
    return {
        "title": wording.title_words(report, wording.Audience.ANYBODY),
        "annex": NOTE_LABELS["annex_title"],
        "heading": heading,
        "name": report.name.strip(),
        "labels": wording.LABELS,
        "product": criteria.title,
        "viewpoint": criteria.viewpoints.of(report.viewpoint).title,
        "colour": COLOURS[report.viewpoint],
        "date": day_words(date),
        "day": [date.year, date.month, date.day],
        "eyebrow": wording.eyebrow(report),
        "summary": wording.summary(report),
        "overall": _overall(report),
        "messages": list(report.messages),
        "context": [
            {"question": line.question, "answer": line.answer}
            for line in wording.context_lines(report)
            if line.answer != report.name  # already the title
        ],
        "axes": [_axis(axis_words(report, axis)) for axis in report.scores.axes],
        **_charts(report),
        "situations_title": wording.situations_title(len(report.situations)),
        "situations": [_situation(criteria, active) for active in report.situations],
        "cards_title": wording.cards_title(len(report.cards)),
        "cards_intro": wording.cards_intro(len(report.cards)),
        "cards": [_card(report, advice) for advice in report.cards],
        "strengths": [
            {"title": criterion_score.criterion.title, "text": wording.answer_words(report, criterion_score)}
            for criterion_score in report.strengths
        ],
        "to_check": [_to_check(report, criterion_score) for criterion_score in report.to_check],
        "more": [
            {"title": advice.card.title, "about": advice.criterion.criterion.title} for advice in report.more
        ],
        "resources": [_resource(resource) for resource in report.resources],
        "details": [
            {
                "title": axis.axis.title,
                "rows": [_row(report, criterion_score) for criterion_score in axis.criteria],
            }
            for axis in report.scores.axes
            if axis.criteria
        ],
        "expected_legend": expected_legend(report),
        "notes": any(
            criterion_score.answer.note for axis in report.scores.axes for criterion_score in axis.criteria
        ),
        "how": list(method_on_paper(report)),
        "source": f"{criteria.source.title} ({criteria.source.year})",
        "disclaimer": criteria.presentation.disclaimer,
        "version": version_words(criteria),
    }


def _overall(report: Report) -> str:
    score = wording.overall_score(report)
    return f"{score} {wording.LABELS['overall']}." if score else ""


def _axis(words: AxisWords) -> Values:
    # without a score, its place holds the verdict
    reason = [] if words.score else [words.verdict_text]
    coverage = f"{words.coverage}." if words.score else ""
    return {
        "title": words.title,
        "score": words.score or None,
        "scale": SCALE,
        "state": "" if words.score else words.scored,
        "tier": words.verdict if words.score else "",
        "tier_text": words.verdict_text if words.score else "",
        "notes": [sentence for sentence in (*reason, words.range or coverage, words.next_step) if sentence],
    }


def _charts(report: Report) -> Values:
    """Return the charts and their legend, laid out two in a row, each no taller than a page."""
    drawings = [
        _drawing(svg, axis_text(axis)) for axis, svg in zip(report.scores.axes, axis_charts(report), strict=True)
    ]
    legend = _drawing(chart_legend(report), "Signes employés dans les dessins.")
    text_height = _LEGEND_TEXT + _LETTER * (
        len(report.criteria.presentation.disclaimer) + len(report.criteria.source.title)
    )
    heights = [drawing["height"] for drawing in drawings] + [legend["height"] + text_height]
    rows = [max(heights[i : i + 2]) for i in range(0, len(heights), 2)]
    return {"charts": drawings, "legend": legend, "charts_whole": sum(rows) <= _PAGE}


def _drawing(svg: str, alt: str) -> Values:
    height = chart_height(svg) * _CHART_SCALE
    return {"svg": svg, "alt": alt, "height": height, "width": min(1, _PAGE / height)}


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


def _card(report: Report, advice: Advice) -> Values:
    card = advice.card
    values: Values = {
        "title": card.title,
        "about": wording.about(advice),
        "reason": wording.reason(report, advice),
        "why": card.why,
        "first_step": card.first_step,
        "steps": list(card.steps),
        "actors": ", ".join(card.actors),
        "trap": card.trap,
        "effort": wording.effort_words(card),
        "effect": wording.effect_words(card),
        "places": places_words(report.criteria, advice.places),
        "places_title": wording.examples_title(len(advice.places)),
        "resources": [_resource(resource) for resource in advice.resources],
    }
    values["whole"] = len(str(values)) <= _ONE_PAGE + 600 * len(advice.resources)
    return values


def places_words(criteria: Criteria, places: tuple[Place, ...]) -> str:
    """Return « Lab01 (Ambérieu-en-Bugey), d’après le rapport de 2020 », or an empty text."""
    if not places:
        return ""
    return f"{', '.join(f'{place.name} ({place.town})' for place in places)}, {source_words(criteria)}"


def _resource(resource: Resource) -> Values:
    return {
        "title": resource.title,
        "from": wording.origin_words(resource),
        "url": resource.url,
        "site": (urlsplit(resource.url).hostname or "").removeprefix("www."),  # readable on paper
    }


def _to_check(report: Report, criterion_score: CriterionScore) -> Values:
    return {
        "title": criterion_score.criterion.title,
        "ask": criterion_score.criterion.ask.of(report.viewpoint),
        "dialogue": criterion_score.criterion.dialogue,
    }


def _row(report: Report, criterion_score: CriterionScore) -> Values:
    return {
        "criterion": criterion_score.criterion.title,
        "level": level_named(report.criteria, criterion_score),
        "answer": wording.answer_words(report, criterion_score),
        "expected": expected_named(report.criteria, criterion_score),
        "note": criterion_score.answer.note,
        "whole": len(criterion_score.answer.note) <= _ROW
        and criterion_score.answer.note.count("\n") <= _ROW_LINES,
    }
