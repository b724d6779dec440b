"""Stores the dated copies of results. Keys are received as digests."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, null, select, update
from sqlalchemy.exc import IntegrityError

from questionnaire.assessment.dated_copy import Part, Recipient
from questionnaire.errors import StorageError
from questionnaire.storage.crossing_rows import withdraw_invitation
from questionnaire.storage.tables import crossings, shared_copies
from questionnaire.storage.transactions import Erasing, now

Moment = TypeVar("Moment", datetime.date, datetime.datetime)

MONTHS = 6  # how long a copy can be opened
MAX_COPIES = 20  # in circulation at once, for one diagnostic
_COLUMNS = shared_copies.c
_SELECT = select(*(column for column in _COLUMNS if column.name != "content"))


@dataclass(frozen=True)
class SharedCopy:
    """A copy, without what it shows. Dates in UTC."""

    id: int
    diagnostic_id: int
    criteria_digest: str
    nonce: str
    recipient: Recipient
    parts: frozenset[Part]
    created_at: datetime.datetime
    expires_at: datetime.datetime
    withdrawn: bool


@dataclass(frozen=True)
class NewCopy:
    """A copy to store. `nonce`, with the edit key of its diagnostic, gives back its key; `content` is what it shows."""

    key_digest: str
    nonce: str
    diagnostic_id: int
    criteria_digest: str
    recipient: Recipient
    parts: frozenset[Part]
    content: Mapping[str, Any]


class CopyStore(Erasing):
    """Reads and writes copies. Expired ones are treated as deleted; the content of a withdrawn one is erased."""

    def create(self, copy: NewCopy) -> SharedCopy | None:
        """Store a copy and return it, or the one stored under this key already; None when too many are in circulation.

        Raises StorageError when the diagnostic was deleted meanwhile.
        """
        moment = now()
        row = {
            "key_digest": copy.key_digest,
            "nonce": copy.nonce,
            "diagnostic_id": copy.diagnostic_id,
            "criteria_digest": copy.criteria_digest,
            "recipient": copy.recipient.value,
            "parts": sorted(copy.parts),
            "content": dict(copy.content),
            "created_at": moment,
            "expires_at": months_after(moment),
        }
        circulating = _SELECT.where(
            _of(copy.diagnostic_id), _COLUMNS.withdrawn_at.is_(None), _COLUMNS.expires_at > moment
        )
        try:
            with self._write() as connection:
                if found := _find(connection, copy.key_digest, moment):
                    return found
                if len(connection.execute(circulating).all()) >= MAX_COPIES:
                    return None
                connection.execute(insert(shared_copies).values(row))
                return _find(connection, copy.key_digest, moment)
        except StorageError as error:
            # on PostgreSQL, the same form sent twice at once
            if isinstance(error.__cause__, IntegrityError) and (found := self.find(copy.key_digest)):
                return found
            raise

    def find(self, key_digest: str) -> SharedCopy | None:
        """Return the copy of a key, withdrawn or not, or None."""
        with self._read() as connection:
            return _find(connection, key_digest, now())

    def content(self, number: int) -> Mapping[str, Any] | None:
        """Return what a copy shows, or None when it was withdrawn or deleted meanwhile."""
        with self._read() as connection:
            content: Mapping[str, Any] | None = connection.scalar(
                select(_COLUMNS.content).where(_COLUMNS.id == number)
            )
        return content

    def in_circulation(self, diagnostic: int) -> tuple[SharedCopy, ...]:
        """Return the copies of a diagnostic that are neither withdrawn nor expired, the latest first."""
        statement = _SELECT.where(_of(diagnostic), _COLUMNS.withdrawn_at.is_(None), _COLUMNS.expires_at > now())
        with self._read() as connection:
            rows = connection.execute(statement.order_by(_COLUMNS.id.desc())).all()
        return tuple(map(_copy, rows))

    def withdraw(self, diagnostic: int, number: int) -> bool:
        """Erase the content of a copy for good, and withdraw the invitation that it carries; False without such a copy."""
        values = {"content": null(), "parts": [], "withdrawn_at": now()}
        with self._write() as connection:
            mine = (_of(diagnostic), _COLUMNS.id == number, _COLUMNS.withdrawn_at.is_(None))
            digest = connection.scalar(select(_COLUMNS.key_digest).where(*mine).with_for_update())
            if digest is None:
                return False  # compared with None, every crossing proposed without a link would match
            connection.execute(update(shared_copies).where(*mine).values(values))
            withdraw_invitation(connection, crossings.c.invitation_digest == digest)
        self._erased()
        return True

    def purge(self) -> int:
        """Delete the copies that have expired; returns how many."""
        with self._write() as connection:
            count = connection.execute(delete(shared_copies).where(_COLUMNS.expires_at <= now())).rowcount
        if count:
            self._erased()
        return count


def months_after(moment: Moment, months: int = MONTHS) -> Moment:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _of(diagnostic: int) -> ColumnElement[bool]:
    return _COLUMNS.diagnostic_id == diagnostic


def _find(connection: Connection, key_digest: str, moment: datetime.datetime) -> SharedCopy | None:
    row = connection.execute(
        _SELECT.where(_COLUMNS.key_digest == key_digest, _COLUMNS.expires_at > moment)
    ).first()
    return _copy(row) if row else None


def _copy(row: Row[Any]) -> SharedCopy:
    return SharedCopy(
        id=row.id,
        diagnostic_id=row.diagnostic_id,
        criteria_digest=row.criteria_digest,
        nonce=row.nonce,
        recipient=Recipient(row.recipient),
        parts=frozenset(map(Part, row.parts)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        withdrawn=row.withdrawn_at is not None,
    )
