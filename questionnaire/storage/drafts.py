"""Stores drafts of the criteria; a save that is not based on the last revision is refused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from questionnaire.storage.draft_rereadings import (
    Reread,
    delete_rereading,
    delete_rereadings,
    rereadings_of,
    save_rereading,
)
from questionnaire.storage.draft_states import (
    AT_FIRST,
    TYPED,
    DraftState,
    add_state,
    delete_states,
    source_of,
    states_of,
)
from questionnaire.storage.tables import drafts
from questionnaire.storage.transactions import Transactions, now


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft without its text, for lists. Dates in UTC.

    `base_digest` is the version that it was created from; `upstream_digest`, the text of the project that it includes.
    """

    id: int
    title: str
    revision: int
    base_digest: str
    upstream_digest: str | None
    created_by: str
    created_at: datetime.datetime
    updated_by: str
    updated_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Draft(DraftLine):
    """A draft and its text. `revision` grows at each save."""

    source: bytes


_LIST_COLUMNS = [column for column in drafts.c if column.name != "source"]


class DraftStore(Transactions):
    """Reads and writes drafts."""

    def create(self, title: str, source: bytes, base_digest: str, author: str, upstream: str | None = None) -> int:
        """Store a new draft; returns its id. `upstream` is the text of the project that it includes, if known."""
        with self._write() as connection:
            return _insert(connection, title, source, base_digest, author, upstream)

    def create_once(self, title: str, source: bytes, base_digest: str, author: str, upstream: str | None) -> None:
        """Store a draft unless this author already has one of that version, even when several processes do so at once."""
        with self._write() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE draft IN EXCLUSIVE MODE")
            mine = select(drafts.c.id).filter_by(base_digest=base_digest, created_by=author)
            if connection.scalar(mine.limit(1)) is None:
                _insert(connection, title, source, base_digest, author, upstream)

    def find_by(self, author: str, base_digest: str) -> DraftLine | None:
        """Return the last draft that this author created from a version, or None."""
        mine = select(*_LIST_COLUMNS).filter_by(base_digest=base_digest, created_by=author)
        with self._read() as connection:
            row = connection.execute(mine.order_by(drafts.c.id.desc()).limit(1)).first()
        return DraftLine(**row._mapping) if row else None

    def find(self, number: int) -> Draft | None:
        """Return a draft, or None."""
        with self._read() as connection:
            row = connection.execute(select(drafts).filter_by(id=number)).first()
        return Draft(**row._mapping) if row else None

    def all(self) -> list[DraftLine]:
        """Return every draft, last changed first."""
        with self._read() as connection:
            rows = connection.execute(
                select(*_LIST_COLUMNS).order_by(drafts.c.updated_at.desc(), drafts.c.id.desc())
            )
            return [DraftLine(**row._mapping) for row in rows]

    def save(
        self,
        number: int,
        source: bytes,
        revision: int,
        author: str,
        words: str = TYPED,
        restored: int | None = None,
    ) -> int | None:
        """Save a new text over `revision` and return the new revision; None when the draft has another one, or is deleted.

        `words` tells the operation in the history; `restored` is the id of the state that it restores, if it does.
        """
        with self._write() as connection:
            return _update(connection, number, source, revision, author, words, restored)

    def states(self, number: int) -> list[DraftState]:
        """Return the last states of a draft, last first."""
        with self._read() as connection:
            return states_of(connection, number)

    def state_source(self, number: int, state: int) -> bytes | None:
        """Return the text of a state of a draft, or None."""
        with self._read() as connection:
            return source_of(connection, number, state)

    def rereadings(self, number: int) -> dict[str, Reread]:
        """Return the places of a draft that were read again (storage/draft_rereadings.py)."""
        with self._read() as connection:
            return rereadings_of(connection, number)

    def mark_reread(self, number: int, place: str, author: str, words: str, *, read: bool) -> None:
        """Mark a place as read again, or, without `read`, as still to be read; add that to the history, as `words`."""
        with self._write() as connection:
            row = connection.execute(select(drafts).filter_by(id=number).with_for_update()).first()
            if row is None or (place in rereadings_of(connection, number)) == read:
                return
            if read:
                save_rereading(connection, number, place, author)
            else:
                delete_rereading(connection, number, place)
            if not states_of(connection, number):
                add_state(connection, number, row.source, row.updated_by, AT_FIRST)
            last = states_of(connection, number)[0]  # the same text: nothing to undo
            add_state(connection, number, row.source, author, words, last.id)

    def rebase(
        self,
        number: int,
        source: bytes,
        revision: int,
        author: str,
        base_digest: str,
        upstream: str | None,
        words: str,
    ) -> int | None:
        """Save a text as `save` does, with the version that it is now based on and the project's text that it includes."""
        with self._write() as connection:
            saved = _update(connection, number, source, revision, author, words)
            if saved is not None:
                values = {"base_digest": base_digest, "upstream_digest": upstream}
                connection.execute(update(drafts).filter_by(id=number).values(values))
            return saved

    def replace(self, number: int, source: bytes, revision: int, author: str, copy_title: str) -> int | None:
        """Save a new text over `revision` as `save` does, and copy the text that it replaces into a new draft.

        In one transaction: both or neither.
        """
        with self._write() as connection:
            replaced = connection.execute(select(drafts).filter_by(id=number).with_for_update()).first()
            saved = _update(connection, number, source, revision, author)
            if replaced is not None and saved is not None:
                base, upstream = replaced.base_digest, replaced.upstream_digest
                _insert(connection, copy_title, replaced.source, base, author, upstream)
            return saved

    def rename(self, number: int, title: str) -> None:
        """Change the title of a draft; its text and revision stay the same."""
        with self._write() as connection:
            connection.execute(update(drafts).filter_by(id=number).values(title=title[:120]))

    def delete(self, number: int) -> None:
        """Delete a draft."""
        with self._write() as connection:
            delete_states(connection, number)
            delete_rereadings(connection, number)
            connection.execute(delete(drafts).filter_by(id=number))


def _insert(
    connection: Connection, title: str, source: bytes, base_digest: str, author: str, upstream: str | None
) -> int:
    moment = now()
    row = {
        "title": title[:120],
        "source": source,
        "revision": 1,
        "base_digest": base_digest,
        "upstream_digest": upstream,
        "created_by": author,
        "created_at": moment,
        "updated_by": author,
        "updated_at": moment,
    }
    created = connection.execute(insert(drafts).values(row)).inserted_primary_key
    return int(created[0]) if created else 0


def _update(
    connection: Connection,
    number: int,
    source: bytes,
    revision: int,
    author: str,
    words: str = TYPED,
    restored: int | None = None,
) -> int | None:
    before = connection.execute(select(drafts).filter_by(id=number, revision=revision)).first()
    values = {"source": source, "revision": revision + 1, "updated_by": author, "updated_at": now()}
    statement = update(drafts).filter_by(id=number, revision=revision).values(values)
    if before is None or not connection.execute(statement).rowcount:
        return None
    if not states_of(connection, number):
        add_state(connection, number, before.source, before.updated_by, AT_FIRST)
    add_state(connection, number, source, author, words, restored)
    return revision + 1
