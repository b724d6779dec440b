"""The answers of a diagnostic, as rows and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Row, ScalarSelect, func, select

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.storage.tables import answers, diagnostics


def sheet_of(row: Row[Any]) -> AnswerSheet:
    """Return the sheet of the row of a diagnostic selected with its answers."""
    return AnswerSheet(
        Viewpoint(row.viewpoint), row.path, context_from_json(row.context), answers_from_json(row.answers)
    )


def answers_as_json(dialect: str) -> ScalarSelect[Any]:
    """Return a subquery of all the answers of a diagnostic, as one JSON value.

    Fetching one row is faster than twenty: SQLite's driver releases the GIL at each row.
    """
    columns = answers.c
    array, aggregate = (
        (func.json_build_array, func.json_agg)
        if dialect == "postgresql"
        else (func.json_array, func.json_group_array)
    )
    answer = array(columns.criterion, columns.state, columns.level, columns.note, columns.opened)
    return select(aggregate(answer, type_=JSON)).where(columns.diagnostic_id == diagnostics.c.id).scalar_subquery()


def answers_from_json(rows: list[list[Any]] | None) -> dict[str, Answer]:
    """Return the answers that `answers_as_json` gives, by criterion id."""
    return {criterion: _answer(state, level, note, opened) for criterion, state, level, note, opened in rows or ()}


def _answer(state: str, level: int | None, note: str, opened: int | None) -> Answer:
    return Answer(State(state), level, note, None if opened is None else bool(opened))


def answer_row(number: int | None, criterion: str, answer: Answer, moment: datetime.datetime) -> dict[str, Any]:
    """Return the row of an answer."""
    return {
        "diagnostic_id": number,
        "criterion": criterion,
        "state": answer.state.value,
        "level": answer.level,
        "note": answer.note,
        "opened": answer.opened,
        "updated_at": moment,
    }


def context_to_json(context: Mapping[str, ContextValue]) -> dict[str, Any]:
    """Return a context as it is stored."""
    return {key: value if isinstance(value, str) else list(value) for key, value in context.items()}


def context_from_json(stored: Mapping[str, Any]) -> dict[str, ContextValue]:
    """Return a context stored as JSON."""
    return {key: value if isinstance(value, str) else tuple(value) for key, value in stored.items()}
