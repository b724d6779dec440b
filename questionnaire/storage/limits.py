"""The counters of the limits kept in the database, so that several processes and servers share them."""

from __future__ import annotations

import time

from limits.storage import MemoryStorage, Storage
from sqlalchemy import Engine, case, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from questionnaire.errors import StorageError
from questionnaire.storage.tables import rate_limits
from questionnaire.storage.transactions import Transactions


def counters(engine: Engine, workers: int) -> Storage:
    """Return where the counters are kept: in memory when one process serves alone."""
    alone = engine.dialect.name == "sqlite" and workers == 1
    return MemoryStorage() if alone else DatabaseCounters(engine)


class DatabaseCounters(Transactions, Storage):
    """Counters of fixed windows, for the library `limits`."""

    STORAGE_SCHEME = ["terrain-d-entente"]  # noqa: RUF012 - the library wants a list

    def __init__(self, engine: Engine) -> None:
        Transactions.__init__(self, engine)
        Storage.__init__(self)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here."""
        return StorageError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a window of `expiry` seconds that begins with the first; returns the count."""
        columns, moment = rate_limits.c, time.time()
        begun = moment + expiry
        make = postgresql_insert if self._engine.dialect.name == "postgresql" else sqlite_insert
        new = make(rate_limits).values(scope=key, count=amount, expires_at=begun)
        over = columns.expires_at <= moment
        counted = new.on_conflict_do_update(
            index_elements=[columns.scope],
            set_={
                "count": case((over, amount), else_=columns.count + amount),
                "expires_at": case((over, begun), else_=columns.expires_at),
            },
        ).returning(columns.count)
        with self._write() as connection:
            return int(connection.execute(counted).scalar_one())

    def sweep(self) -> None:
        """Delete the counters whose window is over."""
        with self._write() as connection:
            connection.execute(delete(rate_limits).where(rate_limits.c.expires_at <= time.time()))

    def get(self, key: str) -> int:
        """Return the count of the window, 0 when there is none."""
        columns = rate_limits.c
        with self._read() as connection:
            asked = select(columns.count).where(columns.scope == key, columns.expires_at > time.time())
            return connection.scalar(asked) or 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970; now when there is none."""
        with self._read() as connection:
            found: float | None = connection.scalar(select(rate_limits.c.expires_at).filter_by(scope=key))
        return max(found or 0, time.time())

    def check(self) -> bool:
        """Tell whether the counters can be read."""
        try:
            self.get("")
        except StorageError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every counter; returns how many."""
        with self._write() as connection:
            return connection.execute(delete(rate_limits)).rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._write() as connection:
            connection.execute(delete(rate_limits).filter_by(scope=key))
