"""Texts of the pages of questions: position, time left, blanks left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.duration import Duration
from questionnaire.assessment.journey import Journey, choose_path
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, counted

CONTEXT_HEAD, CONTEXT_RANK = "Pour mieux vous conseiller", "Question sans score"
BLANKS = "Sans réponse"
AGAIN = f"À relire{NBSP}: la question a changé avec votre étape."
SEE_NOW = f"Vous pouvez voir vos résultats maintenant{NBSP}: un blanc n’est jamais un zéro."

SEE_NOW_KEPT = "Vous pouvez voir vos résultats maintenant, avec les réponses déjà données."


def rank_words(first: int, last: int, total: int) -> str:
    """Return « Question 9 sur 20 », « Questions 9 à 12 sur 20 »."""
    return f"Question {first} sur {total}" if first == last else f"Questions {first} à {last} sur {total}"


def left_words(seconds: int) -> str:
    """Return « encore 5 min »; empty when nothing is left."""
    return f"encore {ceil(seconds / 60)}{NBSP}min" if seconds else ""


def whole_words(criteria: Criteria, sheet: AnswerSheet, durations: Mapping[str, Duration]) -> str:
    """Return « 5 à 9 min en tout »: the range over every stage, before the respondent gives theirs."""
    return f"{_span(criteria, sheet, durations)}{NBSP}min en tout"


def span_words(criteria: Criteria, sheet: AnswerSheet, durations: Mapping[str, Duration]) -> str:
    """Return the same range in full words: « 5 à 9 minutes »."""
    span = _span(criteria, sheet, durations)
    return f"{span}{NBSP}minute{'' if span == '1' else 's'}"


def _span(criteria: Criteria, sheet: AnswerSheet, durations: Mapping[str, Duration]) -> str:
    path = criteria.path(choose_path(criteria, sheet)) or criteria.paths[0]
    duration = durations[path.id]
    shortest = "" if duration.shortest == duration.longest else f"{duration.shortest} à "
    return f"{shortest}{duration.longest}"


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The texts of the check page; `review` is the title of the answers, empty when there is none."""

    title: str
    lead: str
    review: str


def check_words(journey: Journey) -> CheckWords:
    """Return « Il reste 2 blancs et 1 réponse à relire », and what follows from it."""
    progress, again = journey.progress, len(journey.to_read_again)
    blanks = progress.total - progress.done
    left = [counted(blanks, "blanc")] if blanks else []
    left += [f"{counted(again, 'réponse')} à relire"] if again else []
    answers = "ma réponse" if progress.done == 1 else f"mes {progress.done}{NBSP}réponses"
    return CheckWords(
        title=f"Il reste {' et '.join(left)}",
        lead=f"{progress.text}. {SEE_NOW if blanks else SEE_NOW_KEPT}",
        review=f"Relire {answers}" if progress.done else "",
    )


def stage_changed_words(again: int) -> str:
    """Return what a change of stage means for the answers that are to be read again; empty without any."""
    if not again:
        return ""
    kept = "Une réponse est gardée" if again == 1 else f"{again}{NBSP}réponses sont gardées"
    return f"{kept}, à relire{NBSP}: la question a changé avec votre étape."
