"""Stores cohorts: counts settled diagnostics into them, and reads them for the statistics."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.statistics.blur import PairSums, add_pairs, blurred
from questionnaire.statistics.cohorts import (
    DIMENSION_NAMES,
    Cohort,
    Counters,
    Dimensions,
    Member,
    NewCohort,
    make_cohorts,
    sum_counters,
)
from questionnaire.statistics.tally import FINISHED_SETTLES, UNFINISHED_SETTLES, Dates
from questionnaire.storage.sheets import context_from_json
from questionnaire.storage.tables import MIXED, PAIRS, answers, cohorts, criteria_versions, diagnostics
from questionnaire.storage.transactions import Transactions
from questionnaire.storage.version_names import VersionName, version_names

WAITING = "waiting"  # prefix, in the counters of the row of pairs, of those not released yet
_IS_PAIRS = cohorts.c.quarter == PAIRS
_IS_COHORT = cohorts.c.quarter != PAIRS


@dataclass(frozen=True, slots=True)
class SettledDiagnostic:
    """A diagnostic that can be counted, without its notes."""

    id: int
    sheet: AnswerSheet
    dates: Dates


class CohortStore(Transactions):
    """Reads and writes cohorts; each diagnostic is counted once."""

    def all(self, least: int) -> list[Cohort]:
        """Return the cohorts of at least `least` diagnostics."""
        with self._read() as connection:
            rows = connection.execute(select(cohorts).where(_IS_COHORT, cohorts.c.size >= least))
            return [_cohort(row) for row in rows]

    def versions(self, least: int) -> list[VersionName]:
        """Return the versions that have cohorts of at least `least` diagnostics, newest first."""
        digests = select(cohorts.c.criteria_digest).where(_IS_COHORT, cohorts.c.size >= least)
        with self._read() as connection:
            return version_names(connection, frozenset(connection.scalars(digests)))

    def pairs(self, least: int) -> dict[str, PairSums]:
        """Return the released pairs of criteria, by digest of the version; no page reads those not released yet."""
        with self._read() as connection:
            rows = connection.execute(select(cohorts).where(_IS_PAIRS, cohorts.c.size >= least))
            return {row.criteria_digest: PairSums(row.size, _pair_sums(row).released) for row in rows}

    def sizes(self, least: int) -> dict[str, int]:
        """Return how many diagnostics of each version are counted, by digest, in cohorts of at least `least`."""
        columns = cohorts.c
        with self._read() as connection:
            rows = connection.execute(
                select(columns.criteria_digest, func.sum(columns.size))
                .where(_IS_COHORT, columns.size >= least)
                .group_by(columns.criteria_digest)
            )
            return {digest: int(size) for digest, size in rows}

    # ── counting ──

    def digests_to_count(self, least: int) -> list[str]:
        """Return the versions that have diagnostics to count, or cohorts smaller than `least`."""
        with self._read() as connection:
            waiting = select(diagnostics.c.criteria_digest).where(diagnostics.c.counted_at.is_(None))
            small = select(cohorts.c.criteria_digest).where(_IS_COHORT, cohorts.c.size < least)
            return sorted(connection.scalars(waiting.union(small)))

    def settled(self, digest: str, moment: datetime.datetime, limit: int) -> list[SettledDiagnostic]:
        """Return at most `limit` diagnostics of a version that have settled and are not counted, oldest first."""
        columns = diagnostics.c
        with self._read() as connection:
            rows = connection.execute(
                select(diagnostics)
                .where(columns.criteria_digest == digest, columns.counted_at.is_(None), _is_settled(moment))
                .order_by(columns.updated_at, columns.id)
                .limit(limit)
            ).all()
            answers_by_id = _answers_by_diagnostic(connection, [row.id for row in rows])
        return [
            SettledDiagnostic(
                row.id,
                AnswerSheet(
                    Viewpoint(row.viewpoint),
                    row.path,
                    context_from_json(row.context),
                    answers_by_id.get(row.id, {}),
                ),
                Dates(row.created_at, row.updated_at, row.finished_at),
            )
            for row in rows
        ]

    def count(
        self,
        digest: str,
        members: Sequence[tuple[SettledDiagnostic, Member]],
        least: int,
        moment: datetime.datetime,
        chance: Random,
    ) -> int:
        """Put these diagnostics into cohorts, except those counted, changed or deleted meanwhile; return how many.

        One transaction; one process at a time for each version. The sums added to a cohort are blurred first, with
        `chance` (statistics/blur.py).
        """
        with self._read() as connection:
            waiting = [member for _, member in members]
            if not make_cohorts([*_small_cohorts(connection, digest, least), *waiting], least, moment):
                return 0
        with self._write() as connection:
            _wait_for_other_processes(connection, digest)
            uncounted = _lock_uncounted(connection, {settled.id: settled.dates.updated for settled, _ in members})
            waiting = [member for member in waiting if member.id in uncounted]
            new_cohorts = make_cohorts([*_small_cohorts(connection, digest, least), *waiting], least, moment)
            for new_cohort in new_cohorts:
                _save_cohort(connection, new_cohort, _blurred_sums(new_cohort, least, chance), moment)
            counted = [member for new in new_cohorts for member in new.members if not member.cohort]
            _save_pairs(connection, digest, counted, least, chance)
        return len(counted)


def _is_settled(moment: datetime.datetime) -> ColumnElement[bool]:
    columns = diagnostics.c
    return or_(
        columns.finished_at.is_not(None) & (columns.updated_at <= moment - FINISHED_SETTLES),
        columns.finished_at.is_(None) & (columns.updated_at <= moment - UNFINISHED_SETTLES),
    )


def _wait_for_other_processes(connection: Connection, digest: str) -> None:
    """Lock the version's row, so that one process counts it, without blocking answers. SQLite has one writer."""
    connection.execute(
        select(criteria_versions.c.digest).filter_by(digest=digest).with_for_update(key_share=True)
    ).all()


