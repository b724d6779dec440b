"""Stores the journal of the facilitators' space; entries are deleted after RETENTION."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from questionnaire.accounts.journal import Details, Entry, Event
from questionnaire.storage.people_tables import journal_entries
from questionnaire.storage.transactions import Transactions, now

RETENTION = datetime.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries to read: those of these events and of this author; None for all."""

    events: Collection[Event] | None = None
    author: str | None = None


class JournalStore(Transactions):
    """Reads and writes the journal."""

    def add(
        self, event: Event, author: str, details: Details, same_within: datetime.timedelta | None = None
    ) -> None:
        """Store an entry; with `same_within`, an equal entry as recent as that is counted once more instead."""
        row = entry_row(event, author, details)
        with self._write() as connection:
            if same_within is not None:
                same = select(func.max(journal_entries.c.id)).filter_by(**row)
                number = connection.scalar(same.where(journal_entries.c.happened_at > now() - same_within))
                if number is not None:
                    once_more = update(journal_entries).filter_by(id=number)
                    connection.execute(once_more.values(times=journal_entries.c.times + 1))
                    return
            insert_entry(connection, row)

    def entries(self, wanted: JournalFilter, limit: int | None = None, offset: int = 0) -> list[Entry]:
        """Return the entries, newest first."""
        statement = select(journal_entries).where(*_conditions(wanted)).order_by(journal_entries.c.id.desc())
        with self._read() as connection:
            return [_entry(row) for row in connection.execute(statement.limit(limit).offset(offset))]

    def count(self, wanted: JournalFilter) -> int:
        """Return how many entries there are."""
        statement = select(func.count()).select_from(journal_entries).where(*_conditions(wanted))
        with self._read() as connection:
            return connection.scalar(statement) or 0

    def authors(self) -> list[str]:
        """Return the names of those who did something, in order."""
        names = select(journal_entries.c.author).where(journal_entries.c.author != "").distinct()
        with self._read() as connection:
            return sorted(connection.execute(names).scalars(), key=str.casefold)

    def purge(self) -> int:
        """Delete the entries older than RETENTION; returns how many."""
        with self._write() as connection:
            return connection.execute(
                delete(journal_entries).where(journal_entries.c.happened_at < now() - RETENTION)
            ).rowcount


def entry_row(event: Event, author: str, details: Details) -> dict[str, str]:
    """Return the values of an entry: two entries are equal when these are."""
    written = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    return {"event": event.value, "author": author, "details": written}


def insert_entry(connection: Connection, row: dict[str, str]) -> None:
    """Store an entry, in the transaction of what it tells."""
    connection.execute(insert(journal_entries).values(**row, happened_at=now(), times=1))


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.events is not None:
        conditions.append(journal_entries.c.event.in_([event.value for event in wanted.events]))
    if wanted.author is not None:
        conditions.append(journal_entries.c.author == wanted.author)
    return conditions


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    values = row._mapping
    return Entry(
        values["id"],
        values["happened_at"],
        Event(values["event"]),
        values["author"],
        json.loads(values["details"]),
        values["times"],
    )
