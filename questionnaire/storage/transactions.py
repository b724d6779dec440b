"""Read and write transactions; errors of the database are raised as StorageError."""

from __future__ import annotations

import datetime
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError
from questionnaire.storage.engine import BUSY_SECONDS, reason

_write_locks: weakref.WeakKeyDictionary[Engine, threading.Lock] = weakref.WeakKeyDictionary()


class Transactions:
    """The base class of every store. On SQLite, stores on one engine share a write lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite has one writer: waiting on this lock is fairer than polling the file's lock
        sqlite = engine.dialect.name == "sqlite"
        self._write_lock = _write_locks.setdefault(engine, threading.Lock()) if sqlite else None

    def close(self) -> None:
        """Close every connection, for instance before a fork."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise StorageError(reason(error)) from error

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._exclusive():
            try:
                with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                    yield connection
            except SQLAlchemyError as error:
                raise StorageError(reason(error)) from error

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the write lock, where there is one; raises StorageError when it stays busy for BUSY_SECONDS."""
        if self._write_lock is None:
            yield
            return
        if not self._write_lock.acquire(timeout=BUSY_SECONDS):
            raise StorageError("the database is busy")
        try:
            yield
        finally:
            self._write_lock.release()


def now() -> datetime.datetime:
    """Return the current time in UTC, without a zone, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)
