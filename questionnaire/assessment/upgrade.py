"""Converts answers from one version of the criteria to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaire.answers import Answer, AnswerSheet, ContextValue
from questionnaire.assessment.serialization import read_sheet, write_sheet
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Criteria
from questionnaire.errors import AnswersError
from questionnaire.typography import french


def upgrade_sheet(sheet: AnswerSheet, old: Criteria, new: Criteria) -> tuple[AnswerSheet, tuple[str, ...]]:
    """Return the answers that are valid under `new`, and a sentence in French for each one dropped."""
    values = write_sheet(sheet)
    lost: list[str] = []
    path = new.path(sheet.path)
    context: dict[str, ContextValue] = {}
    for key, value in values["contexte"].items():
        upgraded = _read(sheet, new, {"contexte": {key: value}})
        if upgraded is None or key not in upgraded.context:
            question = old.context_question(key)
            title = question.question.of(sheet.viewpoint) if question else key
            lost.append(f"Votre réponse à « {title} » n’a plus sa place : elle est laissée de côté.")
        else:
            context |= upgraded.context
    stage = {key: value for key, value in context.items() if key == STAGE}  # what is offered depends on it
    answers: dict[str, Answer] = {}
    for key, value in values["reponses"].items():
        upgraded = _read(sheet, new, {"contexte": stage, "reponses": {key: value}})
        if upgraded is not None and upgraded.answers.get(key) == sheet.answers[key]:
            answers[key] = sheet.answers[key]
        elif sheet.answers[key] != Answer():
            title = old.criterion(key).title if key in old else key
            lost.append(f"Votre réponse à « {title} » n’a plus sa place : elle est laissée de côté.")
    chosen = path.id if path and sheet.viewpoint in path.viewpoints else WHOLE_PATH
    return AnswerSheet(sheet.viewpoint, chosen, context, answers), tuple(map(french, lost))


def _read(sheet: AnswerSheet, new: Criteria, values: Mapping[str, Any]) -> AnswerSheet | None:
    try:
        return read_sheet({"regard": sheet.viewpoint.value, "reponses": {}, **values}, new)[0]
    except AnswersError:
        return None
