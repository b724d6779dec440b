"""Texts of the steps, shared by the page and every document."""

from __future__ import annotations

from questionnaire.answers import State
from questionnaire.assessment.axis_wording import at_stage
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.typography import NBSP, in_words, lower_first, upper_first


def reason_words(report: Report, criterion_score: CriterionScore) -> str:
    """Return why a step is proposed: « « S’engager » : pas encore aujourd’hui, amorcé attendu à cette étape. »"""
    title = f"«{NBSP}{criterion_score.criterion.title}{NBSP}»{NBSP}:"
    level, scale = criterion_score.answer.level, report.criteria.scale
    if level is None:
        return f"{title} {_without_level(report, criterion_score)}."
    today = f"{title} {lower_first(scale[level].title)} aujourd’hui"
    if criterion_score.gap > 0:
        return f"{today}, {lower_first(scale[criterion_score.expected].title)} attendu{at_stage(report)}."
    if criterion_score.as_expected:
        return f"{today}, comme attendu{at_stage(report)}{NBSP}; ce pas prépare la suite."
    return f"{today}{NBSP}: un point d’appui, que ce pas aide à faire durer."


def _without_level(report: Report, criterion_score: CriterionScore) -> str:
    """Return the state; « Non concerné » as what it meant: « aucune réunion n’a encore eu lieu »."""
    meant = criterion_score.criterion.not_applicable.of(report.viewpoint)
    if criterion_score.answer.state is State.NOT_APPLICABLE and meant and not report.criteria.of_first_format:
        return lower_first(meant.rstrip("."))
    return lower_first(STATE_WORDS[criterion_score.answer.state])


def raised_words(advice: Advice) -> str:
    """Return which choices of context raised a step, or an empty text."""
    titles = ", ".join(f"«{NBSP}{choice.title}{NBSP}»" for choice in advice.raised_by)
    return f"Votre situation rend ce sujet plus important{NBSP}: {titles}." if titles else ""


def steps_title(count: int) -> str:
    """Return « Trois pas pour ce mois-ci »."""
    return f"{upper_first(in_words(count))} pas pour ce mois-ci"


def others_words(count: int) -> str:
    """Return « Plutôt d’autres pas (17) »."""
    return f"Plutôt {'un autre' if count == 1 else 'd’autres'} pas{NBSP}({count})"
