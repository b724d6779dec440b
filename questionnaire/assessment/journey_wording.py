"""The words of the way through the questions: where one is, how long it still takes, what is left blank."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.duration import duration_of
from questionnaire.assessment.journey import Progress, choose_path
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, counted

CONTEXT_HEAD, CONTEXT_RANK = "Pour mieux vous conseiller", "Une précision, sans score"
SEE_NOW = f"Vous pouvez voir vos résultats maintenant{NBSP}: un blanc n’est jamais un zéro."


def rank_words(first: int, last: int, total: int) -> str:
    """Return « Question 9 sur 20 », « Questions 9 à 12 sur 20 »."""
    return f"Question {first} sur {total}" if first == last else f"Questions {first} à {last} sur {total}"


def left_words(seconds: int) -> str:
    """Return « encore 5 min »; empty when nothing is left."""
    return f"encore {ceil(seconds / 60)}{NBSP}min" if seconds else ""


def whole_words(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return « 5 à 9 min en tout », before anything is known of the stage."""
    path = criteria.path(choose_path(criteria, sheet))
    if path is None:
        return ""
    duration = duration_of(criteria, path)
    shortest = "" if duration.shortest == duration.longest else f"{duration.shortest} à "
    return f"{shortest}{duration.longest}{NBSP}min en tout"


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The texts of the check page; `review` is the title of the answers, empty when there is none."""

    title: str
    lead: str
    review: str


def check_words(progress: Progress) -> CheckWords:
    """Return « Il reste 2 blancs », and what follows from it."""
    answers = "ma réponse" if progress.done == 1 else f"mes {progress.done}{NBSP}réponses"
    return CheckWords(
        title=f"Il reste {counted(progress.total - progress.done, 'blanc')}",
        lead=f"{progress.text}. {SEE_NOW}",
        review=f"Relire {answers}" if progress.done else "",
    )
