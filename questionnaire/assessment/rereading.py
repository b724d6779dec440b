"""Answers to read again: the words of their question have changed since, with the stage."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, Criteria


def to_read_again(criteria: Criteria, sheet: AnswerSheet) -> frozenset[str]:
    """Return the ids of the criteria whose answer was given to other words than those of the stage now."""
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
        if _words(criteria.criterion(key), sheet.viewpoint)
        != _words(criteria.before_opening.criterion(key), sheet.viewpoint)
    )


def _words(criterion: Criterion, viewpoint: Viewpoint) -> tuple[str, ...]:
    return (criterion.question.of(viewpoint), *criterion.levels.of(viewpoint))
