"""Answers begun with one version of the criteria, carried over to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaire.answers import Answer, AnswerSheet, ContextValue
from questionnaire.assessment.serialization import read_sheet, write_sheet
from questionnaire.criteria.model import WHOLE_PATH, Criteria
from questionnaire.errors import AnswersError
from questionnaire.typography import french


def upgrade_sheet(sheet: AnswerSheet, old: Criteria, new: Criteria) -> tuple[AnswerSheet, tuple[str, ...]]:
    """Return the answers that `new` can hold, and a sentence in French for each one that is left aside."""
    written = write_sheet(sheet)
    lost: list[str] = []
    path = new.path(sheet.path)
    context: dict[str, ContextValue] = {}
    for key, value in written["contexte"].items():
        kept = _read(sheet, new, {"contexte": {key: value}})
        if kept is None or key not in kept.context:
            question = old.context_question(key)
            said = question.question.of(sheet.viewpoint) if question else key
            lost.append(f"Votre réponse à « {said} » n’a plus sa place : elle est laissée de côté.")
        else:
            context |= kept.context
    answers: dict[str, Answer] = {}
    for key, value in written["reponses"].items():
        kept = _read(sheet, new, {"reponses": {key: value}})
        if kept is not None and kept.answers.get(key) == sheet.answers[key]:
            answers |= kept.answers
        elif sheet.answers[key] != Answer():
            title = old.criterion(key).title if key in old else key
            lost.append(f"Votre réponse à « {title} » n’a plus sa place : elle est laissée de côté.")
    chosen = path.id if path and sheet.viewpoint in path.viewpoints else WHOLE_PATH
    return AnswerSheet(sheet.viewpoint, chosen, context, answers), tuple(map(french, lost))


def _read(sheet: AnswerSheet, new: Criteria, part: Mapping[str, Any]) -> AnswerSheet | None:
    try:
        return read_sheet({"regard": sheet.viewpoint.value, "reponses": {}, **part}, new)[0]
    except AnswersError:
        return None
