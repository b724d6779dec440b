"""Which places of a draft, to be read again after a change elsewhere, somebody has read again.

A place is a digest of what is to be read, and why: see web/facilitation/to_reread.py.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from questionnaire.storage.tables import draft_rereadings
from questionnaire.storage.transactions import now


@dataclass(frozen=True, slots=True)
class Reread:
    """A place marked as read again: by whom, and when (UTC)."""

    author: str
    read_at: datetime.datetime


def rereadings_of(connection: Connection, draft: int) -> dict[str, Reread]:
    """Return the places of a draft that were read again, with by whom and when."""
    rows = connection.execute(select(draft_rereadings).filter_by(draft_id=draft))
    return {row.place: Reread(row.author, row.read_at) for row in rows}


def save_rereading(connection: Connection, draft: int, place: str, author: str) -> None:
    """Mark a place as read again by somebody, instead of whoever read it before."""
    delete_rereading(connection, draft, place)
    row = {"draft_id": draft, "place": place, "author": author, "read_at": now()}
    connection.execute(insert(draft_rereadings).values(row))


def delete_rereading(connection: Connection, draft: int, place: str) -> None:
    """Mark a place as not read again."""
    connection.execute(delete(draft_rereadings).filter_by(draft_id=draft, place=place))


def delete_rereadings(connection: Connection, draft: int) -> None:
    """Delete the marks of a draft."""
    connection.execute(delete(draft_rereadings).filter_by(draft_id=draft))
