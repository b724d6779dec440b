"""Stores the photos of a diagnostic: its answers as they were on a day, kept on request or before a late change."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select

from questionnaire.answers import AnswerSheet
from questionnaire.storage.sheets import answers_as_json, sheet_of
from questionnaire.storage.tables import answers, diagnostics, frozen_sheets
from questionnaire.storage.transactions import Erasing, now

MAX_PHOTOS = 50  # of one diagnostic
LABEL_MAX = 80  # characters
LATE = datetime.timedelta(days=60)  # since the previous change: a later one is preceded by a photo
_COLUMNS = frozen_sheets.c


@dataclass(frozen=True)
class Photo:
    """The answers of a diagnostic on a day. The date is in UTC."""

    id: int
    label: str
    taken_at: datetime.datetime
    criteria_digest: str
    sheet: AnswerSheet


class PhotoStore(Erasing):
    """Reads and writes photos."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        answers_json = answers_as_json(engine.dialect.name)
        self._select = select(diagnostics, answers_json.label("answers"))

    def of(self, diagnostic: int) -> tuple[Photo, ...]:
        """Return the photos of a diagnostic, the latest first."""
        statement = select(frozen_sheets).filter_by(diagnostic_id=diagnostic).order_by(_COLUMNS.id.desc())
        with self._read() as connection:
            return tuple(map(_photo, connection.execute(statement).all()))

    def take(self, diagnostic: int, label: str) -> Photo | None:
        """Store the answers as they are now, and return the photo; the last one, when nothing changed since.

        None, and nothing stored, when there are too many or when the diagnostic was deleted meanwhile.
        """
        with self._write() as connection:
            connection.execute(select(diagnostics.c.id).filter_by(id=diagnostic).with_for_update())
            row = connection.execute(self._select.filter_by(id=diagnostic)).first()
            if row is None:
                return None
            latest = connection.execute(
                select(frozen_sheets).filter_by(diagnostic_id=diagnostic).order_by(_COLUMNS.id.desc()).limit(1)
            ).first()
            if latest and (latest.criteria_digest, sheet_of(latest)) == (row.criteria_digest, sheet_of(row)):
                return _photo(latest)
            number = insert_photo(connection, row, label)
            found = connection.execute(select(frozen_sheets).filter_by(id=number)).first() if number else None
        return _photo(found) if found else None

    def delete(self, diagnostic: int, number: int) -> bool:
        """Delete a photo for good; False when this diagnostic has no such photo."""
        with self._write() as connection:
            statement = delete(frozen_sheets).filter_by(diagnostic_id=diagnostic, id=number)
            done = connection.execute(statement).rowcount == 1
        if done:
            self._erased()
        return done


def insert_photo(connection: Connection, row: Row[Any], label: str = "") -> int | None:
    """Store the row of a diagnostic, selected with its answers, as a photo; return its id, None when there are too many."""
    stored = select(func.count()).select_from(frozen_sheets).filter_by(diagnostic_id=row.id)
    if (connection.scalar(stored) or 0) >= MAX_PHOTOS:
        return None
    values = {
        "diagnostic_id": row.id,
        "label": label,
        "taken_at": now(),
        "criteria_digest": row.criteria_digest,
        "viewpoint": row.viewpoint,
        "path": row.path,
        "context": row.context,
        "answers": row.answers or [],
    }
    created = connection.execute(insert(frozen_sheets).values(values)).inserted_primary_key
    return created[0] if created else None


def save_photo_if_late(connection: Connection, statement: Select[Any], number: int) -> None:
    """Store a photo of a finished diagnostic about to change, if its answers last changed more than LATE ago.

    `statement` selects diagnostics with their answers.
    """
    last = select(func.max(answers.c.updated_at)).where(answers.c.diagnostic_id == number).scalar_subquery()
    late = (diagnostics.c.id == number) & diagnostics.c.finished_at.is_not(None) & (last < now() - LATE)
    if row := connection.execute(statement.where(late)).first():
        insert_photo(connection, row)


def _photo(row: Row[Any]) -> Photo:
    return Photo(row.id, row.label, row.taken_at, row.criteria_digest, sheet_of(row))
