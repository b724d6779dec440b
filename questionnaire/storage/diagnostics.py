"""Diagnostics and answers, kept and found again. Plain values in and out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    ScalarSelect,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from questionnaire.answers import BLANK, Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.assessment.merge import Merged, Seen, merge
from questionnaire.errors import StorageError
from questionnaire.storage.tables import answers, diagnostics
from questionnaire.storage.transactions import Transactions, now

# what every page asks, built once: building a statement costs more than running it
_TOUCH = update(diagnostics).where(diagnostics.c.id == bindparam("number"))
_FORGET = delete(answers).where(
    answers.c.diagnostic_id == bindparam("number"), answers.c.criterion == bindparam("key")
)
_KEEP = insert(answers)


@dataclass(frozen=True)
class Diagnostic:
    """A stored diagnostic, as its key opens it: `editable` is false through the read-only key."""

    id: int
    editable: bool
    criteria_digest: str
    sheet: AnswerSheet
    created_at: datetime.datetime
    updated_at: datetime.datetime
    finished_at: datetime.datetime | None


@dataclass(frozen=True)
class SentAnswer:
    """An answer sent by a form, with what the form had shown."""

    given: Answer
    seen: Seen | None


class DiagnosticStore(Transactions):
    """Diagnostics and their answers."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        gathered, columns = _gathered(engine.dialect.name), diagnostics.c
        key: BindParameter[str] = bindparam("key")
        self._opened = select(diagnostics, gathered.label("answers")).where(
            (columns.edit_digest == key) | (columns.read_digest == key)
        )
        self._answers = select(gathered).where(columns.id == bindparam("number"))

    # ── diagnostics ──

    def create(self, edit_digest: str, read_digest: str, criteria_digest: str, sheet: AnswerSheet) -> bool:
        """Keep a new diagnostic; False, and nothing changed, when that key already has one."""
        moment = now()
        row = {
            "edit_digest": edit_digest,
            "read_digest": read_digest,
            "criteria_digest": criteria_digest,
            "viewpoint": sheet.viewpoint.value,
            "path": sheet.path,
            "context": _context_out(sheet.context),
            "created_at": moment,
            "updated_at": moment,
        }
        try:
            with self._write() as connection:
                created = connection.execute(insert(diagnostics).values(row)).inserted_primary_key
                number = created[0] if created else None
                rows = [_answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
                if rows:
                    connection.execute(_KEEP, rows)
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def find(self, key_digest: str) -> Diagnostic | None:
        """Return the diagnostic that a key opens, or None."""
        with self._read() as connection:
            row = connection.execute(self._opened, {"key": key_digest}).first()
        if row is None:
            return None
        sheet = AnswerSheet(Viewpoint(row.viewpoint), row.path, context_in(row.context), _answers_in(row.answers))
        return Diagnostic(
            id=row.id,
            editable=row.edit_digest == key_digest,
            criteria_digest=row.criteria_digest,
            sheet=sheet,
            created_at=row.created_at,
            updated_at=row.updated_at,
            finished_at=row.finished_at,
        )

    def save_context(self, number: int, context: Mapping[str, ContextValue], path: str) -> None:
        """Replace the context and the path of a diagnostic."""
        with self._write() as connection:
            _touch(connection, number, context=_context_out(context), path=path)

    def save_answers(self, number: int, changes: Mapping[str, SentAnswer]) -> dict[str, Merged]:
        """Merge the answers of a form into those stored, in one transaction; returns what became of each."""
        moment = now()
        with self._write() as connection:
            if not _touch(connection, number):
                raise StorageError("ce diagnostic a été supprimé entre-temps")
            stored = _answers_in(connection.scalar(self._answers, {"number": number}))
            merged = {
                key: merge(change.seen, change.given, stored.get(key, BLANK)) for key, change in changes.items()
            }
            changed = {
                key: result.answer for key, result in merged.items() if result.answer != stored.get(key, BLANK)
            }
            if replaced := [{"number": number, "key": key} for key in changed if key in stored]:
                connection.execute(_FORGET, replaced)
            if changed:
                rows = [_answer_row(number, key, answer, moment) for key, answer in changed.items()]
                connection.execute(_KEEP, rows)
        return merged

    def finish(self, number: int) -> None:
        """Note that the respondent asked for the results."""
        with self._write() as connection:
            _touch(connection, number, finished_at=now())

    def use(self, number: int) -> None:
        """Note that a diagnostic is in use: it is kept that much longer."""
        with self._write() as connection:
            _touch(connection, number)

    def move(self, number: int, from_digest: str, to_digest: str, sheet: AnswerSheet) -> bool:
        """Put a diagnostic under another version of the criteria, with the answers that it knows.

        False, and nothing changed, when the diagnostic has left the version `from_digest`.
        """
        moment = now()
        values = {"criteria_digest": to_digest, "path": sheet.path, "context": _context_out(sheet.context)}
        with self._write() as connection:
            here = update(diagnostics).filter_by(id=number, criteria_digest=from_digest)
            if not connection.execute(here.values(updated_at=moment, **values)).rowcount:
                return False
            connection.execute(delete(answers).filter_by(diagnostic_id=number))
            rows = [_answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
            if rows:
                connection.execute(_KEEP, rows)
        return True

    def delete(self, number: int) -> None:
        """Delete a diagnostic and all its answers, really and at once."""
        self._delete(diagnostics.c.id == number)

    def purge(self, before: datetime.datetime) -> int:
        """Delete the diagnostics unused since `before` (UTC); returns how many."""
        return self._delete(diagnostics.c.updated_at < before)

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._write() as connection:
            chosen = select(diagnostics.c.id).where(which)
            connection.execute(delete(answers).where(answers.c.diagnostic_id.in_(chosen)))
            count = connection.execute(delete(diagnostics).where(which)).rowcount
        if self._turn and count:
            self._empty_log()
        return count

    def _empty_log(self) -> None:
        """Make what was deleted leave SQLite's write-ahead log too."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except SQLAlchemyError:
            return  # a reader is there: the next checkpoint will do it


def _touch(connection: Connection, number: int, **values: Any) -> bool:
    return connection.execute(_TOUCH, {"number": number, "updated_at": now(), **values}).rowcount == 1


def _gathered(dialect: str) -> ScalarSelect[Any]:
    """Return all the answers of a diagnostic as one JSON value.

    One row to fetch instead of twenty: at each row, the driver lets the other threads in, and must wait for its turn.
    """
    columns = answers.c
    row, rows = (
        (func.json_build_array, func.json_agg)
        if dialect == "postgresql"
        else (func.json_array, func.json_group_array)
    )
    one = row(columns.criterion, columns.state, columns.level, columns.note)
    return select(rows(one, type_=JSON)).where(columns.diagnostic_id == diagnostics.c.id).scalar_subquery()


def _answers_in(rows: list[list[Any]] | None) -> dict[str, Answer]:
    return {
        criterion: Answer(State(state), level, note) if note else _plain_answer(state, level)
        for criterion, state, level, note in rows or ()
    }


@cache  # five states, ten levels
def _plain_answer(state: str, level: int | None) -> Answer:
    return Answer(State(state), level)


def _answer_row(number: int | None, criterion: str, answer: Answer, moment: datetime.datetime) -> dict[str, Any]:
    return {
        "diagnostic_id": number,
        "criterion": criterion,
        "state": answer.state.value,
        "level": answer.level,
        "note": answer.note,
        "updated_at": moment,
    }


def _context_out(context: Mapping[str, ContextValue]) -> dict[str, Any]:
    return {key: value if isinstance(value, str) else list(value) for key, value in context.items()}


def context_in(stored: Mapping[str, Any]) -> dict[str, ContextValue]:
    """Return a stored context as plain values."""
    return {key: value if isinstance(value, str) else tuple(value) for key, value in stored.items()}
