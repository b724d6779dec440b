"""Stores diagnostics and their answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Row,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from questionnaire.answers import BLANK, AnswerSheet
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.merge import Merged, merge
from questionnaire.criteria.model import STAGE
from questionnaire.errors import StorageError
from questionnaire.storage.active_time import add_time
from questionnaire.storage.crossing_rows import has_crossings, leave_crossings
from questionnaire.storage.engagements import (
    engagements_as_json,
    engagements_from_json,
    insert_engagement,
    of_diagnostic,
)
from questionnaire.storage.photos import save_photo_if_late
from questionnaire.storage.saves import SaveOrder, SentAnswer, SentChoice
from questionnaire.storage.sheets import answer_row, answers_as_json, answers_from_json, context_to_json, sheet_of
from questionnaire.storage.tables import answers, diagnostics
from questionnaire.storage.transactions import Erasing, now

# built once: building a statement costs more than running it
_TOUCH = update(diagnostics).where(diagnostics.c.id == bindparam("number"))
_DELETE_ANSWER = delete(answers).where(
    answers.c.diagnostic_id == bindparam("number"), answers.c.criterion == bindparam("key")
)
_INSERT_ANSWER = insert(answers)


@dataclass(frozen=True)
class Diagnostic:
    """A stored diagnostic; `editable` is false when it was opened by its read-only key. Dates in UTC.

    `live_link`: whether that read-only key still opens it; such keys were given before there were dated copies.
    `in_crossings`: whether it is or was a party of a crossing: the others need no query.
    """

    id: int
    editable: bool
    criteria_digest: str
    sheet: AnswerSheet
    created_at: datetime.datetime
    updated_at: datetime.datetime
    finished_at: datetime.datetime | None
    engagements: tuple[Engagement, ...] = ()
    live_link: bool = False
    in_crossings: bool = False


class DiagnosticStore(Erasing):
    """Reads and writes diagnostics and their answers. Keys are received as digests."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        answers_json, columns = answers_as_json(engine.dialect.name), diagnostics.c
        key: BindParameter[str] = bindparam("key")
        self._add_time = add_time(engine.dialect.name)
        self._select = select(diagnostics, answers_json.label("answers"))
        self._select_by_key = self._select.add_columns(
            engagements_as_json(engine.dialect.name).label("engagements"),
            has_crossings().label("in_crossings"),
        ).where((columns.edit_digest == key) | (columns.read_digest == key))
        self._select_answers = select(
            answers_json, columns.latest_saves, columns.context, columns.finished_at
        ).where(columns.id == bindparam("number"))

    # ── diagnostics ──

    def create(
        self,
        edit_digest: str,
        read_digest: str,
        criteria_digest: str,
        sheet: AnswerSheet,
        engagements: Sequence[Engagement] = (),
        active_seconds: int | None = None,
    ) -> bool:
        """Store a new diagnostic; False, and nothing changed, when that key already has one.

        `active_seconds` is what its first page took; without it, how long answering takes is not measured.
        """
        moment = now()
        row = {
            "edit_digest": edit_digest,
            "read_digest": read_digest,
            "criteria_digest": criteria_digest,
            "viewpoint": sheet.viewpoint.value,
            "path": sheet.path,
            "context": context_to_json(sheet.context),
            "active_seconds": active_seconds,
            "live_link": False,
            "created_at": moment,
            "updated_at": moment,
        }
        try:
            with self._write() as connection:
                created = connection.execute(insert(diagnostics).values(row)).inserted_primary_key
                number = created[0] if created else 0
                rows = [answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
                if rows:
                    connection.execute(_INSERT_ANSWER, rows)
                for engagement in engagements:
                    changed_at = datetime.datetime.combine(engagement.changed_on or moment, datetime.time())
                    insert_engagement(connection, of_diagnostic(number), engagement, min(changed_at, moment))
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
        return Diagnostic(
            id=row.id,
            editable=row.edit_digest == key_digest,
            criteria_digest=row.criteria_digest,
            sheet=sheet_of(row),
            created_at=row.created_at,
            updated_at=row.updated_at,
            finished_at=row.finished_at,
            engagements=engagements_from_json(row.engagements),
            live_link=row.live_link,
            in_crossings=bool(row.in_crossings),
        )

    def revise(self, number: int, change: Callable[[AnswerSheet], AnswerSheet]) -> None:
        """Replace the context and the path of a stored sheet by those that `change` gives; nothing when it was deleted."""
        with self._write() as connection:
            if row := self._lock(connection, number):
                before = sheet_of(row)
                sheet = change(before)
                if sheet != before:
                    save_photo_if_late(connection, self._select, number)
                values = {"context": context_to_json(sheet.context), "path": sheet.path}
                asked = [(version.path, version.context.get(STAGE)) for version in (before, sheet)]
                if row.finished_at and asked[0] != asked[1]:  # the time measured is that of other questions
                    _touch(connection, number, **values, active_seconds=None)
                else:
                    self._save(connection, number, **values)

    def save_answers(
        self,
        number: int,
        changes: Mapping[str, SentAnswer],
        order: SaveOrder | None = None,
        choices: Mapping[str, SentChoice] = MappingProxyType({}),
    ) -> dict[str, Merged] | None:
        """Merge a form's answers into those stored, in one transaction; return the result of each, by criterion.

        `choices` are those of the context, by question: those that the form left unchanged overwrite nothing.

        None, and nothing changed, when a later save of the same page came first. Raises StorageError when the
        diagnostic was deleted meanwhile.
        """
        moment = now()
        with self._write() as connection:
            if not self._save(connection, number):
                raise StorageError("ce diagnostic a été supprimé entre-temps")
            row = connection.execute(self._select_answers, {"number": number}).one()
            answers_json, latest, context, finished_at = row
            if order is not None:
                saves = order.after(latest)
                if saves is None:
                    return None
                _touch(connection, number, latest_saves=saves)
            changed_context = _merged_context(context, choices)
            stored = answers_from_json(answers_json)
            merged = {
                key: merge(change.seen, change.given, stored.get(key, BLANK)) for key, change in changes.items()
            }
            changed = {
                key: answer
                for key, result in merged.items()
                for before in [stored.get(key, BLANK)]
                for answer in [changes[key].marked(result.answer, before)]
                if (answer, answer.opened) != (before, before.opened)
            }
            if finished_at and (changed or changed_context is not None):
                save_photo_if_late(connection, self._select, number)
            if changed_context is not None:
                _touch(connection, number, context=changed_context)
            if replaced := [{"number": number, "key": key} for key in changed if key in stored]:
                connection.execute(_DELETE_ANSWER, replaced)
            if changed:
                rows = [answer_row(number, key, answer, moment) for key, answer in changed.items()]
                connection.execute(_INSERT_ANSWER, rows)
        return merged

    def finish(self, number: int, *, complete: bool = True) -> None:
        """Record that the respondent asked for the results; the time spent counts only if they are `complete`."""
        with self._write() as connection:
            if complete:
                self._save(connection, number, finished_at=now())
            else:
                _touch(connection, number, finished_at=now(), active_seconds=None)

    def use(self, number: int) -> None:
        """Set the last use of a diagnostic to now; the retention period starts again."""
        with self._write() as connection:
            _touch(connection, number)

    def upgrade(self, read: Diagnostic, to_digest: str, sheet: AnswerSheet) -> bool:
        """Upgrade a diagnostic to another version of the criteria, and replace the answers that were read.

        False, and nothing changed, when its version or its answers are no longer those of `read`.
        """
        moment, number = now(), read.id
        values = {
            "criteria_digest": to_digest,
            "active_seconds": None,  # measured on the questions of another version
            "path": sheet.path,
            "context": context_to_json(sheet.context),
        }
        with self._write() as connection:
            row = self._lock(connection, number)
            if row is None or (row.criteria_digest, sheet_of(row)) != (read.criteria_digest, read.sheet):
                return False
            save_photo_if_late(connection, self._select, number)
            _touch(connection, number, **values)
            connection.execute(delete(answers).filter_by(diagnostic_id=number))
            rows = [answer_row(number, key, answer, moment) for key, answer in sheet.answers.items()]
            if rows:
                connection.execute(_INSERT_ANSWER, rows)
        return True

    def _save(self, connection: Connection, number: int, **values: Any) -> bool:
        """Set the last use of a diagnostic to now, and add the time since the previous save (see `add_time`)."""
        moment = now()
        sent = {"number": number, "moment": moment, "updated_at": moment, **values}
        return connection.execute(self._add_time, sent).rowcount == 1

    def _lock(self, connection: Connection, number: int) -> Row[Any] | None:
        """Return a diagnostic and its answers, locked until the transaction ends; None when it was deleted."""
        # in two steps: on PostgreSQL, a statement that waits for the row would show the answers as they were before
        connection.execute(select(diagnostics.c.id).filter_by(id=number).with_for_update())
        return connection.execute(self._select.filter_by(id=number)).first()

    def close_live_link(self, number: int) -> None:
        """Let the read-only key open nothing any more."""
        with self._write() as connection:
            _touch(connection, number, live_link=False)

    def delete(self, number: int) -> None:
        """Delete a diagnostic, all its answers and its copies, at once and for good; its crossings close."""
        self._delete(diagnostics.c.id == number)

    def purge(self, before: datetime.datetime) -> int:
        """Delete the diagnostics unused since `before` (UTC); returns how many."""
        return self._delete(diagnostics.c.updated_at < before)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        with self._write() as connection:
            leave_crossings(connection, condition)
            ids = select(diagnostics.c.id).where(condition)
            connection.execute(delete(answers).where(answers.c.diagnostic_id.in_(ids)))
            count = connection.execute(delete(diagnostics).where(condition)).rowcount
        if count:
            self._erased()
        return count


def _merged_context(context: Mapping[str, Any], choices: Mapping[str, SentChoice]) -> dict[str, Any] | None:
    """Return a stored context with these choices; None when they change nothing."""
    given = {key: choice.given for key, choice in choices.items() if choice.given != choice.seen}
    merged = {key: value for key, value in {**context, **given}.items() if value}
    return merged if merged != context else None


def _touch(connection: Connection, number: int, **values: Any) -> bool:
    return connection.execute(_TOUCH, {"number": number, "updated_at": now(), **values}).rowcount == 1
