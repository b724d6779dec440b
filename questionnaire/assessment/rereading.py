"""Answers to read again: the stage changed since, and the texts of their question with it."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, Criteria


def to_read_again(criteria: Criteria, sheet: AnswerSheet) -> frozenset[str]:
    """Return the ids of the criteria asked whose answer was given to other texts than those of the current stage."""
    opened = criteria.has_opened(sheet.context.get(STAGE))
    given = {
        key
        for key, answer in sheet.answers.items()
        if answer.opened is (not opened) and answer.state is not State.BLANK and key in criteria
    }
    if not given:
        return frozenset()
    return frozenset(
        key
        for key in given & asked_criteria(criteria, sheet)
        if criteria.criterion(key).question_and_levels(sheet.viewpoint)
        != criteria.before_opening.criterion(key).question_and_levels(sheet.viewpoint)
    )
