"""Stores failed sign-in attempts, and the networks that each name signed in from: keyed digests, never an address."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from questionnaire.storage.people_tables import attempts
from questionnaire.storage.tables import rate_limits
from questionnaire.storage.transactions import Transactions, now

_LOCK = 0x7465_7272  # an arbitrary key of PostgreSQL's advisory locks, used by nothing else


@dataclass(frozen=True, slots=True)
class Failures:
    """The failed attempts of a scope: how many, and the time of the last (UTC)."""

    count: int
    last: datetime.datetime


class AttemptStore(Transactions):
    """Reads and writes attempts to sign in."""

    def failures(self, scope: str, since: datetime.datetime, before: int | None = None) -> Failures | None:
        """Return the failed attempts of a scope since `since` (UTC), or None; with `before`, those of a smaller id only."""
        columns = attempts.c
        statement = select(func.count(), func.max(columns.tried_at)).where(
            columns.scope == scope, columns.tried_at > since
        )
        if before is not None:
            statement = statement.where(columns.id < before)
        with self._read() as connection:
            count, last = connection.execute(statement).one()
        return Failures(count, last) if count else None

    def note_attempt(self, scopes: Sequence[str], since: datetime.datetime) -> list[int]:
        """Record an attempt in each scope and return the ids of the rows; delete those made before `since` (UTC).

        Attempts are recorded one at a time: every row of a smaller id is visible to whoever gets an id.
        """
        moment, statement = now(), insert(attempts).returning(attempts.c.id)
        with self._write() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one writer
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            connection.execute(delete(attempts).where(attempts.c.tried_at < since))
            return [
                connection.execute(statement.values(scope=scope, tried_at=moment)).scalar_one() for scope in scopes
            ]

    def forget_attempts(self, numbers: Sequence[int], scope: str = "") -> None:
        """Delete these attempts, and all those of a scope, if one is given."""
        with self._write() as connection:
            connection.execute(delete(attempts).where(attempts.c.id.in_(numbers) | (attempts.c.scope == scope)))

    def remember_address(self, scope: str, expires_at: float) -> None:
        """Record that a name signed in from an address, until `expires_at` (seconds since 1970)."""
        with self._write() as connection:
            connection.execute(delete(rate_limits).filter_by(scope=scope))
            connection.execute(insert(rate_limits).values(scope=scope, count=1, expires_at=expires_at))

    def is_known_address(self, scope: str, moment: float) -> bool:
        """Tell whether a name signed in from an address, at `moment` (seconds since 1970)."""
        statement = select(rate_limits.c.count).filter_by(scope=scope).where(rate_limits.c.expires_at > moment)
        with self._read() as connection:
            return connection.scalar(statement) is not None

    def sweep(self, before: datetime.datetime) -> None:
        """Delete the attempts made before that date (UTC), and the known addresses whose time is over.

        The counters of limits whose time is over go too: they share a table with known addresses.
        """
        with self._write() as connection:
            connection.execute(delete(attempts).where(attempts.c.tried_at < before))
            connection.execute(delete(rate_limits).where(rate_limits.c.expires_at <= time.time()))
