"""Texts of the results (counts, headings, reasons), shared by the page, the PDF and the spreadsheet.

Texts about one axis are in axis_wording, those that depend on the criteria alone in criteria_wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from questionnaire.answers import State, Viewpoint, as_tuple
from questionnaire.assessment.axis_wording import SCALE, TIER, answer_text, at_stage, coverage_words
from questionnaire.assessment.journey import DOING, DONE, TO_DO, Progress
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, AxisState, CriterionScore
from questionnaire.criteria.content import Resource
from questionnaire.criteria.criterion import Card
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, in_words, lower_first, upper_first

EFFORTS = ("faible", "moyen", "important")
EFFECTS = ("faible", "moyen", "fort")
PROGRESS_WORDS = {TO_DO: "À faire", DOING: "En cours", DONE: "Fait"}

LABELS = {
    "profile": "Votre profil",
    "overall": f"{SCALE}, tous axes réunis",
    "gestures": "Des gestes possibles",
    "first_step": "Premier pas",
    "steps": "Et ensuite",
    "actors": "Avec qui",
    "trap": "Le piège",
    "effort": "Effort",
    "effect": "Effet",
    "resources": "Pour s’aider",
    "strengths": "Vos points d’appui",
    "to_check": "À vérifier ensemble",
    "to_check_intro": f"Vous avez répondu «{NBSP}Je ne sais pas{NBSP}». Voici à qui le demander.",
    "dialogue": f"À se demander à deux{NBSP}:",
    "further": "Pour aller plus loin",
    "more": "Les autres conseils",
    "reading": "Des lectures pour votre situation",
    "details": "Le détail, critère par critère",
    "axis": "Axe",
    "criterion": "Critère",
    "by_criterion": "Critère par critère",
    "answer": "Réponse",
    "expected": "Attendu",
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


def eyebrow(report: Report) -> str:
    """Return « Regard : collectivité · 18 réponses sur 22 »."""
    return f"{viewpoint_words(report.criteria, report.viewpoint)} · {answered_words(report)}"


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


# ── summary ──


def summary(report: Report) -> str:
    """Return the opening sentence of the results."""
    axes = report.scores.axes
    evaluated = [axis for axis in axes if axis.state is AxisState.EVALUATED]
    if not evaluated:
        return _summary_without_score(report)
    best = max(evaluated, key=_value)
    weakest = min(evaluated, key=_value)
    if len(evaluated) == 1 or _value(best) == _value(weakest):
        return f"Votre profil aujourd’hui{NBSP}: {_list([_axis_and_tier(axis) for axis in evaluated])}."
    if best.tier == report.criteria.tiers[0]:
        step = f"{NBSP}: choisissez un premier pas ci-dessous, un seul" if report.cards else ""
        return f"Tout commence, et c’est le bon moment{step}."
    return (
        f"Votre meilleur appui aujourd’hui{NBSP}: {_axis_and_tier(best)}. "
        f"Ce qui a le plus à gagner{NBSP}: {_axis_and_tier(weakest)}."
    )


def _summary_without_score(report: Report) -> str:
    if not has_answers(report):
        return "Aucune question n’a encore reçu de réponse."
    if all(axis.state is AxisState.NOT_APPLICABLE for axis in report.scores.axes):
        return "Aucune des questions posées ne vous concerne aujourd’hui."
    missing = "Il manque des réponses pour dessiner un profil"
    if report.cards:
        already = (
            "le conseil ci-dessous s’applique"
            if len(report.cards) == 1
            else "les conseils ci-dessous s’appliquent"
        )
        return f"{missing}, mais {already} déjà."
    if report.to_check:
        return f"{missing}{NBSP}; voyez ci-dessous à qui demander ce que vous ne savez pas encore."
    return f"{missing}."


def _value(axis: AxisScore) -> Fraction:
    return axis.score if axis.score is not None else Fraction(0)


def _axis_and_tier(axis: AxisScore) -> str:
    return f"«{NBSP}{axis.axis.title}{NBSP}» ({lower_first(axis.tier.title if axis.tier else '')})"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


# ── guidance ──


def situations_title(count: int) -> str:
    """Return the heading of the section of situations."""
    return "Une situation à regarder de près" if count == 1 else "Des situations à regarder de près"


def cards_title(count: int) -> str:
    """Return the heading of the cards: « Six conseils, dans l’ordre »."""
    return "Un conseil pour commencer" if count == 1 else f"{upper_first(in_words(count))} conseils, dans l’ordre"


def cards_intro(count: int) -> str:
    """Return the sentence before the cards."""
    if count == 1:
        return "Le premier pas tient dans le mois."
    return "Commencez par un seul. Les premiers pas tiennent dans le mois."


def about(advice: Advice) -> str:
    """Return « Le lieu · Gouvernance partagée »: the axis and the criterion of a card."""
    return f"{advice.axis.title} · {advice.criterion.criterion.title}"


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


def reason(report: Report, advice: Advice) -> str:
    """Return why a card is shown: the answer, the level expected at this stage, the choices that raised it."""
    criterion_score = advice.criterion
    answer_sentence = (
        f"Parce que vous avez répondu{NBSP}: «{NBSP}{_answer_given(report, criterion_score).rstrip('.')}{NBSP}»."
    )
    sentences = [
        "Cette question n’a pas reçu de réponse."
        if criterion_score.answer.state is State.BLANK
        else answer_sentence
    ]
    if criterion_score.answer.level is not None:
        sentences.append(_expectation(report, criterion_score))
    if advice.raised_by:
        titles = ", ".join(f"«{NBSP}{choice.title}{NBSP}»" for choice in advice.raised_by)
        sentences.append(f"Votre situation rend ce sujet plus important{NBSP}: {titles}.")
    return " ".join(sentences)


def _answer_given(report: Report, criterion_score: CriterionScore) -> str:
    """Return the answer, or what « Non concerné » meant here: « Aucune réunion n’a encore eu lieu. »."""
    meant = criterion_score.criterion.not_applicable.of(report.viewpoint)
    if criterion_score.answer.state is not State.NOT_APPLICABLE or report.criteria.of_first_format:
        return answer_words(report, criterion_score)
    return meant or answer_words(report, criterion_score)


def _expectation(report: Report, criterion_score: CriterionScore) -> str:
    if criterion_score.gap > 0:
        expected_level = report.criteria.scale[criterion_score.expected]
        aim = "À votre étape, on vise" if at_stage(report) else "On vise"
        return f"{aim} le niveau {expected_level.level}, «{NBSP}{expected_level.title}{NBSP}»."
    if criterion_score.as_expected:
        return f"C’est conforme à votre étape{NBSP}; ce conseil prépare la suite."
    return f"C’est un point d’appui{NBSP}; ce conseil aide à le faire durer."
