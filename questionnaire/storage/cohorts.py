"""Cohorts in the database: settled diagnostics enter them, figures are read from them and from nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.statistics.cohorts import (
    DIMENSION_NAMES,
    Cohort,
    Dimensions,
    Member,
    NewCohort,
    make_cohorts,
    sum_counters,
)
from questionnaire.statistics.tally import FINISHED_SETTLES, UNFINISHED_SETTLES, Dates
from questionnaire.storage.diagnostics import context_in
from questionnaire.storage.tables import MIXED, answers, cohorts, criteria_versions, diagnostics
from questionnaire.storage.transactions import Transactions

BATCH = 500  # rows read at once


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version of the criteria, as it is named."""

    digest: str
    label: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A diagnostic from which nothing more is expected, without its notes."""

    id: int
    sheet: AnswerSheet
    dates: Dates


class CohortStore(Transactions):
    """All reading and writing of cohorts; each diagnostic is counted once."""

    def all(self, least: int) -> list[Cohort]:
        """Return the cohorts that may be shown."""
        with self._read() as connection:
            return [_cohort(row) for row in connection.execute(select(cohorts).where(cohorts.c.size >= least))]

    def versions(self, least: int) -> list[VersionName]:
        """Return the versions that have cohorts to show, the newest first."""
        columns = criteria_versions.c
        used = select(cohorts.c.criteria_digest).where(cohorts.c.size >= least)
        with self._read() as connection:
            rows = connection.execute(
                select(columns.digest, columns.label)
                .where(columns.digest.in_(used))
                .order_by(columns.created_at.desc(), columns.digest)
            )
            return [VersionName(row.digest, row.label) for row in rows]

    def counted(self, least: int) -> Iterator[tuple[Dimensions, AnswerSheet]]:
        """Yield the counted diagnostics, without their notes, each with the dimensions of its cohort and nothing finer.

        They come in the order of the digest of a random key, which tells nothing. A cohort that deletions have left
        with too few of them is left out. Memory does not grow with their number.
        """
        columns = diagnostics.c
        shared = (cohorts.c.criteria_digest, *(cohorts.c[name] for name in DIMENSION_NAMES))
        enough = select(columns.lot_id).group_by(columns.lot_id).having(func.count() >= least)
        statement = (
            select(columns.id, columns.viewpoint.label("own_viewpoint"), columns.path, columns.context, *shared)
            .join(cohorts, columns.lot_id == cohorts.c.id)
            .where(cohorts.c.size >= least, columns.lot_id.in_(enough))
            .order_by(columns.edit_digest)
        )
        parted = statement.execution_options(yield_per=BATCH)
        with self._read() as connection, connection.execute(parted) as rows:
            for part in rows.partitions():
                given = _answers(connection, [row.id for row in part])
                for row in part:
                    sheet = AnswerSheet(
                        Viewpoint(row.own_viewpoint), row.path, context_in(row.context), given.get(row.id, {})
                    )
                    yield _dimensions(row), sheet

    # ── counting ──

    def digests_to_count(self, least: int) -> list[str]:
        """Return the versions that have diagnostics to count, or cohorts smaller than `least`."""
        with self._read() as connection:
            waiting = select(diagnostics.c.criteria_digest).where(diagnostics.c.counted_at.is_(None))
            small = select(cohorts.c.criteria_digest).where(cohorts.c.size < least)
            return sorted(connection.scalars(waiting.union(small)))

    def settled(self, digest: str, moment: datetime.datetime, limit: int) -> list[Settled]:
        """Return at most `limit` diagnostics of a version that have settled and are not counted, oldest first."""
        columns = diagnostics.c
        with self._read() as connection:
            rows = connection.execute(
                select(diagnostics)
                .where(columns.criteria_digest == digest, columns.counted_at.is_(None), _settled(moment))
                .order_by(columns.updated_at, columns.id)
                .limit(limit)
            ).all()
            given = _answers(connection, [row.id for row in rows])
        return [
            Settled(
                row.id,
                AnswerSheet(Viewpoint(row.viewpoint), row.path, context_in(row.context), given.get(row.id, {})),
                Dates(row.created_at, row.updated_at, row.finished_at),
            )
            for row in rows
        ]

    def count(
        self, digest: str, members: Sequence[tuple[Settled, Member]], least: int, moment: datetime.datetime
    ) -> int:
        """Put into cohorts those of these diagnostics that nobody counted, changed or deleted meanwhile.

        One transaction; a version is counted by one process at a time. Returns how many diagnostics were counted.
        """
        with self._read() as connection:
            waiting = [member for _, member in members]
            if not make_cohorts([*_small(connection, digest, least), *waiting], least, moment):
                return 0
        with self._write() as connection:
            _wait_for_other_processes(connection, digest)
            free = _still_waiting(connection, {one.id: one.dates.updated for one, _ in members})
            waiting = [member for member in waiting if member.id in free]
            made = make_cohorts([*_small(connection, digest, least), *waiting], least, moment)
            for new in made:
                _keep(connection, new, moment)
        return sum(1 for new in made for member in new.members if not member.cohort)


def _settled(moment: datetime.datetime) -> ColumnElement[bool]:
    columns = diagnostics.c
    return or_(
        columns.finished_at.is_not(None) & (columns.updated_at <= moment - FINISHED_SETTLES),
        columns.finished_at.is_(None) & (columns.updated_at <= moment - UNFINISHED_SETTLES),
    )


def _wait_for_other_processes(connection: Connection, digest: str) -> None:
    """Gather a version alone. SQLite has one writer anyway; elsewhere this row is held, and no answer waits."""
    connection.execute(
        select(criteria_versions.c.digest).filter_by(digest=digest).with_for_update(key_share=True)
    ).all()


def _still_waiting(connection: Connection, seen: dict[int, datetime.datetime]) -> set[int]:
    """Return those that nobody counted, changed or deleted since they were read; they are held until the end."""
    columns = diagnostics.c
    rows = connection.execute(
        select(columns.id, columns.updated_at)
        .where(columns.id.in_(seen), columns.counted_at.is_(None))
        .order_by(columns.id)
        .with_for_update(key_share=True)
    )
    return {row.id for row in rows if row.updated_at == seen[row.id]}


def _small(connection: Connection, digest: str, least: int) -> list[Member]:
    """Return the kept cohorts of a version that a raised minimum made too small to be shown."""
    rows = connection.execute(select(cohorts).where(cohorts.c.criteria_digest == digest, cohorts.c.size < least))
    return [Member(row.id, _dimensions(row), row.counters, row.size, cohort=True) for row in rows]


def _keep(connection: Connection, new: NewCohort, moment: datetime.datetime) -> None:
    """Add a cohort to the one of the same dimensions, or make it; those that it is made from leave for it."""
    absorbed = [member.id for member in new.members if member.cohort]
    counted = [member.id for member in new.members if not member.cohort]
    same = connection.execute(select(cohorts).filter_by(**_columns(new.cohort.dimensions))).first()
    if same is None:
        values = {
            **_columns(new.cohort.dimensions),
            "size": new.cohort.size,
            "counters": dict(new.cohort.counters),
        }
        created = connection.execute(insert(cohorts).values(values)).inserted_primary_key
        number = created[0] if created else None
    else:
        number = same.id
        kept = [] if number in absorbed else [_cohort(same)]  # its own sums may be in the new ones already
        connection.execute(
            update(cohorts)
            .filter_by(id=number)
            .values(
                size=new.cohort.size + sum(cohort.size for cohort in kept),
                counters=sum_counters([new.cohort.counters, *(cohort.counters for cohort in kept)]),
            )
        )
    connection.execute(update(diagnostics).where(diagnostics.c.lot_id.in_(absorbed)).values(lot_id=number))
    connection.execute(delete(cohorts).where(cohorts.c.id.in_(absorbed), cohorts.c.id != number))
    connection.execute(
        update(diagnostics).where(diagnostics.c.id.in_(counted)).values(counted_at=moment, lot_id=number)
    )


# ── rows and values ──


def _answers(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, Answer]]:
    """Return the answers of several diagnostics; their notes are not even read."""
    columns = answers.c
    found: dict[int, dict[str, Answer]] = {}
    rows = connection.execute(
        select(columns.diagnostic_id, columns.criterion, columns.state, columns.level).where(
            columns.diagnostic_id.in_(numbers)
        )
    )
    for row in rows:
        found.setdefault(row.diagnostic_id, {})[row.criterion] = Answer(State(row.state), row.level)
    return found


def _columns(dimensions: Dimensions) -> dict[str, str]:
    shared = {name: MIXED if (value := getattr(dimensions, name)) is None else value for name in DIMENSION_NAMES}
    return {"criteria_digest": dimensions.criteria, **shared}


def _dimensions(row: Any) -> Dimensions:
    shared = {name: None if (value := getattr(row, name)) == MIXED else value for name in DIMENSION_NAMES}
    return Dimensions(row.criteria_digest, **shared)


def _cohort(row: Any) -> Cohort:
    return Cohort(_dimensions(row), row.size, row.counters)
