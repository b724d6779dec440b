"""Stores the text of every version of the criteria, and the history of the versions put in service."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Select, func, insert, select, update

from questionnaire.storage.tables import criteria_files, criteria_versions, publications
from questionnaire.storage.transactions import Transactions, now

FILE_ID = 1  # an instance has one criteria file


class Origin(StrEnum):
    """Who or what put a version in service."""

    FILE = "fichier"  # the criteria file of the server changed
    SPACE = "espace"  # a facilitator published a draft
    RETURN = "retour"  # a facilitator published an earlier version again


@dataclass(frozen=True, slots=True)
class CriteriaText:
    """The exact text of a version, its digest and its label."""

    digest: str
    label: str
    source: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """A version put in service. `author` is empty when its origin is FILE."""

    id: int
    criteria_digest: str
    label: str
    published_at: datetime.datetime
    author: str
    origin: Origin
    message: str


class PublicationStore(Transactions):
    """Reads and writes versions and publications. The last publication is the version in service."""

    def source(self, digest: str) -> bytes | None:
        """Return the exact YAML text of a version, or None."""
        with self._read() as connection:
            return connection.scalar(select(criteria_versions.c.source).filter_by(digest=digest))

    def last_id(self) -> int | None:
        """Return the id of the last publication, or None: it changes with the version in service."""
        with self._read() as connection:
            publication_id: int | None = connection.scalar(select(func.max(publications.c.id)))
        return publication_id

    def last(self) -> Publication | None:
        """Return the last publication, or None."""
        with self._read() as connection:
            row = connection.execute(_select_publications().limit(1)).first()
        return _publication(row) if row else None

    def find(self, number: int) -> Publication | None:
        """Return a publication by its id, or None."""
        with self._read() as connection:
            row = connection.execute(_select_publications().where(publications.c.id == number)).first()
        return _publication(row) if row else None

    def history(self, limit: int = 200) -> list[Publication]:
        """Return the last `limit` publications, newest first."""
        with self._read() as connection:
            return [_publication(row) for row in connection.execute(_select_publications().limit(limit))]

    def publish(
        self, text: CriteriaText, *, author: str, origin: Origin, message: str, expected: int | None
    ) -> Publication | None:
        """Put a version in service; None, and nothing changed, when `expected` is no longer the last publication."""
        with self._write() as connection:
            _lock(connection)
            if connection.scalar(select(func.max(publications.c.id))) != expected:
                return None
            return _publish(connection, text, author, origin, message)

    def publish_file(self, text: CriteriaText, message: str) -> bool:
        """Put the file in service if it changed since any worker last saw it; True when it was put in service."""
        with self._write() as connection:
            _lock(connection)
            seen_digest = connection.scalar(select(criteria_files.c.digest).filter_by(id=FILE_ID))
            last = connection.execute(_select_publications().limit(1)).first()
            if seen_digest == text.digest and last is not None:
                return False
            values = {"digest": text.digest, "seen_at": now()}
            if seen_digest is None:
                connection.execute(insert(criteria_files).values(id=FILE_ID, **values))
            else:
                connection.execute(update(criteria_files).filter_by(id=FILE_ID).values(values))
            if last is not None and last.criteria_digest == text.digest:
                return False
            _publish(connection, text, "", Origin.FILE, message)
            return True


def _lock(connection: Connection) -> None:
    """Allow one publication at a time; on SQLite the transaction already does."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE publication IN EXCLUSIVE MODE")


def _save_version(connection: Connection, text: CriteriaText) -> None:
    existing = connection.scalar(select(criteria_versions.c.digest).filter_by(digest=text.digest))
    if existing is None:
        values = {"digest": text.digest, "label": text.label[:200], "source": text.source, "created_at": now()}
        connection.execute(insert(criteria_versions).values(values))


def _publish(connection: Connection, text: CriteriaText, author: str, origin: Origin, message: str) -> Publication:
    _save_version(connection, text)
    values = {
        "criteria_digest": text.digest,
        "published_at": now(),
        "author": author,
        "origin": origin.value,
        "message": message,
    }
    connection.execute(insert(publications).values(values))
    return _publication(connection.execute(_select_publications().limit(1)).one())


def _select_publications() -> Select[tuple[object, ...]]:
    columns = (*publications.c, criteria_versions.c.label)
    return select(*columns).join(criteria_versions).order_by(publications.c.id.desc())


def _publication(row: object) -> Publication:
    values = row._mapping  # type: ignore[attr-defined]
    return Publication(
        id=values["id"],
        criteria_digest=values["criteria_digest"],
        label=values["label"],
        published_at=values["published_at"],
        author=values["author"],
        origin=Origin(values["origin"]),
        message=values["message"],
    )
