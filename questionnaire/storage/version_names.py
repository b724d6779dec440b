"""The versions that the statistics count, named so that two texts with the same label can be told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from questionnaire.storage.tables import criteria_versions, publications


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version of the criteria. `publication` is the id of its first publication, if another text has the same label."""

    digest: str
    label: str
    publication: int | None = None


def version_names(connection: Connection, counted: frozenset[str]) -> list[VersionName]:
    """Return the versions of these digests, newest first."""
    versions, published = criteria_versions.c, publications.c
    first = select(published.criteria_digest, func.min(published.id).label("number"))
    firsts = first.group_by(published.criteria_digest).subquery()
    statement = (
        select(versions.digest, versions.label, firsts.c.number)
        .outerjoin(firsts, firsts.c.criteria_digest == versions.digest)
        .order_by(versions.created_at.desc(), versions.digest)
    )
    rows = [row for row in connection.execute(statement) if row.number or row.digest in counted]
    times = Counter(row.label for row in rows)
    return [
        VersionName(row.digest, row.label, row.number if times[row.label] > 1 else None)
        for row in rows
        if row.digest in counted
    ]
