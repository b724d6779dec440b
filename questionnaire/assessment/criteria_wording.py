"""Texts about the criteria themselves (source, weights, durations, counts), for the results and the public pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.axis_wording import SCALE, at_stage
from questionnaire.assessment.context_parts import refining_questions
from questionnaire.assessment.duration import Duration
from questionnaire.assessment.journey import more_questions
from questionnaire.assessment.report import Report
from questionnaire.assessment.selection import FIRST
from questionnaire.criteria.model import WHOLE_PATH, Criteria
from questionnaire.criteria.state_words import quoted_state
from questionnaire.typography import NBSP, counted, in_words, upper_first

EXPRESS_PATH = "express"
_UNKNOWN = f"{quoted_state(State.UNKNOWN)} n’est jamais un zéro"
_NOT_APPLICABLE = f"{quoted_state(State.NOT_APPLICABLE)} sort du calcul"
ORDINARY, DOUBLE = Fraction(1), Fraction(2)


def report_words(criteria: Criteria) -> str:
    """Return « le rapport de 2020 »: the source of the criteria."""
    return f"le rapport de{NBSP}{criteria.source.year}"


def source_words(criteria: Criteria) -> str:
    """Return « d’après le rapport de 2020 »."""
    return f"d’après {report_words(criteria)}"


def version_words(criteria: Criteria) -> str:
    """Return « version 2026-11, empreinte f400a7440095 », to follow LABELS["criteria"]."""
    return f"version {criteria.version}, empreinte {criteria.digest[:12]}"


def criteria_words(count: int) -> str:
    """Return « 7 critères »."""
    return counted(count, "critère")


# ── how scores are made ──


def weights_words(criteria: Criteria) -> str:
    """Return « quelques critères comptent double », or an empty text when within each axis all count the same."""
    ratios = weight_ratios(criteria)
    if not ratios:
        return ""
    double = set(ratios) == {DOUBLE}
    if len(ratios) == 1:
        return "un critère compte double" if double else "un critère compte plus que les autres"
    quantifier = "quelques" if 2 * len(ratios) < sum(1 for _ in criteria.all_criteria()) else "certains"
    return f"{quantifier} critères comptent {'double' if double else 'plus que d’autres'}"


def weight_ratios(criteria: Criteria) -> list[Fraction]:
    """Return, for each criterion weight_ratios than the lightest of its axis, the ratio of their weights."""
    minimums = [(axis, min(criterion.weight for criterion in axis.criteria)) for axis in criteria.axes]
    return [
        criterion.weight / minimum
        for axis, minimum in minimums
        for criterion in axis.criteria
        if criterion.weight > minimum
    ]


def method_in_short(report: Report) -> str:
    """Return the method in a few sentences, shown beside a link to the method page."""
    return (
        f"{_points_and_weights(report.criteria)} {_UNKNOWN}, {_NOT_APPLICABLE}."
        f" Les conseils suivent l’écart entre votre réponse et ce que l’on attend{at_stage(report)}."
    )


def method_on_paper(report: Report) -> tuple[str, ...]:
    """Return the method in paragraphs, for the PDF."""
    return (
        f"{_points_and_weights(report.criteria)} {_UNKNOWN}{NBSP}: le score reste ouvert, entre deux bornes."
        f" {_NOT_APPLICABLE}.",
        f"Les conseils suivent l’écart entre votre réponse et ce que l’on attend{at_stage(report)}, l’effet espéré et"
        " l’effort demandé.",
    )


def _points_and_weights(criteria: Criteria) -> str:
    weights = weights_words(criteria)
    return (
        f"Chaque réponse vaut de 0 à {counted(criteria.top_level, 'point')}{NBSP}; le score d’un axe est leur moyenne,"
        f" ramenée {SCALE}{f'{NBSP}; {weights}' if weights else ''}."
    )


# ── the home page ──


@dataclass(frozen=True, slots=True)
class HomeWords:
    """Texts of the home page that depend on the criteria; empty for a path that they do not have."""

    description: str
    whole: str
    express: str
    steps: str


def home_words(criteria: Criteria, durations: Mapping[str, Duration]) -> HomeWords:
    """Return the texts of the home page; `durations` are those of the paths, by id."""
    whole, express = durations.get(WHOLE_PATH), durations.get(EXPRESS_PATH)
    steps = f"{in_words(min(FIRST, criteria.cards_max))} pas à garder"
    gains = [
        *([duration_text(whole)] if whole else []),
        steps,
        "une note de deux pages à poser sur la table",
    ]
    return HomeWords(
        description=f"Autodiagnostic gratuit pour les collectivités et les tiers-lieux{NBSP}: {', '.join(gains)}.",
        whole=f"{upper_first(duration_text(whole))}{_by_stage(whole)}" if whole else "",
        express=f"Parcours express, {duration_text(express)}" if express else "",
        steps=upper_first(steps),
    )


def other_questions_words(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return « Répondre aussi à 10 autres questions » when another path asks more; empty when none does."""
    more = more_questions(criteria, sheet)
    if not more:
        return ""
    return f"Répondre aussi à {'une autre question' if more == 1 else f'{in_words(more)} autres questions'}"


def refine_words(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return how many context questions may still change the steps; empty when none is left."""
    left = sum(1 for question in refining_questions(criteria, sheet) if question.id not in sheet.context)
    if not left:
        return ""
    many = "autres choix peuvent" if left > 1 else "autre choix peut"
    return f"{upper_first(in_words(left))} {many} changer ces pas."


def duration_text(duration: Duration) -> str:
    """Return « 4 à 9 minutes », or « 9 minutes » when every stage takes as long."""
    longest = counted(duration.longest, "minute")
    return longest if duration.shortest == duration.longest else f"{duration.shortest} à {longest}"


def _by_stage(duration: Duration) -> str:
    return " environ" if duration.shortest == duration.longest else ", selon votre étape"


# ── places and resources ──


def places_title(criteria: Criteria) -> str:
    """Return « Les huit tiers-lieux du rapport »."""
    count = len(criteria.places)
    return "Le tiers-lieu du rapport" if count == 1 else f"Les {in_words(count)} tiers-lieux du rapport"


def resources_words(criteria: Criteria) -> str:
    """Return « 31 lectures, réseaux et outils, rangés par critère. »."""
    count = len(criteria.resources)
    kinds = "lecture, réseau ou outil, rangé" if count == 1 else "lectures, réseaux et outils, rangés"
    return f"{count}{NBSP}{kinds} par critère."
