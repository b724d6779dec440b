"""Whole databases: moved from one kind to the other, backed up while serving, restored. All rows are compared after a move."""

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

from sqlalchemy import Connection, Engine, Table, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError, system_reason
from questionnaire.storage.engine import make_engine, reason
from questionnaire.storage.schema import is_current, upgrade
from questionnaire.storage.tables import diagnostics, metadata, publications

BATCH = 2_000  # rows
_PASSING = {"rate_limit", "sign_in_attempt", "invitation"}  # counters of the moment: they stay where they are
TABLES = [table for table in metadata.sorted_tables if table.name not in _PASSING]


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of each table were copied, and compared."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def copy_all(source: Engine, target: Engine, *, replace: bool = False) -> Copied:
    """Copy every row into an empty database of this release, or in place of what it holds; all or nothing.

    Raises StorageError when the source has another schema, when the target already holds something, or when a row
    read back differs.
    """
    if not is_current(source):
        raise StorageError(
            "la base de départ n’est pas au schéma de cette version : « questionnaire migrate » la met à jour"
        )
    upgrade(target)
    try:
        with _snapshot(source) as given, target.connect().execution_options(writes=True) as kept, kept.begin():
            if not replace and not is_empty(kept):
                raise StorageError(
                    "la base d’arrivée contient déjà des diagnostics ou des critères : rien n’a été copié"
                )
            for table in reversed(metadata.sorted_tables):
                kept.execute(table.delete())
            rows = {table.name: _copy(table, given, kept) for table in TABLES}
            for table in TABLES:
                _compare(table, given, kept)
            _go_on_counting(kept)
    except SQLAlchemyError as error:
        raise StorageError(reason(error)) from error
    return Copied(rows)


def is_empty(connection: Connection) -> bool:
    """Tell whether a database of this release holds nothing that anybody gave."""
    counts = (connection.scalar(select(func.count()).select_from(table)) for table in (diagnostics, publications))
    return not any(counts)


def holds_something(engine: Engine) -> bool:
    """Tell whether there is something to lose in a database."""
    try:
        with engine.connect() as connection:
            return not is_empty(connection)
    except SQLAlchemyError:
        return False


def backup(engine: Engine, file: Path) -> None:
    """Write a consistent copy, as a SQLite file readable by its owner alone, while the site goes on serving."""
    if file.exists():
        raise StorageError(f"le fichier « {file} » existe déjà : donnez un autre nom, rien n’a été écrit")
    part = file.with_name(f".{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _file_engine(part) as target:
            if engine.dialect.name == "sqlite":
                _sqlite_backup(engine, target)
            else:
                copy_all(engine, target)
            _settle(target)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"la sauvegarde « {file} » ne peut pas être écrite ({_words(error)})") from error
    finally:
        for left in file.parent.glob(f"{part.name}*"):
            with suppress(OSError):
                left.unlink()


def restore(file: Path, engine: Engine, *, replace: bool = False) -> None:
    """Put a backup in service, brought to the schema of this release; all or nothing.

    Raises StorageError when the file is no backup of ours, or when there is something to lose and not `replace`.
    """
    if not replace and holds_something(engine):
        raise StorageError(
            "la base contient déjà des diagnostics ou des critères (avec --replace, ils seraient remplacés)"
        )
    # aside, where there is room for it: a backup may lie where nothing can be written
    beside = Path(engine.url.database or "").parent if engine.dialect.name == "sqlite" else None
    with tempfile.TemporaryDirectory(prefix="terrain-restore-", dir=beside) as folder:
        copy = Path(folder) / "copie.sqlite"
        _read_backup(file, copy)
        with _file_engine(copy) as source:
            upgrade(source)
            if engine.dialect.name == "sqlite":
                with source.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                _sqlite_backup(source, engine)
            else:
                copy_all(source, engine, replace=replace)


def _read_backup(file: Path, copy: Path) -> None:
    """Copy a backup aside, after making sure that it is one, whole."""
    message = f"le fichier « {file} » n’est pas une sauvegarde de Terrain d’entente, ou il est abîmé"
    if not file.is_file():
        raise StorageError(f"le fichier « {file} » n’existe pas")
    try:
        given = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        kept = sqlite3.connect(copy)
        try:
            given.backup(kept)
            sound = kept.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = kept.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('diagnostic', 'alembic_version')"
            )
            if not sound or ours.fetchone()[0] != 2:
                raise StorageError(message)
        finally:
            given.close()
            kept.close()
    except sqlite3.Error as error:
        raise StorageError(message) from error


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Read everything as it is at one moment."""
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
    """Use SQLite's own means: the copy is consistent, and appears at once to whoever reads the target."""
    given, kept = source.raw_connection(), target.raw_connection()
    try:
        given.driver_connection.backup(kept.driver_connection)  # type: ignore[union-attr]
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error
    finally:
        given.close()
        kept.close()


def _settle(engine: Engine) -> None:
    """Make a SQLite file whole by itself, without its neighbours -wal and -shm."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")


def _rows(table: Table, connection: Connection) -> Iterator[dict[str, Any]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    with connection.execute(statement) as rows:
        for row in rows:
            yield dict(row._mapping)


def _copy(table: Table, given: Connection, kept: Connection) -> int:
    count, rows = 0, _rows(table, given)
    while part := list(itertools.islice(rows, BATCH)):
        kept.execute(insert(table), part)
        count += len(part)
    return count


def _compare(table: Table, given: Connection, kept: Connection) -> None:
    for number, (one, other) in enumerate(itertools.zip_longest(_rows(table, given), _rows(table, kept)), 1):
        if one != other:
            raise StorageError(
                f"la ligne {number} de « {table.name} », relue, diffère de celle de départ : rien n’a été copié"
            )


def _go_on_counting(connection: Connection) -> None:
    """Numbers given from now on come after those that were copied."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        (key, *others) = table.primary_key.columns
        if not others and key.autoincrement and key.type.python_type is int and not key.foreign_keys:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own names
                f"coalesce((SELECT max(id) FROM {table.name}), 0) + 1, false)"
            )


def _words(error: OSError | sqlite3.Error) -> str:
    return system_reason(error) if isinstance(error, OSError) else str(error)
