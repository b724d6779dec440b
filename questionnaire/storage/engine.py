"""Opens the database. SQLite: WAL, durable commits. PostgreSQL: psycopg, a timeout on every wait."""

from __future__ import annotations

import os
import sqlite3
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from questionnaire.errors import ConfigError, StorageBusyError, StorageError

BUSY_SECONDS = 10  # the longest wait for another writer's lock
CONNECT_SECONDS = 5  # the longest wait for a connection to PostgreSQL
POOL_SECONDS = 10  # the longest wait for a connection of the pool
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code after lock_timeout
_BUSY_TIMEOUT = f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a commit survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # deleted content is overwritten
    _BUSY_TIMEOUT,
)
_SESSION_SETTINGS = (
    "SET TIME ZONE 'UTC'",
    "SET synchronous_commit = on",  # whatever the server's default is
    f"SET lock_timeout = '{BUSY_SECONDS}s'",
    "SET statement_timeout = '60s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)
_POSTGRESQL_OPTIONS = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "terrain-d-entente",
    "keepalives_idle": 30,
    "tcp_user_timeout": 15_000,  # milliseconds: detects a server that vanished
}
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def make_engine(url: str, connections: int = 16, *, answer_seconds: float | None = None) -> Engine:
    """Return an engine for that address; raises ConfigError when the address cannot be used.

    `answer_seconds`: the longest wait for an answer of PostgreSQL; None, for commands, sets no limit.
    """
    address = database_address(url)
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 4, "pool_timeout": POOL_SECONDS}
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite:
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    else:
        # a connection that the server closed (restart, idle for long) is replaced before use
        options |= {"connect_args": _POSTGRESQL_OPTIONS, "pool_pre_ping": True, "pool_recycle": 1800}
    engine = create_engine(address, **options)
    weakref.finalize(engine, engine.pool.dispose)  # no connection stays open when the engine is garbage collected
    event.listen(engine, "connect", _on_connect if sqlite else _on_connect_postgresql)
    if answer_seconds and not sqlite:
        from questionnaire.storage.timeouts import bounded_connect  # not loaded for SQLite

        event.listen(engine, "do_connect", bounded_connect(answer_seconds))
    if sqlite:
        event.listen(engine, "do_connect", _create_private_file)
        event.listen(engine, "begin", _on_begin)
    return engine


def database_address(url: str) -> URL:
    """Parse the address of a database; PostgreSQL always uses psycopg. Raises ConfigError when it is invalid."""
    try:
        address = make_url(url)
        kind = address.drivername.partition("+")[0]
        if kind not in _DRIVERS:
            raise ConfigError(
                f"la base « {kind} » n’est pas connue : QUESTIONNAIRE_DATABASE_URL commence par "
                "« postgresql:// » ou par « sqlite:/// »."
            )
        if kind == "sqlite" and address.database in (None, "", ":memory:"):
            raise ConfigError(
                "QUESTIONNAIRE_DATABASE_URL ne dit pas dans quel fichier : « sqlite:////chemin/du/fichier »."
            )
        return address.set(drivername=_DRIVERS[kind])
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigError("l’adresse de la base de données (QUESTIONNAIRE_DATABASE_URL) est illisible.") from error


def must_be_there(url: str, hint: str = "") -> str:
    """Return `url`; raises StorageError when it is a SQLite file that does not exist (opening would create it)."""
    address = database_address(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise StorageError(f"le fichier « {address.database} » n’existe pas{hint}")
    return url


def _create_private_file(_dialect: Any, _record: Any, arguments: list[str], _options: Any) -> None:
    """Create the SQLite file with mode 600; SQLite gives the same mode to its -wal and -shm files."""
    with suppress(OSError):  # it exists, or its folder is missing, which the driver reports
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction: _on_begin does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_connect_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("; ".join(_SESSION_SETTINGS))
    connection.autocommit = False


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    # a writing transaction takes the lock at once: it waits for it instead of failing halfway
    seconds = options.get("busy_seconds", BUSY_SECONDS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={round(seconds * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(_BUSY_TIMEOUT)


def empty_log(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log without waiting; False when a transaction in progress prevents it."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # a writer that waits for the checkpoint holds up every other one
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            try:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            finally:
                connection.exec_driver_sql(_BUSY_TIMEOUT)
    except SQLAlchemyError:
        return False
    return not busy


def storage_error(error: SQLAlchemyError) -> StorageError:
    """Return an error of the driver as one of ours; someone else's lock as StorageBusyError."""
    driver_error = getattr(error, "orig", None)
    code = getattr(driver_error, "sqlite_errorcode", None) or getattr(driver_error, "sqlstate", None)
    busy = code in (sqlite3.SQLITE_BUSY, LOCK_NOT_AVAILABLE)
    return (StorageBusyError if busy else StorageError)(reason(error))


def reason(error: Exception) -> str:
    """Return the driver's message on one line, without the SQL, its values or PostgreSQL's details."""
    driver_error = getattr(error, "orig", None) or error
    message = getattr(getattr(driver_error, "diag", None), "message_primary", None)
    return " ".join(str(message or driver_error or type(error).__name__).split())
