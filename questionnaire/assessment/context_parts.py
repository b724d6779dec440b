"""Which context questions are asked for a sheet, in the part of an axis or elsewhere; they never count in a score."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.answers import AnswerSheet, ContextValue
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.model import ContextQuestion, Criteria


def asked_in_parts(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextQuestion, ...]:
    """Return the questions placed in a part that are asked for this sheet: their `si` is true."""
    facts = Facts(sheet.viewpoint, sheet.context, named=criteria.conditions)
    return tuple(
        question
        for question in criteria.part_questions
        if question.choices_for(sheet.viewpoint) and holds(question.condition, facts)
    )


def context_asked(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextQuestion, ...]:
    """Return every context question that may be asked for this sheet, wherever it is placed."""
    hidden = _hidden(criteria, sheet)
    return tuple(question for question in criteria.context if question.id not in hidden)


def refining_questions(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextQuestion, ...]:
    """Return the questions, not asked at the beginning, whose choices refine the steps of this sheet."""
    later = (question for question in context_asked(criteria, sheet) if question not in criteria.start_questions)
    return tuple(question for question in later if question.choices_for(sheet.viewpoint))


def effective_context(criteria: Criteria, sheet: AnswerSheet) -> Mapping[str, ContextValue]:
    """Return the context without the answers to questions of a part that are no longer asked."""
    hidden = _hidden(criteria, sheet)
    return {key: value for key, value in sheet.context.items() if key not in hidden} if hidden else sheet.context


def _hidden(criteria: Criteria, sheet: AnswerSheet) -> set[str]:
    asked = {question.id for question in asked_in_parts(criteria, sheet)}
    return {question.id for question in criteria.part_questions} - asked
