"""Stores the texts of the versions of the criteria, the history of publications, and the texts seen in watched files."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, Select, func, insert, inspect, select, update

from questionnaire.accounts.journal import Details, Event
from questionnaire.storage.journal import entry_row, insert_entry
from questionnaire.storage.tables import criteria_versions, project_texts, publications
from questionnaire.storage.transactions import Transactions, now


class Origin(StrEnum):
    """Who or what put a version in service."""

    FILE = "fichier"  # the criteria file of the server changed
    SPACE = "espace"  # a facilitator published a draft
    RETURN = "retour"  # a facilitator published an earlier version again
    COMMAND = "commande"  # an operator published a file from the command line


class Place(StrEnum):
    """Where a text of the project is watched."""

    FILE = "fichier"  # the criteria file of the server
    SHIPPED = "livre"  # the file shipped with the program, when the criteria file is another


@dataclass(frozen=True, slots=True)
class CriteriaText:
    """The exact text of a version, its digest and its label."""

    digest: str
    label: str
    source: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """A version put in service. `author` is empty when its origin is FILE or COMMAND.

    `upstream_digest` is the text of the project that it includes, or None when that is not known.
    """

    id: int
    criteria_digest: str
    label: str
    published_at: datetime.datetime
    author: str
    origin: Origin
    message: str
    upstream_digest: str | None


@dataclass(frozen=True, slots=True)
class ProjectText:
    """A text seen in a watched file. `declined_by` is who decided not to take it, if somebody did."""

    id: int
    place: Place
    criteria_digest: str
    label: str
    seen_at: datetime.datetime
    declined_by: str | None


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

    def text_in_service(self) -> CriteriaText | None:
        """Return the text of the last publication, or None; reads databases of earlier schemas too."""
        columns = criteria_versions.c
        statement = select(columns.digest, columns.label, columns.source).join(
            publications, publications.c.criteria_digest == columns.digest
        )
        with self._read() as connection:
            if not inspect(connection).has_table(publications.name):
                return None
            row = connection.execute(statement.order_by(publications.c.id.desc()).limit(1)).first()
        return CriteriaText(*row) if row else None

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
        self,
        text: CriteriaText,
        *,
        author: str,
        origin: Origin,
        message: str,
        expected: int | None,
        upstream: str | None = None,
    ) -> Publication | None:
        """Put a version in service; None, and nothing changed, when `expected` is no longer the last publication."""
        with self._write() as connection:
            _lock(connection)
            if connection.scalar(select(func.max(publications.c.id))) != expected:
                return None
            return _publish(connection, text, author, origin, message, upstream)

    def notice(self, text: CriteriaText, place: Place, message: str = "", *, is_project: bool = True) -> bool:
        """Store the text of a watched file, if no worker has seen it yet; True when that put it in service.

        Only a text of FILE is put in service, and only when the last publication came from the file, or there is none;
        an entry of the journal says so, since nobody did it. `is_project`: the file is the project's own, not one that
        somebody adapted.
        """
        with self._write() as connection:
            _lock(connection)
            last = connection.execute(_select_publications().limit(1)).first()
            seen = _last_seen(connection, place)
            if seen == text.digest and (last is not None or place is Place.SHIPPED):
                return False
            if seen != text.digest:
                _save_version(connection, text)
                values = {"place": place.value, "criteria_digest": text.digest, "seen_at": now()}
                connection.execute(insert(project_texts).values(values))
            if place is Place.SHIPPED or (last is not None and _stays_in_service(last, text)):
                return False
            upstream: str | None = text.digest
            if not is_project:
                upstream = last.upstream_digest if last else _last_seen(connection, Place.SHIPPED)
            published = _publish(connection, text, "", Origin.FILE, message, upstream)
            details: Details = {"numero": published.id, "version": published.label, "origine": Origin.FILE.value}
            insert_entry(connection, entry_row(Event.PUBLISHED, "", details))
            return True

    def project_texts(self, place: Place) -> list[ProjectText]:
        """Return the texts seen in a place, newest first."""
        with self._read() as connection:
            rows = connection.execute(_select_project_texts().where(project_texts.c.place == place.value))
            return [_project_text(row) for row in rows]

    def find_project_text(self, number: int) -> ProjectText | None:
        """Return a text of the project by its id, or None."""
        with self._read() as connection:
            row = connection.execute(_select_project_texts().where(project_texts.c.id == number)).first()
        return _project_text(row) if row else None

    def published_labels(self) -> dict[str, str]:
        """Return the label of each version that was published, by digest."""
        versions = criteria_versions.c
        joined = publications.c.criteria_digest == versions.digest
        with self._read() as connection:
            rows = connection.execute(select(versions.digest, versions.label).join(publications, joined))
            return {row.digest: row.label for row in rows}

    def included_digests(self) -> frozenset[str]:
        """Return the digests of the texts that were published, or that a published one included."""
        with self._read() as connection:
            rows = connection.execute(select(publications.c.criteria_digest, publications.c.upstream_digest))
            return frozenset(digest for row in rows for digest in row if digest)

    def decline(self, number: int, author: str) -> None:
        """Record that `author` decided not to take a text of the project."""
        with self._write() as connection:
            connection.execute(update(project_texts).filter_by(id=number).values(declined_by=author))


def _lock(connection: Connection) -> None:
    """Allow one publication at a time; on SQLite the transaction already does."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE publication IN EXCLUSIVE MODE")


def _save_version(connection: Connection, text: CriteriaText) -> None:
    existing = connection.scalar(select(criteria_versions.c.digest).filter_by(digest=text.digest))
    if existing is None:
        values = {"digest": text.digest, "label": text.label[:200], "source": text.source, "created_at": now()}
        connection.execute(insert(criteria_versions).values(values))


def _last_seen(connection: Connection, place: Place) -> str | None:
    newest = (
        select(project_texts.c.criteria_digest).filter_by(place=place.value).order_by(project_texts.c.id.desc())
    )
    digest: str | None = connection.scalar(newest.limit(1))
    return digest


def _stays_in_service(last: Row[tuple[object, ...]], text: CriteriaText) -> bool:
    """Tell whether a publication stays in service when the file changes: a person chose it, or the text is the same."""
    return bool(last.origin != Origin.FILE or last.criteria_digest == text.digest)


def _publish(
    connection: Connection, text: CriteriaText, author: str, origin: Origin, message: str, upstream: str | None
) -> Publication:
    _save_version(connection, text)
    values = {
        "criteria_digest": text.digest,
        "published_at": now(),
        "author": author,
        "origin": origin.value,
        "message": message,
        "upstream_digest": upstream,
    }
    connection.execute(insert(publications).values(values))
    return _publication(connection.execute(_select_publications().limit(1)).one())


def _select_publications() -> Select[tuple[object, ...]]:
    columns = (*publications.c, criteria_versions.c.label)
    joined = publications.c.criteria_digest == criteria_versions.c.digest
    return select(*columns).join(criteria_versions, joined).order_by(publications.c.id.desc())


def _select_project_texts() -> Select[tuple[object, ...]]:
    columns = (*project_texts.c, criteria_versions.c.label)
    return select(*columns).join(criteria_versions).order_by(project_texts.c.id.desc())


def _project_text(row: Row[tuple[object, ...]]) -> ProjectText:
    values = row._mapping
    return ProjectText(**{**values, "place": Place(values["place"])})


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
        upstream_digest=values["upstream_digest"],
    )
