"""Reading and writing in transactions; every failure of the database comes out as StorageError."""

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

_turns: weakref.WeakKeyDictionary[Engine, threading.Lock] = weakref.WeakKeyDictionary()


class Transactions:
    """The parent of every store. Stores on one engine share the turn of its writers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # on SQLite one writer at a time: queueing here is fairer than polling the file's lock
        sqlite = engine.dialect.name == "sqlite"
        self._turn = _turns.setdefault(engine, threading.Lock()) if sqlite else None

    def close(self) -> None:
        """Close every connection: whoever forks keeps none."""
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
        with self._alone():
            try:
                with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                    yield connection
            except SQLAlchemyError as error:
                raise StorageError(reason(error)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for one's turn to write, where there is one writer at a time."""
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StorageError("the database is busy")
        try:
            yield
        finally:
            self._turn.release()


def now() -> datetime.datetime:
    """Return the present moment in UTC, without a zone, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)
