"""An empty database for a test: a SQLite file, or a schema of the PostgreSQL that `python -m tests.support.postgresql` runs."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import Engine, insert

from questionnaire.storage import make_engine, now, upgrade
from questionnaire.storage.tables import criteria_versions
from tests.support.postgresql import VARIABLE

ADDRESS = os.environ.get(VARIABLE, "")
ON_POSTGRESQL = bool(ADDRESS)


def new_database(folder: Path, name: str = "essai") -> str:
    """Return the address of the database of that folder and name: the first time, it has no table yet."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder / f'{name}.sqlite'}"
    schema = f"{name}_{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:32]}"
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'.encode())
    return f"{ADDRESS}?options=-csearch_path%3D{schema}"


@functools.cache
def _model() -> Path:
    """Make an empty SQLite file with the schema of this release, once for the process."""
    file = Path(tempfile.mkdtemp(prefix="essai-modele-")) / "modele.sqlite"
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    _upgrade(f"sqlite:///{file}")
    return file


def _upgrade(address: str) -> None:
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()


def ready_database(folder: Path, name: str = "essai") -> str:
    """Return the address of the database of that folder and name, with the schema of this release."""
    address = new_database(folder, name)
    file = folder / f"{name}.sqlite"
    if ON_POSTGRESQL or file.exists():
        _upgrade(address)
    else:  # a copy takes a tenth of the time of the migrations, which have tests of their own
        shutil.copyfile(_model(), file)
    return address


def store_version(engine: Engine, digest: str, label: str = "essai", source: bytes = b"format: 1") -> None:
    """Store a version of the criteria that was never put in service: diagnostics may name it."""
    values = {"digest": digest, "label": label, "source": source, "created_at": now()}
    with engine.begin() as connection:
        connection.execute(insert(criteria_versions).values(values))
