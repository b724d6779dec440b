"""The words of the way through the questions: where one is, how long it still takes, what is left blank."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.assessment.journey import Progress
from questionnaire.typography import NBSP, counted

SEE_NOW = f"Vous pouvez voir vos résultats maintenant{NBSP}: un blanc n’est jamais un zéro."


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
