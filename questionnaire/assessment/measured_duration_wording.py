"""Texts of the measured durations: beside the announced ones, and as an alert for facilitators."""

from __future__ import annotations

from questionnaire.answers import Viewpoint
from questionnaire.assessment.measured_duration import Median, Medians, RespondentGroup, slower_than_announced
from questionnaire.assessment.wording import viewpoint_words
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, counted

WHEN = {True: "une fois le lieu ouvert", False: "avant l’ouverture"}


def measured_words(measured: Medians, path: str, viewpoint: Viewpoint) -> str:
    """Return « Durée médiane : 9 min une fois le lieu ouvert (30 réponses), 5 min avant l’ouverture (20 réponses). »

    Empty when no median is known of those who take this path with this viewpoint.
    """
    medians = [
        f"{_minutes(median)} {WHEN[opened]} ({counted(median.count, 'réponse')})"
        for opened in WHEN
        if (median := measured.get(RespondentGroup(path, viewpoint, opened)))
    ]
    return f"Durée médiane{NBSP}: {', '.join(medians)}." if medians else ""


def slower_words(criteria: Criteria, measured: Medians) -> list[str]:
    """Return a sentence for each group that takes a quarter longer than announced."""
    return [
        f"{_group(criteria, group)}{NBSP}: {_minutes(median)}, durée médiane de"
        f" {counted(median.count, 'réponse')}, pour {announced}{NBSP}min annoncées au plus."
        for group, median, announced in slower_than_announced(criteria, measured)
    ]


def _group(criteria: Criteria, group: RespondentGroup) -> str:
    path = criteria.path(group.path)
    viewpoint = viewpoint_words(criteria, group.viewpoint)
    return ", ".join([viewpoint, *([path.title] if path else []), WHEN[group.opened]])


def _minutes(median: Median) -> str:
    return f"{median.minutes}{NBSP}min"
