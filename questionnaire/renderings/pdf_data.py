"""What the PDF says, as plain data: the template only lays it out, and never runs any of it."""

from __future__ import annotations

import datetime
from typing import Any

from questionnaire.content import Place, Resource
from questionnaire.guidance import ActiveSituation, Advice
from questionnaire.renderings.charts import axis_charts, chart_text, score_words
from questionnaire.report import Report, answer_text, display
from questionnaire.scoring import AxisScore, AxisState, CriterionScore
from questionnaire.typography import NBSP

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905 - reads as a sentence
)
_DEGREES = ("", "faible", "moyen", "fort")
_COLOURS = {"collectivite": "#1D4E89", "projet": "#B1452A"}


def french_date(day: datetime.date) -> str:
    """Return a date in words: 1er janvier 2027."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def pdf_data(report: Report, day: datetime.date) -> dict[str, Any]:
    """Return all the texts and drawings of the PDF."""
    criteria = report.criteria
    viewpoint = criteria.viewpoints.of(report.viewpoint).title
    overall = report.scores.overall if criteria.show_overall else None
    return {
        "colour": _COLOURS[report.viewpoint.value],
        "title": report.name or viewpoint,
        "viewpoint": viewpoint,
        "date": french_date(day),
        "context": [[line.question, line.answer] for line in report.context if line.answer != report.name],
        "summary": report.summary,
        "messages": list(report.messages),
        "overall": None if overall is None else f"{display(overall)} sur 100, tous axes réunis",
        "axes": [_axis(report, axis) for axis in report.scores.axes],
        "charts": [
            {"svg": svg, "alt": chart_text(axis)}
            for svg, axis in zip(axis_charts(report), report.scores.axes, strict=True)
        ],
        "situations": [_situation(active) for active in report.situations],
        "cards": [_card(report, advice) for advice in report.cards],
        "more": [[advice.card.title, advice.criterion.criterion.title] for advice in report.more],
        "strengths": [[one.criterion.title, report.answer_text(one)] for one in report.strengths],
        "to_check": [[one.criterion.title, one.criterion.ask.of(report.viewpoint)] for one in report.to_check],
        "resources": [_resource(resource) for resource in report.resources],
        "rows": [_row(report, one) for axis in report.scores.axes for one in axis.criteria],
        "notes": [
            [one.criterion.title, one.answer.note]
            for axis in report.scores.axes
            for one in axis.criteria
            if one.answer.note
        ],
        "disclaimer": criteria.presentation.disclaimer,
        "version": f"Critères, version {criteria.version} (empreinte {criteria.digest[:12]}).",
    }


def _axis(report: Report, axis: AxisScore) -> dict[str, Any]:
    return {
        "title": axis.axis.title,
        "score": score_words(axis),
        "tier": axis.tier.title if axis.tier else "",
        "text": axis.tier.text if axis.tier else _without_score(axis),
        "interval": _interval(axis),
        "next": _next(report, axis),
    }


def _without_score(axis: AxisScore) -> str:
    if axis.state is AxisState.NOT_APPLICABLE:
        return "Aucune question de cet axe ne vous concerne."
    return "Trop peu de réponses pour donner un score. Les conseils, eux, s’appliquent déjà."


def _interval(axis: AxisScore) -> str:
    if axis.state is not AxisState.EVALUATED or axis.coverage == 1 or axis.minimum is None or axis.maximum is None:
        return ""
    return f"Selon les réponses qui manquent, entre {display(axis.minimum)} et {display(axis.maximum)}."


def _next(report: Report, axis: AxisScore) -> str:
    if axis.next_tier is None:
        return ""
    goal = f"Pour passer à «{NBSP}{axis.next_tier.title}{NBSP}»{NBSP}: "
    if not axis.missing:
        return f"{goal}à partir de {display(axis.next_tier.threshold)} sur 100."
    gates = (
        f"«{NBSP}{report.criteria.criterion(g.criterion).title}{NBSP}» au niveau {g.at_least}"
        for g in axis.missing
    )
    return f"{goal}il manque {', '.join(gates)}."


def _situation(active: ActiveSituation) -> dict[str, Any]:
    return {
        "title": active.situation.title,
        "text": " ".join(filter(None, (active.text, active.complement))),
        "gestures": list(active.situation.gestures),
        "places": _places(active.places),
        "resources": [_resource(resource) for resource in active.resources],
    }


def _card(report: Report, advice: Advice) -> dict[str, Any]:
    card = advice.card
    return {
        "title": card.title,
        "criterion": f"{advice.axis.title} · {advice.criterion.criterion.title}",
        "reason": report.reason(advice),
        "why": card.why,
        "first_step": card.first_step,
        "steps": list(card.steps),
        "actors": ", ".join(card.actors),
        "trap": card.trap,
        "effort": _DEGREES[card.effort],
        "effect": _DEGREES[card.effect],
        "places": _places(advice.places),
        "resources": [_resource(resource) for resource in advice.resources],
    }


def _places(places: tuple[Place, ...]) -> str:
    if not places:
        return ""
    return f"{', '.join(f'{place.name} ({place.town})' for place in places)}, d’après le rapport de 2020"


def _resource(resource: Resource) -> list[str]:
    year = f", {resource.year}" if resource.year else ""
    return [resource.title, f"{resource.publisher}{year}", resource.url]


def _row(report: Report, one: CriterionScore) -> list[str]:
    expected = f"conforme, niveau {one.expected} attendu" if one.as_expected else f"niveau {one.expected}"
    level = "" if one.answer.level is None else f"{one.answer.level}. "
    return [one.criterion.title, level + answer_text(one.criterion, one.answer, report.viewpoint), expected]
