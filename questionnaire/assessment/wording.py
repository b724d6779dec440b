"""Texts of the results (counts, headings, reasons), shared by the page, the PDF and the spreadsheet.

Texts about one axis are in axis_wording, those that depend on the criteria alone in criteria_wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaire.answers import State, Viewpoint, as_tuple
from questionnaire.assessment.axis_wording import AS_EXPECTED, SCALE, TIER, answer_text, coverage_words
from questionnaire.assessment.journey import DOING, DONE, TO_DO, Progress
from questionnaire.assessment.parties import has_other_party
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.criteria.content import Resource
from questionnaire.criteria.criterion import Card, Contact
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.state_words import quoted_state
from questionnaire.typography import NBSP, lower_first

EFFORTS = ("faible", "moyen", "important")
EFFECTS = ("faible", "moyen", "fort")
PROGRESS_WORDS = {TO_DO: "À faire", DOING: "En cours", DONE: "Fait"}

LABELS = {
    "in_short": "En résumé",
    "overall": f"{SCALE}, tous axes réunis",
    "gestures": "Des gestes possibles",
    "first_step": "Premier pas",
    "steps": "Et ensuite",
    "about_step": "Pourquoi, avec qui, le piège",
    "other_steps": "Si un pas ne convient pas",
    "why": "Pourquoi",
    "who": "Qui",
    "due": "Quand",
    "state": "État",
    "actors": "Avec qui",
    "contacts": "À qui s’adresser",
    "trap": "Le piège",
    "effort": "Effort",
    "effect": "Effet",
    "resources": "Pour s’aider",
    "strengths": "Vos points d’appui",
    "close_look": "À regarder de près",
    "to_check": "À vérifier, et à qui le demander",
    "to_check_intro": f"Vous avez répondu {quoted_state(State.UNKNOWN)}.",
    "more": "Les autres conseils",
    "reading": "Des lectures pour votre situation",
    "own_details": "Mes réponses et mes notes",
    "details": "Les réponses et les notes",
    "own_context": "Votre situation",
    "context": "La situation décrite",
    "axis": "Axe",
    "criterion": "Critère",
    "by_criterion": "Critère par critère",
    "answer": "Réponse",
    "expected": "Attendu",
    "as_expected": AS_EXPECTED,
    "note": "Note",
    "answers": "Réponses",
    "level": "Niveau",
    "score": "Score",
    "tier": TIER,
    "viewpoint": "Regard",
    "notice": "À savoir",
    "method": "Comment lire ces résultats",
    "disclaimer": "Ce que vaut ce résultat",
    "criteria": "Critères",
}


class Audience(StrEnum):
    """Who reads the results; the value is the title of those without a name."""

    RESPONDENT = "Vos résultats"  # on their own page
    ANYBODY = "Résultats du diagnostic"  # on the shared page, and in every document


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A context question and its answer, as text."""

    question: str
    answer: str


def title_words(report: Report, audience: Audience) -> str:
    """Return « Résultats : Sainte-Fauvette », or the title without a name for this audience."""
    name = report.name.strip()
    return f"Résultats{NBSP}: {name}" if name else audience.value


def viewpoint_words(criteria: Criteria, viewpoint: Viewpoint) -> str:
    """Return « Regard : collectivité »."""
    return f"{LABELS['viewpoint']}{NBSP}: {lower_first(criteria.viewpoints.of(viewpoint).title)}"


def answered_words(report: Report) -> str:
    """Return « 18 réponses sur 22 »."""
    return coverage_words(*report.scores.axes)


def has_answers(report: Report) -> bool:
    """Return whether there is an answer of any kind."""
    return any(
        criterion_score.answer.state is not State.BLANK
        for axis in report.scores.axes
        for criterion_score in axis.criteria
    )


def progress_words(progress: Progress) -> str:
    """Return « En cours, 3 sur 8 »: the progress of an axis, or of the whole journey."""
    return f"{PROGRESS_WORDS[progress.state]}, {progress.done} sur {progress.total}"


def overall_score(report: Report) -> str:
    """Return « 56 », to be followed by LABELS["overall"]; empty unless the criteria show it."""
    if not report.criteria.show_overall or report.scores.overall is None:
        return ""
    return str(display(report.scores.overall))


def overall_words(report: Report) -> str:
    """Return « 56 sur 100, tous axes réunis. »; empty unless the criteria show it."""
    score = overall_score(report)
    return f"{score} {LABELS['overall']}." if score else ""


def context_lines(report: Report) -> tuple[ContextLine, ...]:
    """Return the context questions that were answered, with their answers."""
    lines = []
    for question in report.criteria.context:
        answer = report.sheet.context.get(question.id)
        if not answer:
            continue
        titles = {choice.id: choice.title for choice in question.choices}
        text = f"{NBSP}; ".join(titles.get(value, value) for value in as_tuple(answer))
        lines.append(ContextLine(question.question.of(report.viewpoint), text))
    return tuple(lines)


# ── guidance ──


def dialogue_title(report: Report) -> str:
    """Return the heading of the questions to ask each other, or oneself when there is no other party yet."""
    return "À se demander à deux" if has_other_party(report.sheet) else "À se demander"


def effort_words(card: Card) -> str:
    """Return « faible », « moyen » or « important »."""
    return EFFORTS[card.effort - 1]


def effect_words(card: Card) -> str:
    """Return « faible », « moyen » or « fort »."""
    return EFFECTS[card.effect - 1]


def effort_and_effect(card: Card) -> str:
    """Return « effort faible, effet fort »."""
    return f"effort {effort_words(card)}, effet {effect_words(card)}"


def examples_title(count: int) -> str:
    """Return the label of the example places."""
    return "Exemples" if count > 1 else "Un exemple"


def origin_words(resource: Resource) -> str:
    """Return « Réseau des tiers-lieux, 2023 »: who publishes a resource, and when."""
    return f"{resource.publisher}, {resource.year}" if resource.year else resource.publisher


def answer_words(report: Report, criterion_score: CriterionScore) -> str:
    """Return an answer as text, worded for this viewpoint."""
    return answer_text(criterion_score.criterion, criterion_score.answer, report.viewpoint)


def contact_words(contact: Contact) -> str:
    """Return somebody to turn to, and how, in a line."""
    ways = (contact.phone, contact.email, contact.link)
    return f"{contact.who}{NBSP}: {', '.join(way for way in ways if way)}"
