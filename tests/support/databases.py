"""An empty database for a test: a SQLite file, or a schema of the PostgreSQL that `python -m tests.support.postgresql` runs."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Engine, insert

from questionnaire.storage import make_engine, now, upgrade
from questionnaire.storage.tables import criteria_versions, metadata
from tests.support.postgresql import VARIABLE

ADDRESS = os.environ.get(VARIABLE, "")
ON_POSTGRESQL = bool(ADDRESS)
NAMES = itertools.count(1)
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = %s"
_given: dict[Path, str] = {}  # the addresses of PostgreSQL's schemas, by the file that SQLite would have
_ready: set[Path] = set()  # those of them that hold the tables of this release
_spare: list[str] = []  # addresses of those with the tables of this release, and no row


def new_database(folder: Path, name: str = "essai") -> str:
    """Return the address of the database of that folder and name: the first time, it has no table yet."""
    file = (folder / f"{name}.sqlite").absolute()
    if not ON_POSTGRESQL:
        return f"sqlite:///{file}"
    if file not in _given:
        _given[file] = _new_schema()
    return _given[file]


def _new_schema() -> str:
    schema = f"essai_{os.getpid()}_{next(NAMES)}"
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"'.encode())
    return f"{ADDRESS}?options=-csearch_path%3D{schema}"


def _upgraded(address: str) -> str:
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()
    return address


@functools.cache
def _model() -> Path:
    """Make an empty SQLite file with the schema of this release, once for the process."""
    file = Path(tempfile.mkdtemp(prefix="essai-modele-")) / "modele.sqlite"
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    _upgraded(f"sqlite:///{file}")
    return file


def ready_database(folder: Path, name: str = "essai") -> str:
    """Return the address of the database of that folder and name, with the schema of this release.

    The migrations, which have tests of their own, run once for many: a SQLite file is copied, a schema serves again.
    """
    file = (folder / f"{name}.sqlite").absolute()
    if file in _given or file.exists():
        return _upgraded(new_database(folder, name))
    if ON_POSTGRESQL:
        _given[file] = _spare.pop() if _spare else _upgraded(_new_schema())
        _ready.add(file)
    else:
        shutil.copyfile(_model(), file)
    return new_database(folder, name)


@contextmanager
def given_back() -> Iterator[None]:
    """Empty at the end the schemas of PostgreSQL that were given ready meanwhile, so that they serve again."""
    before = set(_given)
    yield
    for file in _given.keys() - before:
        address = _given.pop(file)
        if file in _ready:
            _ready.remove(file)
            _empty(address)
            _spare.append(address)


def _empty(address: str) -> None:
    """Remove every row; the numbers begin again at 1."""
    _connection().execute(_emptying(address))


@functools.cache
def _connection() -> psycopg.Connection:
    """Return the connection that empties: one for the process, for a new one took twenty times as long as the rows."""
    connection = psycopg.connect(
        ADDRESS, autocommit=True, options="-c session_replication_role=replica -c lock_timeout=10s"
    )
    atexit.register(connection.close)
    return connection


@functools.cache
def _emptying(address: str) -> sql.Composed:
    """Return what empties a schema."""
    schema = address.rpartition("%3D")[2]
    removed = [sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)) for table in metadata.tables]
    numbers = [sql.Identifier(schema, name).as_string() for (name,) in _connection().execute(SEQUENCES, [schema])]
    begun_again = [sql.SQL("SELECT setval({}, 1, false)").format(sql.Literal(number)) for number in numbers]
    return sql.SQL("; ").join([*removed, *begun_again])


def store_version(engine: Engine, digest: str, label: str = "essai", source: bytes = b"format: 1") -> None:
    """Store a version of the criteria that was never put in service: diagnostics may name it."""
    values = {"digest": digest, "label": label, "source": source, "created_at": now()}
    with engine.begin() as connection:
        connection.execute(insert(criteria_versions).values(values))