def _lock_uncounted(connection: Connection, updated_at_by_id: dict[int, datetime.datetime]) -> set[int]:
    """Lock and return the ids of those not counted, changed or deleted since they were read."""
    columns = diagnostics.c
    rows = connection.execute(
        select(columns.id, columns.updated_at)
        .where(columns.id.in_(updated_at_by_id), columns.counted_at.is_(None))
        .order_by(columns.id)
        .with_for_update(key_share=True)
    )
    return {row.id for row in rows if row.updated_at == updated_at_by_id[row.id]}


def _small_cohorts(connection: Connection, digest: str, least: int) -> list[Member]:
    """Return, as members to group again, the cohorts of a version under the minimum, which an operator may have raised."""
    small = _IS_COHORT & (cohorts.c.criteria_digest == digest) & (cohorts.c.size < least)
    rows = connection.execute(select(cohorts).where(small))
    return [Member(row.id, _dimensions(row), row.counters, row.size, cohort=True) for row in rows]


def _blurred_sums(new_cohort: NewCohort, least: int, chance: Random) -> dict[str, int]:
    """Return the sums of a new cohort; those of its diagnostics are blurred, those of stored cohorts were already."""
    added = sum_counters(member.counters for member in new_cohort.members if not member.cohort)
    stored = [member.counters for member in new_cohort.members if member.cohort]
    return sum_counters([blurred(added, least, chance), *stored])


def _save_cohort(
    connection: Connection, new_cohort: NewCohort, counters: Counters, moment: datetime.datetime
) -> None:
    """Add a cohort to the stored one of the same dimensions, or insert it; delete the cohorts that it absorbs."""
    absorbed = [member.id for member in new_cohort.members if member.cohort]
    counted = [member.id for member in new_cohort.members if not member.cohort]
    existing = connection.execute(
        select(cohorts).filter_by(**_dimension_columns(new_cohort.cohort.dimensions))
    ).first()
    if existing is None:
        values = {
            **_dimension_columns(new_cohort.cohort.dimensions),
            "size": new_cohort.cohort.size,
            "counters": dict(counters),
        }
        created = connection.execute(insert(cohorts).values(values)).inserted_primary_key
        cohort_id = created[0] if created else None
    else:
        cohort_id = existing.id
        # an absorbed cohort is already in the new sums
        merged = [] if cohort_id in absorbed else [_cohort(existing)]
        connection.execute(
            update(cohorts)
            .filter_by(id=cohort_id)
            .values(
                size=new_cohort.cohort.size + sum(cohort.size for cohort in merged),
                counters=sum_counters([counters, *(cohort.counters for cohort in merged)]),
            )
        )
    connection.execute(update(diagnostics).where(diagnostics.c.lot_id.in_(absorbed)).values(lot_id=cohort_id))
    connection.execute(delete(cohorts).where(cohorts.c.id.in_(absorbed), cohorts.c.id != cohort_id))
    connection.execute(
        update(diagnostics).where(diagnostics.c.id.in_(counted)).values(counted_at=moment, lot_id=cohort_id)
    )


def _save_pairs(
    connection: Connection, digest: str, counted: Sequence[Member], least: int, chance: Random
) -> None:
    """Add the pairs of the diagnostics just counted to the row of their version."""
    if not counted:
        return
    key = {"criteria_digest": digest, **dict.fromkeys(DIMENSION_NAMES, MIXED), "quarter": PAIRS}
    row = connection.execute(select(cohorts).filter_by(**key)).first()
    sums = add_pairs(
        _pair_sums(row) if row else PairSums(),
        sum_counters(member.pairs for member in counted),
        len(counted),
        least,
        chance,
    )
    waiting = {f"{WAITING}:{name}": count for name, count in sums.waiting.items()}
    values = {"size": sums.size, "counters": {**sums.released, **waiting, WAITING: sums.waiting_size}}
    if row is None:
        connection.execute(insert(cohorts).values(**key, **values))
    else:
        connection.execute(update(cohorts).filter_by(id=row.id).values(values))


# ── rows and values ──


def _answers_by_diagnostic(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, Answer]]:
    """Return the answers of several diagnostics, by id and criterion; notes are not read."""
    columns = answers.c
    answers_by_id: dict[int, dict[str, Answer]] = {}
    rows = connection.execute(
        select(columns.diagnostic_id, columns.criterion, columns.state, columns.level).where(
            columns.diagnostic_id.in_(ids)
        )
    )
    for row in rows:
        answers_by_id.setdefault(row.diagnostic_id, {})[row.criterion] = Answer(State(row.state), row.level)
    return answers_by_id


def _dimension_columns(dimensions: Dimensions) -> dict[str, str]:
    shared = {name: MIXED if (value := getattr(dimensions, name)) is None else value for name in DIMENSION_NAMES}
    return {"criteria_digest": dimensions.criteria, **shared}


def _dimensions(row: Any) -> Dimensions:
    shared = {name: None if (value := getattr(row, name)) == MIXED else value for name in DIMENSION_NAMES}
    return Dimensions(row.criteria_digest, **shared)


def _cohort(row: Any) -> Cohort:
    return Cohort(_dimensions(row), row.size, row.counters)


def _pair_sums(row: Any) -> PairSums:
    released = {name: count for name, count in row.counters.items() if not name.startswith(WAITING)}
    prefix = f"{WAITING}:"
    waiting = {name[len(prefix) :]: count for name, count in row.counters.items() if name.startswith(prefix)}
    return PairSums(row.size, released, row.counters.get(WAITING, 0), waiting)
