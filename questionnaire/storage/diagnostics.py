"""Stores diagnostics and their answers."""

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
from sqlalchemy.exc import IntegrityError

from questionnaire.answers import BLANK, Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.assessment.merge import Merged, Seen, merge
from questionnaire.errors import StorageError
from questionnaire.storage.engine import empty_log
from questionnaire.storage.tables import answers, diagnostics
from questionnaire.storage.transactions import Transactions, now

# built once: building a statement costs more than running it
_TOUCH = update(diagnostics).where(diagnostics.c.id == bindparam("number"))
_DELETE_ANSWER = delete(answers).where(
    answers.c.diagnostic_id == bindparam("number"), answers.c.criterion == bindparam("key")
)
_INSERT_ANSWER = insert(answers)
MAX_PAGES = 8  # open pages of one diagnostic whose saves are put in order


@dataclass(frozen=True)
class Diagnostic:
    """A stored diagnostic; `editable` is false when it was opened by its read-only key. Dates in UTC."""

    id: int
    editable: bool
    criteria_digest: str
    sheet: AnswerSheet
    created_at: datetime.datetime
    updated_at: datetime.datetime
    finished_at: datetime.datetime | None


@dataclass(frozen=True)
class SentAnswer:
    """An answer sent by a form, and the answer that the form had shown (`seen`)."""

    given: Answer
    seen: Seen | None


@dataclass(frozen=True)
class SaveOrder:
    """The place of a save among those of one page open in a browser: a late one must not undo a later one."""

    page: str  # a random word of the script
    number: int

    def after(self, latest: Mapping[str, int] | None) -> dict[str, int] | None:
        """Return the latest saves with this one; None when a later save of the same page is among them."""
        others = dict(latest or {})
        if others.pop(self.page, 0) > self.number:
            return None
        return dict([*others.items(), (self.page, self.number)][-MAX_PAGES:])


