"""Stores the counters of the rate limits in the database, shared by processes and servers."""

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
    """Return the storage of the counters: in memory when a single process serves, on SQLite."""
    single_process = engine.dialect.name == "sqlite" and workers == 1
    return MemoryStorage() if single_process else DatabaseCounters(engine)


def sweep_memory(storage: Storage) -> None:
    """Delete the counters in memory whose window is over: the library does so only when some counter is incremented."""
    if isinstance(storage, MemoryStorage):
        for key in list(storage.expirations):
            storage.get(key)  # deletes it when its window is over


class DatabaseCounters(Transactions, Storage):
    """A storage of fixed-window counters for the library `limits`; AttemptStore.sweep deletes those whose window is over."""

    STORAGE_SCHEME = ["terrain-d-entente"]  # noqa: RUF012 - the library requires a list

    def __init__(self, engine: Engine) -> None:
        Transactions.__init__(self, engine)
        Storage.__init__(self)

    @property
    def base_exceptions(self) -> type[Exception]:
        """The exceptions that this storage raises."""
        return StorageError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to a counter, whose window of `expiry` seconds starts at the first call; returns the count."""
        columns, moment = rate_limits.c, time.time()
        window_end = moment + expiry
        dialect_insert = postgresql_insert if self._engine.dialect.name == "postgresql" else sqlite_insert
        statement = dialect_insert(rate_limits).values(scope=key, count=amount, expires_at=window_end)
        expired = columns.expires_at <= moment
        upsert = statement.on_conflict_do_update(
            index_elements=[columns.scope],
            set_={
                "count": case((expired, amount), else_=columns.count + amount),
                "expires_at": case((expired, window_end), else_=columns.expires_at),
            },
        ).returning(columns.count)
        with self._write() as connection:
            return int(connection.execute(upsert).scalar_one())

    def get(self, key: str) -> int:
        """Return the count of the current window, 0 when there is none."""
        columns = rate_limits.c
        with self._read() as connection:
            statement = select(columns.count).where(columns.scope == key, columns.expires_at > time.time())
            return connection.scalar(statement) or 0

    def get_expiry(self, key: str) -> float:
        """Return when the current window ends, in seconds since 1970; now when there is none."""
        with self._read() as connection:
            expires_at: float | None = connection.scalar(select(rate_limits.c.expires_at).filter_by(scope=key))
        return max(expires_at or 0, time.time())

    def check(self) -> bool:
        """Tell whether the counters can be read."""
        try:
            self.get("")
        except StorageError:
            return False
        return True

    def reset(self) -> int | None:
        """Delete every counter; returns how many."""
        with self._write() as connection:
            return connection.execute(delete(rate_limits)).rowcount

    def clear(self, key: str) -> None:
        """Delete a counter."""
        with self._write() as connection:
            connection.execute(delete(rate_limits).filter_by(scope=key))
