"""Backs up, restores and copies whole databases, between SQLite and PostgreSQL too."""

from __future__ import annotations

import itertools
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError, system_reason
from questionnaire.storage.engine import make_engine, reason
from questionnaire.storage.schema import is_current, upgrade
from questionnaire.storage.tables import diagnostics, metadata, publications

BATCH = 2_000  # rows
# short-lived rows, or secrets of a running site: they are neither copied nor backed up
_TRANSIENT_TABLES = {"rate_limit", "sign_in_attempt", "invitation", "password_link", "facilitator_session"}
TABLES = [table for table in metadata.sorted_tables if table.name not in _TRANSIENT_TABLES]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """How many rows of each table were copied and compared."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """The number of rows of all tables."""
        return sum(self.rows.values())


def copy_all(source: Engine, target: Engine, *, replace: bool = False) -> CopyResult:
    """Replace the rows of `target` with those of `source`, then read them back and compare, in one transaction.

    Raises StorageError when the source has not the schema of this release, when the target has data and not
    `replace`, or when a row read back differs.
    """
    if not is_current(source):
        raise StorageError(
            "la base de départ n’est pas au schéma de cette version : « questionnaire migrate » la met à jour"
        )
    upgrade(target)
    try:
        with (
            _snapshot(source) as reader,
            target.connect().execution_options(writes=True) as writer,
            writer.begin(),
        ):
            if not replace and not is_empty(writer):
                raise StorageError(
                    "la base d’arrivée contient déjà des diagnostics ou des critères : rien n’a été copié"
                )
            for table in reversed(metadata.sorted_tables):
                writer.execute(table.delete())
            rows = {table.name: _copy(table, reader, writer) for table in TABLES}
            for table in TABLES:
                _compare(table, reader, writer)
            _reset_sequences(writer)
    except SQLAlchemyError as error:
        raise StorageError(reason(error)) from error
    return CopyResult(rows)


def is_empty(connection: Connection) -> bool:
    """Tell whether a database of this release has neither diagnostics nor publications."""
    counts = (connection.scalar(select(func.count()).select_from(table)) for table in (diagnostics, publications))
    return not any(counts)


def has_data(engine: Engine) -> bool:
    """Tell whether a database has diagnostics or publications; False when it cannot be read."""
    try:
        with engine.connect() as connection:
            return not is_empty(connection)
    except SQLAlchemyError:
        return False


def backup(engine: Engine, file: Path) -> None:
    """Write a consistent copy to a SQLite file of mode 600, while the site serves; raises StorageError."""
    if file.exists():
        raise StorageError(f"le fichier « {file} » existe déjà : donnez un autre nom, rien n’a été écrit")
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _file_engine(partial) as target:
            if engine.dialect.name == "sqlite":
                _vacuum_into(engine, partial)
                _empty_transient_tables(target)
            else:
                copy_all(engine, target)
            _leave_wal_mode(target)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        partial.rename(file)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise StorageError(f"la sauvegarde « {file} » ne peut pas être écrite ({_error_text(error)})") from error
    finally:
        for leftover in file.parent.glob(f"{partial.name}*"):
            with suppress(OSError):
                leftover.unlink()


def restore(file: Path, engine: Engine, *, replace: bool = False) -> None:
    """Replace the content of a database with a backup, upgraded to the schema of this release; all or nothing.

    Raises StorageError when the file is not a valid backup, when the database has data and not `replace`, or when the
    copy cannot be made.
    """
    if not replace and has_data(engine):
        raise StorageError(
            "la base contient déjà des diagnostics ou des critères (avec --replace, ils seraient remplacés)"
        )
    # not beside the backup, whose folder may be read-only; beside the database, where there is room
    parent = Path(engine.url.database or "").parent if engine.dialect.name == "sqlite" else None
    try:
        with tempfile.TemporaryDirectory(prefix="terrain-restore-", dir=parent) as folder:
            copy = Path(folder) / "copie.sqlite"
            _read_backup(file, copy)
            with _file_engine(copy) as source:
                upgrade(source)
                _empty_transient_tables(source)  # earlier releases wrote them in backups
                if engine.dialect.name == "sqlite":
                    with source.connect() as connection:
                        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    _sqlite_backup(source, engine)
                else:
                    copy_all(source, engine, replace=replace)
    except (OSError, SQLAlchemyError) as error:
        raise StorageError(
            f"la sauvegarde « {file} » ne peut pas être remise en place ({_error_text(error)})"
        ) from error


def _read_backup(file: Path, copy: Path) -> None:
    """Copy a backup to `copy`; raises StorageError when it is missing, damaged or not a backup of this program."""
    message = f"le fichier « {file} » n’est pas une sauvegarde de Terrain d’entente, ou il est abîmé"
    if not file.is_file():
        raise StorageError(f"le fichier « {file} » n’existe pas")
    try:
        source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
            intact = target.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            known_tables = target.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('diagnostic', 'alembic_version')"
            )
            if not intact or known_tables.fetchone()[0] != 2:
                raise StorageError(message)
        finally:
            source.close()
            target.close()
    except sqlite3.Error as error:
        raise StorageError(message) from error


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that reads a consistent snapshot."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def _file_engine(file: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{file}")
    try:
        yield engine
    finally:
        engine.dispose()


def _sqlite_backup(source: Engine, target: Engine) -> None:
    """Copy with SQLite's backup API: consistent, and atomic for readers of the target."""
    source_connection, target_connection = source.raw_connection(), target.raw_connection()
    try:
        source_connection.driver_connection.backup(target_connection.driver_connection)  # type: ignore[union-attr]
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error
    finally:
        source_connection.close()
        target_connection.close()


def _vacuum_into(source: Engine, file: Path) -> None:
    """Write a consistent copy to an empty file, without the remains of deleted rows."""
    try:
        with source.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
    except SQLAlchemyError as error:
        raise StorageError(reason(error)) from error


def _empty_transient_tables(engine: Engine) -> None:
    """Delete the rows that are not backed up; what they held is overwritten (PRAGMA secure_delete)."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        present = set(inspect(connection).get_table_names())  # an earlier schema has fewer
        for table in metadata.sorted_tables:
            if table.name in _TRANSIENT_TABLES & present:
                connection.execute(table.delete())


def _leave_wal_mode(engine: Engine) -> None:
    """Turn a SQLite database into a single file, without -wal and -shm files."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")


def _rows(table: Table, connection: Connection) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    with connection.execute(statement) as rows:
        for row in rows:
            yield dict(row._mapping)


def _copy(table: Table, reader: Connection, writer: Connection) -> int:
    count, rows = 0, _rows(table, reader)
    while batch := list(itertools.islice(rows, BATCH)):
        writer.execute(insert(table), batch)
        count += len(batch)
    return count


def _compare(table: Table, reader: Connection, writer: Connection) -> None:
    for number, (source_row, target_row) in enumerate(
        itertools.zip_longest(_rows(table, reader), _rows(table, writer)), 1
    ):
        if source_row != target_row:
            raise StorageError(
                f"la ligne {number} de « {table.name} », relue, diffère de celle de départ : rien n’a été copié"
            )


def _reset_sequences(connection: Connection) -> None:
    """Make PostgreSQL's next generated ids follow the copied ones."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        (key, *others) = table.primary_key.columns
        if not others and key.autoincrement and key.type.python_type is int and not key.foreign_keys:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - names of tables.py
                f"coalesce((SELECT max(id) FROM {table.name}), 0) + 1, false)"
            )


def _error_text(error: OSError | sqlite3.Error | SQLAlchemyError) -> str:
    return system_reason(error) if isinstance(error, OSError) else reason(error)
