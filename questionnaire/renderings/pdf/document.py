"""The report as a note for a reader: plain values in the order of the page, for the PDF template.

Words only; how they look is the business of templates/pdf/report.typ.
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from questionnaire.answers import State
from questionnaire.assessment.guidance import ActiveSituation, Advice
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, AxisState, CriterionScore
from questionnaire.criteria.content import Place, Resource
from questionnaire.renderings.charts.axis import (
    COLOURS,
    axis_charts,
    chart_height,
    chart_legend,
    chart_text,
    interval_words,
)
from questionnaire.typography import NBSP, counted, day_words

EFFORT = ("faible", "moyen", "important")
EFFECT = ("faible", "moyen", "fort")
_READING = 120  # points for the words under the legend, but the disclaimer
_LETTER = 0.19  # points of height for a letter of the disclaimer, in half a page
_PAGE = 695  # points of height that surely hold on one page, under a heading
_CHART_SCALE = 0.652  # points for a unit of a drawing, half a page wide
_ONE_PAGE = 2200  # characters that surely hold on one page: a longer card may be cut between two
_ROW, _ROW_LINES = 400, 12  # a longer note may be cut between two pages
_COUNTS = ("", "Un conseil pour commencer", "Deux conseils", "Trois conseils", "Quatre conseils", "Cinq conseils",
           "Six conseils")  # fmt: skip

Values = dict[str, Any]


def note(report: Report, date: datetime.date) -> Values:
    """Return all that the PDF says."""
    criteria = report.criteria
    name = report.name.strip()
    return {
        "title": f"Résultats{NBSP}: {name}" if name else "Résultats du diagnostic",
        "name": name,
        "product": criteria.title,
        "viewpoint": criteria.viewpoints.of(report.viewpoint).title,
        "colour": COLOURS[report.viewpoint],
        "date": day_words(date),
        "day": [date.year, date.month, date.day],
        "answered": answered_words(report),
        "summary": report.summary,
        "overall": _overall(report),
        "messages": list(report.messages),
        "context": [
            {"question": line.question, "answer": line.answer}
            for line in report.context
            if line.answer != report.name  # already the title
        ],
        "axes": [_axis(report, axis) for axis in report.scores.axes],
        **_charts(report),
        "situations": [_situation(one) for one in report.situations],
        "cards_title": cards_title(len(report.cards)),
        "cards": [_card(report, one) for one in report.cards],
        "strengths": [{"title": one.criterion.title, "text": report.answer_text(one)} for one in report.strengths],
        "to_check": [_to_check(report, one) for one in report.to_check],
        "more": [{"title": one.card.title, "about": one.criterion.criterion.title} for one in report.more],
        "resources": [_resource(one) for one in report.resources],
        "details": [
            {"title": axis.axis.title, "rows": [_row(report, one) for one in axis.criteria]}
            for axis in report.scores.axes
            if axis.criteria
        ],
        "notes": any(one.answer.note for axis in report.scores.axes for one in axis.criteria),
        "points": criteria.top_level,
        "weighted": len({one.weight for one in criteria.all_criteria()}) > 1,
        "source": f"{criteria.source.title} ({criteria.source.year})",
        "disclaimer": criteria.presentation.disclaimer,
        "version": f"{criteria.version}, empreinte {criteria.digest[:12]}",
    }


def cards_title(count: int) -> str:
    """Return the heading of the cards: « Six conseils, dans l’ordre »."""
    words = _COUNTS[count] if count < len(_COUNTS) else f"{count}{NBSP}conseils"
    return f"{words}, dans l’ordre" if count > 1 else words


def answered_words(report: Report) -> str:
    """Return « 18 réponses sur 22 »."""
    return _out_of(report.answered, sum(_asked(axis) for axis in report.scores.axes))


def coverage_words(axis: AxisScore) -> str:
    """Return « 6 réponses sur 7 » for one axis."""
    return _out_of(axis.count(State.ANSWERED), _asked(axis))


def _asked(axis: AxisScore) -> int:
    return len(axis.criteria) - axis.count(State.NOT_APPLICABLE)


def _out_of(known: int, asked: int) -> str:
    return f"{counted(known, 'réponse')} sur{NBSP}{asked}"


def expected_words(report: Report, one: CriterionScore) -> str:
    """Return the level that the stage expects, with a tick when the answer reaches it."""
    wanted = f"{one.expected}, {report.criteria.scale[one.expected].title.lower()}"
    if one.answer.state is State.NOT_APPLICABLE:
        return "—"
    if one.answer.level is None or one.gap > 0:
        return wanted
    return f"{wanted}{NBSP}✓"


def _overall(report: Report) -> str:
    if not report.criteria.show_overall or report.scores.overall is None:
        return ""
    return f"{display(report.scores.overall)} sur{NBSP}100, tous axes réunis."


def _axis(report: Report, axis: AxisScore) -> Values:
    return {
        "title": axis.axis.title,
        "text": axis.axis.text,
        "score": None if axis.score is None else str(display(axis.score)),
        "state": {AxisState.INCOMPLETE: "à préciser", AxisState.NOT_APPLICABLE: "sans objet"}.get(axis.state, ""),
        "tier": axis.tier.title if axis.tier else "",
        "tier_text": axis.tier.text if axis.tier else "",
        "notes": _axis_notes(report, axis),
    }


def _axis_notes(report: Report, axis: AxisScore) -> list[str]:
    if axis.state is AxisState.NOT_APPLICABLE:
        return ["Aucune question de cet axe ne vous concerne aujourd’hui."]
    coverage = coverage_words(axis)
    interval = interval_words(axis)
    if axis.state is AxisState.INCOMPLETE:
        first = f"Pas assez de réponses pour un score ({coverage}). Les conseils, eux, s’appliquent déjà."
        return [first, f"Le score serait {interval}."]
    notes = [f"{coverage}{NBSP}: le score est {interval}." if interval else f"{coverage}."]
    if axis.next_tier and axis.missing:
        gates = ", ".join(
            f"«{NBSP}{report.criteria.criterion(gate.criterion).title}{NBSP}» au moins au niveau{NBSP}{gate.at_least}"
            for gate in axis.missing
        )
        notes.append(f"Pour passer à «{NBSP}{axis.next_tier.title}{NBSP}», il manque{NBSP}: {gates}.")
    elif axis.next_tier:
        threshold = display(axis.next_tier.threshold)
        notes.append(f"Palier suivant{NBSP}: «{NBSP}{axis.next_tier.title}{NBSP}», à partir de {threshold}.")
    return notes


def _charts(report: Report) -> Values:
    """Return the drawings, two in a row, each no taller than a page; the last cell says how to read them."""
    drawings = [
        _drawing(svg, chart_text(axis)) for axis, svg in zip(report.scores.axes, axis_charts(report), strict=True)
    ]
    legend = _drawing(chart_legend(report.viewpoint), "Signes employés dans les dessins.")
    words = _READING + _LETTER * (len(report.criteria.presentation.disclaimer) + len(report.criteria.source.title))
    heights = [drawing["height"] for drawing in drawings] + [legend["height"] + words]
    rows = [max(heights[i : i + 2]) for i in range(0, len(heights), 2)]
    return {"charts": drawings, "legend": legend, "charts_whole": sum(rows) <= _PAGE}


def _drawing(svg: str, alt: str) -> Values:
    height = chart_height(svg) * _CHART_SCALE
    return {"svg": svg, "alt": alt, "height": height, "width": min(1, _PAGE / height)}


def _situation(one: ActiveSituation) -> Values:
    return {
        "title": one.situation.title,
        "text": one.text,
        "complement": one.complement or "",
        "gestures": list(one.situation.gestures),
        "places": places_words(one.places),
        "places_title": places_title(one.places),
        "resources": [_resource(resource) for resource in one.resources],
    }


def _card(report: Report, advice: Advice) -> Values:
    card = advice.card
    values: Values = {
        "title": card.title,
        "about": f"{advice.axis.title} · {advice.criterion.criterion.title}",
        "reason": report.reason(advice),
        "why": card.why,
        "first_step": card.first_step,
        "steps": list(card.steps),
        "actors": ", ".join(card.actors),
        "trap": card.trap,
        "effort": EFFORT[card.effort - 1],
        "effect": EFFECT[card.effect - 1],
        "places": places_words(advice.places),
        "places_title": places_title(advice.places),
        "resources": [_resource(resource) for resource in advice.resources],
    }
    values["whole"] = len(str(values)) <= _ONE_PAGE + 600 * len(advice.resources)
    return values


def places_words(places: tuple[Place, ...]) -> str:
    """Return « Lab01 (Ambérieu-en-Bugey), d’après le rapport de 2020 », or an empty text."""
    if not places:
        return ""
    named = ", ".join(f"{place.name} ({place.town})" for place in places)
    return f"{named}, d’après le rapport de{NBSP}2020"


def places_title(places: tuple[Place, ...]) -> str:
    """Return the words before the example places."""
    return f"{'Exemples' if len(places) > 1 else 'Un exemple'}{NBSP}:"


def _resource(resource: Resource) -> Values:
    return {
        "title": resource.title,
        "from": ", ".join(filter(None, (resource.publisher, str(resource.year or "")))),
        "url": resource.url,
        "site": (urlsplit(resource.url).hostname or "").removeprefix("www."),  # of use on paper
    }


def _to_check(report: Report, one: CriterionScore) -> Values:
    return {
        "title": one.criterion.title,
        "ask": one.criterion.ask.of(report.viewpoint),
        "dialogue": one.criterion.dialogue,
    }


def _row(report: Report, one: CriterionScore) -> Values:
    level = one.answer.level
    return {
        "criterion": one.criterion.title,
        "level": "" if level is None else f"{level}, {report.criteria.scale[level].title.lower()}",
        "answer": report.answer_text(one),
        "expected": expected_words(report, one),
        "note": one.answer.note,
        "whole": len(one.answer.note) <= _ROW and one.answer.note.count("\n") <= _ROW_LINES,
    }
