"""The versions of the criteria that were in service, in order, and the texts of all versions ever kept."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Select, func, insert, select, update

from questionnaire.storage.tables import cohorts, criteria_files, criteria_versions, diagnostics, publications
from questionnaire.storage.transactions import Transactions, now

ONE_FILE = 1  # an instance has one criteria file


class Origin(StrEnum):
    """How a version came into service."""

    FILE = "fichier"  # the file on the server
    SPACE = "espace"  # a draft published by a facilitator
    RETURN = "retour"  # an earlier version, published again


@dataclass(frozen=True, slots=True)
class CriteriaText:
    """A criteria text to the letter, with its digest and the version's own label."""

    digest: str
    label: str
    source: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """A version put in service. `author` is empty when the file did it."""

    id: int
    criteria_digest: str
    label: str
    published_at: datetime.datetime
    author: str
    origin: Origin
    message: str


class PublicationStore(Transactions):
    """The history of the criteria. The last publication is the version in service."""

    def keep(self, text: CriteriaText) -> None:
        """Keep a version of the criteria; does nothing when it is already kept."""
        with self._write() as connection:
            _keep(connection, text)

    def source(self, digest: str) -> bytes | None:
        """Return the YAML of a version, to the letter, or None."""
        with self._read() as connection:
            return connection.scalar(select(criteria_versions.c.source).filter_by(digest=digest))

    def last_id(self) -> int | None:
        """Return the number of the last publication: it changes when the version in service does."""
        with self._read() as connection:
            found: int | None = connection.scalar(select(func.max(publications.c.id)))
        return found

    def last(self) -> Publication | None:
        """Return the publication in service, or None when there was none yet."""
        with self._read() as connection:
            row = connection.execute(_listed().limit(1)).first()
        return _publication(row) if row else None

    def find(self, number: int) -> Publication | None:
        """Return a publication by its number, or None."""
        with self._read() as connection:
            row = connection.execute(_listed().where(publications.c.id == number)).first()
        return _publication(row) if row else None

    def history(self, most: int = 200) -> list[Publication]:
        """Return the publications, newest first."""
        with self._read() as connection:
            return [_publication(row) for row in connection.execute(_listed().limit(most))]

    def diagnostics_by_version(self) -> dict[str, int]:
        """Return how many diagnostics were answered on each version, by digest, those since deleted included.

        The cohorts hold those already counted, an index the others: the cost does not grow with what is kept.
        """
        counted = select(cohorts.c.criteria_digest, func.sum(cohorts.c.size)).group_by(cohorts.c.criteria_digest)
        waiting = select(diagnostics.c.criteria_digest, func.count()).where(diagnostics.c.counted_at.is_(None))
        found: Counter[str] = Counter()
        with self._read() as connection:
            for statement in (counted, waiting.group_by(diagnostics.c.criteria_digest)):
                for digest, count in connection.execute(statement):
                    found[digest] += count
        return dict(found)

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
        """Put the file in service if it changed since it was last seen, by whatever worker; True when it did."""
        with self._write() as connection:
            _lock(connection)
            seen = connection.scalar(select(criteria_files.c.digest).filter_by(id=ONE_FILE))
            last = connection.execute(_listed().limit(1)).first()
            if seen == text.digest and last is not None:
                return False
            values = {"digest": text.digest, "seen_at": now()}
            if seen is None:
                connection.execute(insert(criteria_files).values(id=ONE_FILE, **values))
            else:
                connection.execute(update(criteria_files).filter_by(id=ONE_FILE).values(values))
            if last is not None and last.criteria_digest == text.digest:
                return False
            _publish(connection, text, "", Origin.FILE, message)
            return True


def _lock(connection: Connection) -> None:
    """One publication at a time; SQLite's transaction already sees to it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE publication IN EXCLUSIVE MODE")


def _keep(connection: Connection, text: CriteriaText) -> None:
    found = connection.scalar(select(criteria_versions.c.digest).filter_by(digest=text.digest))
    if found is None:
        values = {"digest": text.digest, "label": text.label[:200], "source": text.source, "created_at": now()}
        connection.execute(insert(criteria_versions).values(values))


def _publish(connection: Connection, text: CriteriaText, author: str, origin: Origin, message: str) -> Publication:
    _keep(connection, text)
    values = {
        "criteria_digest": text.digest,
        "published_at": now(),
        "author": author,
        "origin": origin.value,
        "message": message,
    }
    connection.execute(insert(publications).values(values))
    return _publication(connection.execute(_listed().limit(1)).one())


def _listed() -> Select[tuple[object, ...]]:
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
