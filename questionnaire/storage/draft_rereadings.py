"""What a draft left to read again, and who read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from questionnaire.storage.tables import draft_rereadings
from questionnaire.storage.transactions import now


@dataclass(frozen=True, slots=True)
class Reread:
    """Who read a place again, and when (UTC)."""

    author: str
    read_at: datetime.datetime


def rereadings_of(connection: Connection, draft: int) -> dict[str, Reread]:
    """Return what was read again in a draft, by place."""
    rows = connection.execute(select(draft_rereadings).filter_by(draft_id=draft))
    return {row.place: Reread(row.author, row.read_at) for row in rows}


def save_rereading(connection: Connection, draft: int, place: str, author: str) -> None:
    """Note that somebody read a place again, in place of whoever did before."""
    delete_rereading(connection, draft, place)
    row = {"draft_id": draft, "place": place, "author": author, "read_at": now()}
    connection.execute(insert(draft_rereadings).values(row))


def delete_rereading(connection: Connection, draft: int, place: str) -> None:
    """Forget that a place was read again."""
    connection.execute(delete(draft_rereadings).filter_by(draft_id=draft, place=place))


def delete_rereadings(connection: Connection, draft: int) -> None:
    """Forget all that was read again in a draft."""
    connection.execute(delete(draft_rereadings).filter_by(draft_id=draft))
