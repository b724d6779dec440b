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
WITHOUT_REFERENCES = sql.SQL("SET session_replication_role = replica")
BEGIN_AGAIN = sql.SQL(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
    " FROM pg_sequences WHERE schemaname = current_schema()"
)
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
    removed = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in metadata.tables]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("; ").join([WITHOUT_REFERENCES, *removed, BEGIN_AGAIN]))


def store_version(engine: Engine, digest: str, label: str = "essai", source: bytes = b"format: 1") -> None:
    """Store a version of the criteria that was never put in service: diagnostics may name it."""
    values = {"digest": digest, "label": label, "source": source, "created_at": now()}
    with engine.begin() as connection:
        connection.execute(insert(criteria_versions).values(values))