class DiagnosticStore(Transactions):
    """Reads and writes diagnostics and their answers. Keys are received as digests."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        answers_json, columns = _answers_as_json(engine.dialect.name), diagnostics.c
        key: BindParameter[str] = bindparam("key")
        self._select_by_key = select(diagnostics, answers_json.label("answers")).where(
            (columns.edit_digest == key) | (columns.read_digest == key)
        )
        # on SQLite, an earlier process may have left deleted rows in the log
        self._log_is_clean = self._write_lock is None
        self._select_answers = select(answers_json, columns.latest_saves).where(columns.id == bindparam("number"))

    # ── diagnostics ──

    def create(self, edit_digest: str, read_digest: str, criteria_digest: str, sheet: AnswerSheet) -> bool:
        """Store a new diagnostic; False, and nothing changed, when that key already has one."""
        moment = now()
        row = {
            "edit_digest": edit_digest,
            "read_digest": read_digest,
            "criteria_digest": criteria_digest,
            "viewpoint": sheet.viewpoint.value,
            "path": sheet.path,
            "context": _context_to_json(sheet.context),
            "created_at": moment,
            "updated_at": moment,
        }
        try:
            with self._write() as connection:
                created = connection.execute(insert(diagnostics).values(row)).inserted_primary_key
                number = created[0] if created else None
                rows = [_answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
                if rows:
                    connection.execute(_INSERT_ANSWER, rows)
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def find(self, key_digest: str) -> Diagnostic | None:
        """Return the diagnostic of an edit or read key, or None."""
        with self._read() as connection:
            row = connection.execute(self._select_by_key, {"key": key_digest}).first()
        if row is None:
            return None
        sheet = AnswerSheet(
            Viewpoint(row.viewpoint), row.path, context_from_json(row.context), _answers_from_json(row.answers)
        )
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
            _touch(connection, number, context=_context_to_json(context), path=path)

    def save_answers(
        self, number: int, changes: Mapping[str, SentAnswer], order: SaveOrder | None = None
    ) -> dict[str, Merged] | None:
        """Merge a form's answers into those stored, in one transaction; returns the result of each, by criterion.

        None, and nothing changed, when a later save of the same page came first. Raises StorageError when the
        diagnostic was deleted meanwhile.
        """
        moment = now()
        with self._write() as connection:
            if not _touch(connection, number):
                raise StorageError("ce diagnostic a été supprimé entre-temps")
            answers_json, latest = connection.execute(self._select_answers, {"number": number}).one()
            if order is not None:
                saves = order.after(latest)
                if saves is None:
                    return None
                _touch(connection, number, latest_saves=saves)
            stored = _answers_from_json(answers_json)
            merged = {
                key: merge(change.seen, change.given, stored.get(key, BLANK)) for key, change in changes.items()
            }
            changed = {
                key: result.answer for key, result in merged.items() if result.answer != stored.get(key, BLANK)
            }
            if replaced := [{"number": number, "key": key} for key in changed if key in stored]:
                connection.execute(_DELETE_ANSWER, replaced)
            if changed:
                rows = [_answer_row(number, key, answer, moment) for key, answer in changed.items()]
                connection.execute(_INSERT_ANSWER, rows)
        return merged

    def finish(self, number: int) -> None:
        """Record that the respondent asked for the results."""
        with self._write() as connection:
            _touch(connection, number, finished_at=now())

    def use(self, number: int) -> None:
        """Set the last use of a diagnostic to now; the retention period starts again."""
        with self._write() as connection:
            _touch(connection, number)

    def upgrade(self, number: int, from_digest: str, to_digest: str, sheet: AnswerSheet) -> bool:
        """Upgrade a diagnostic to another version of the criteria, and replace its answers.

        False, and nothing changed, when the diagnostic has left the version `from_digest`.
        """
        moment = now()
        values = {"criteria_digest": to_digest, "path": sheet.path, "context": _context_to_json(sheet.context)}
        with self._write() as connection:
            statement = update(diagnostics).filter_by(id=number, criteria_digest=from_digest)
            if not connection.execute(statement.values(updated_at=moment, **values)).rowcount:
                return False
            connection.execute(delete(answers).filter_by(diagnostic_id=number))
            rows = [_answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
            if rows:
                connection.execute(_INSERT_ANSWER, rows)
        return True

    def delete(self, number: int) -> None:
        """Delete a diagnostic and all its answers, at once and for good."""
        self._delete(diagnostics.c.id == number)

    def purge(self, before: datetime.datetime) -> int:
        """Delete the diagnostics unused since `before` (UTC); returns how many."""
        return self._delete(diagnostics.c.updated_at < before)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        with self._write() as connection:
            ids = select(diagnostics.c.id).where(condition)
            connection.execute(delete(answers).where(answers.c.diagnostic_id.in_(ids)))
            count = connection.execute(delete(diagnostics).where(condition)).rowcount
        if count:
            self._log_is_clean = False
            self.clean_log()
        return count

    def clean_log(self, *, others_too: bool = False) -> None:
        """Remove deleted rows from SQLite's write-ahead log too, if this process, or another one, left some.

        Never waits: while someone reads or writes, the log stays as it is, and the upkeep tries again.
        """
        if others_too:
            self._log_is_clean = self._write_lock is None
        if not self._log_is_clean:
            self._log_is_clean = True  # set first: a deletion made meanwhile sets it back
            self._log_is_clean = empty_log(self._engine) and self._log_is_clean


def _touch(connection: Connection, number: int, **values: Any) -> bool:
    return connection.execute(_TOUCH, {"number": number, "updated_at": now(), **values}).rowcount == 1


def _answers_as_json(dialect: str) -> ScalarSelect[Any]:
    """Return a subquery of all the answers of a diagnostic, as one JSON value.

    Fetching one row is faster than twenty: SQLite's driver releases the GIL at each row.
    """
    columns = answers.c
    array, aggregate = (
        (func.json_build_array, func.json_agg)
        if dialect == "postgresql"
        else (func.json_array, func.json_group_array)
    )
    answer = array(columns.criterion, columns.state, columns.level, columns.note)
    return select(aggregate(answer, type_=JSON)).where(columns.diagnostic_id == diagnostics.c.id).scalar_subquery()


def _answers_from_json(rows: list[list[Any]] | None) -> dict[str, Answer]:
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


def _context_to_json(context: Mapping[str, ContextValue]) -> dict[str, Any]:
    return {key: value if isinstance(value, str) else list(value) for key, value in context.items()}


def context_from_json(stored: Mapping[str, Any]) -> dict[str, ContextValue]:
    """Return a context stored as JSON."""
    return {key: value if isinstance(value, str) else tuple(value) for key, value in stored.items()}
