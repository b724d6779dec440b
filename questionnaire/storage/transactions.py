"""Read and write transactions; errors of the database are raised as StorageError."""

from __future__ import annotations

import datetime
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, QueuePool
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError
from questionnaire.storage.engine import empty_log, storage_error
from questionnaire.storage.waiting import WriteQueue

_write_locks: weakref.WeakKeyDictionary[Engine, WriteQueue] = weakref.WeakKeyDictionary()


class Transactions:
    """The base class of every store. On SQLite, stores on one engine share a queue of writers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        sqlite = engine.dialect.name == "sqlite"
        self._write_lock = _write_locks.setdefault(engine, WriteQueue(_threads(engine))) if sqlite else None

    def close(self) -> None:
        """Close every connection, for instance before a fork."""
        self._engine.dispose()

    def can_write(self) -> bool:
        """Tell whether a write transaction can begin; nothing is written. False too while too many wait to write."""
        try:
            with self._write():
                return True
        except StorageError:
            return False

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._write_lock is None:
            with self._transaction(writes=True) as connection:
                yield connection
            return
        with (
            self._write_lock.turn() as seconds,
            self._transaction(writes=True, busy_seconds=seconds) as connection,
        ):
            self._write_lock.succeeded()
            yield connection

    @contextmanager
    def _transaction(self, **options: float) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise storage_error(error) from error


class Erasing(Transactions):
    """A store whose deleted rows are removed from SQLite's write-ahead log too, at once or by the next upkeep."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._log_is_clean = False  # an earlier process may have left deleted rows in SQLite's log

    def _erased(self) -> None:
        """Record that something was deleted, and try to clean the log."""
        self._log_is_clean = False
        self.clean_log()

    def clean_log(self, *, others_too: bool = False) -> None:
        """Empty SQLite's write-ahead log if this process left deleted rows in it; with `others_too`, in any case.

        Never waits: while somebody reads or writes, the log stays as it is, and the upkeep tries again.
        """
        if self._write_lock is None:
            return  # not SQLite
        if others_too or not self._log_is_clean:
            self._log_is_clean = True  # set first: a deletion made meanwhile sets it back
            self._log_is_clean = empty_log(self._engine) and self._log_is_clean


def _threads(engine: Engine) -> int:
    """Return the number of page threads: the size of the pool of connections (see make_engine)."""
    return engine.pool.size() if isinstance(engine.pool, QueuePool) else 1


def now() -> datetime.datetime:
    """Return the current time in UTC, without a zone, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)
