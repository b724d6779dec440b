"""The statistics kept: diagnostics that have settled are gathered into lots; lots are read, never a diagnostic."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.statistics.cohorts import NAMES, Dimensions, Lot, NewLot, Piece, add_up, make_lots
from questionnaire.statistics.tally import FINISHED_SETTLES, UNFINISHED_SETTLES, Dates, tally
from questionnaire.storage.diagnostics import context_in
from questionnaire.storage.tables import MIXED, answers, criteria_versions, diagnostics, lots
from questionnaire.storage.transactions import Transactions

BATCH = 500  # diagnostics counted in one transaction, at most
SECONDS = 0.5  # a page begins no other batch after that long
CriteriaOf = Callable[[str], Criteria]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the criteria, as it is named."""

    digest: str
    label: str


class StatisticsStore(Transactions):
    """Counts each diagnostic once, inside a lot; gives the lots back."""

    def gather(
        self, criteria_of: CriteriaOf, least: int, moment: datetime.datetime, seconds: float = SECONDS
    ) -> int:
        """Count what has settled, for about that long at most; returns how many diagnostics were counted."""
        until = time.monotonic() + seconds
        counted = 0
        for digest in self._digests(least):
            if time.monotonic() >= until:
                break
            try:
                criteria = criteria_of(digest)
            except CriteriaError:
                logging.getLogger(__name__).warning(
                    "les critères %s ne sont pas lisibles par ce programme : leurs diagnostics ne sont pas comptés",
                    digest[:12],
                )
                continue
            more = True
            while more and time.monotonic() < until:
                count, more = self._gather_batch(criteria, least, moment)
                counted += count
        return counted

    def lots(self, least: int) -> list[Lot]:
        """Return the lots that may be shown."""
        with self._read() as connection:
            return [_lot(row) for row in connection.execute(select(lots).where(lots.c.size >= least))]

    def versions(self, least: int) -> list[Version]:
        """Return the versions that have lots to show, the newest first."""
        columns = criteria_versions.c
        used = select(lots.c.criteria_digest).where(lots.c.size >= least)
        with self._read() as connection:
            rows = connection.execute(
                select(columns.digest, columns.label)
                .where(columns.digest.in_(used))
                .order_by(columns.created_at.desc(), columns.digest)
            )
            return [Version(row.digest, row.label) for row in rows]

    def counted(self, least: int) -> Iterator[tuple[Dimensions, AnswerSheet]]:
        """Yield the counted diagnostics, without their notes, each with the dimensions of its lot and nothing finer.

        They come in the order of the digest of a random key, which tells nothing. A lot that deletions have left
        with too few of them is left out. Memory does not grow with their number.
        """
        columns = diagnostics.c
        shared = (lots.c.criteria_digest, *(lots.c[name] for name in NAMES))
        enough = select(columns.lot_id).group_by(columns.lot_id).having(func.count() >= least)
        statement = (
            select(columns.id, columns.viewpoint.label("own_viewpoint"), columns.path, columns.context, *shared)
            .join(lots, columns.lot_id == lots.c.id)
            .where(lots.c.size >= least, columns.lot_id.in_(enough))
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

    # ── gathering ──

    def _digests(self, least: int) -> list[str]:
        """Return the versions that have something to count, or lots that became too small."""
        with self._read() as connection:
            waiting = select(diagnostics.c.criteria_digest).where(diagnostics.c.counted_at.is_(None))
            small = select(lots.c.criteria_digest).where(lots.c.size < least)
            return sorted(connection.scalars(waiting.union(small)))

    def _gather_batch(self, criteria: Criteria, least: int, moment: datetime.datetime) -> tuple[int, bool]:
        """Count one batch; returns how many were counted, and whether more can be."""
        with self._read() as connection:
            waiting, seen = _waiting(connection, criteria, moment)
            if not make_lots([*_small(connection, criteria.digest, least), *waiting], least, moment):
                return 0, False
        with self._write() as connection:
            _wait_for_other_gatherers(connection, criteria.digest)
            free = _still_waiting(connection, seen)
            small = _small(connection, criteria.digest, least)
            made = make_lots([*small, *(piece for piece in waiting if piece.id in free)], least, moment)
            for new in made:
                _keep(connection, new, moment)
        count = sum(1 for new in made for piece in new.pieces if not piece.lot)
        return count, bool(count) and len(waiting) == BATCH


def _settled(moment: datetime.datetime) -> ColumnElement[bool]:
    columns = diagnostics.c
    return or_(
        columns.finished_at.is_not(None) & (columns.updated_at <= moment - FINISHED_SETTLES),
        columns.finished_at.is_(None) & (columns.updated_at <= moment - UNFINISHED_SETTLES),
    )


def _waiting(
    connection: Connection, criteria: Criteria, moment: datetime.datetime
) -> tuple[list[Piece], dict[int, datetime.datetime]]:
    """Return the settled diagnostics of a version that are not counted, and when each had last changed."""
    columns = diagnostics.c
    rows = connection.execute(
        select(diagnostics)
        .where(columns.criteria_digest == criteria.digest, columns.counted_at.is_(None), _settled(moment))
        .order_by(columns.updated_at, columns.id)
        .limit(BATCH)
    ).all()
    given = _answers(connection, [row.id for row in rows])
    pieces = []
    for row in rows:
        dates = Dates(row.created_at, row.updated_at, row.finished_at)
        sheet = AnswerSheet(Viewpoint(row.viewpoint), row.path, context_in(row.context), given.get(row.id, {}))
        one = tally(criteria, sheet, dates)
        pieces.append(Piece(row.id, one.dimensions, one.counters, settled=dates.settled))
    return pieces, {row.id: row.updated_at for row in rows}


def _wait_for_other_gatherers(connection: Connection, digest: str) -> None:
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


def _small(connection: Connection, digest: str, least: int) -> list[Piece]:
    """Return the kept lots of a version that a raised minimum made too small to be shown."""
    rows = connection.execute(select(lots).where(lots.c.criteria_digest == digest, lots.c.size < least))
    return [Piece(row.id, _dimensions(row), row.counters, row.size, lot=True) for row in rows]


def _keep(connection: Connection, new: NewLot, moment: datetime.datetime) -> None:
    """Add a lot to the one of the same dimensions, or make it; those that it is made from leave for it."""
    absorbed = [piece.id for piece in new.pieces if piece.lot]
    counted = [piece.id for piece in new.pieces if not piece.lot]
    same = connection.execute(select(lots).filter_by(**_columns(new.lot.dimensions))).first()
    if same is None:
        values = {**_columns(new.lot.dimensions), "size": new.lot.size, "counters": dict(new.lot.counters)}
        created = connection.execute(insert(lots).values(values)).inserted_primary_key
        number = created[0] if created else None
    else:
        number = same.id
        kept = [] if number in absorbed else [_lot(same)]  # its own sums may be in the new ones already
        connection.execute(
            update(lots)
            .filter_by(id=number)
            .values(
                size=new.lot.size + sum(lot.size for lot in kept),
                counters=add_up([new.lot.counters, *(lot.counters for lot in kept)]),
            )
        )
    connection.execute(update(diagnostics).where(diagnostics.c.lot_id.in_(absorbed)).values(lot_id=number))
    connection.execute(delete(lots).where(lots.c.id.in_(absorbed), lots.c.id != number))
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
    shared = {name: MIXED if (value := getattr(dimensions, name)) is None else value for name in NAMES}
    return {"criteria_digest": dimensions.criteria, **shared}


def _dimensions(row: Any) -> Dimensions:
    shared = {name: None if (value := getattr(row, name)) == MIXED else value for name in NAMES}
    return Dimensions(row.criteria_digest, **shared)


def _lot(row: Any) -> Lot:
    return Lot(_dimensions(row), row.size, row.counters)
