"""How the database is opened. On SQLite: WAL, durable commits, and writers that queue instead of failing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError

from questionnaire.errors import ConfigError

BUSY_SECONDS = 10
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a commit that was answered survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # deletion really deletes
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
)


def make_engine(url: str, connections: int = 16) -> Engine:
    """Open the database of that address; raises ConfigError when the address cannot be read."""
    try:
        sqlite = make_url(url).get_backend_name() == "sqlite"
    except ArgumentError as error:
        raise ConfigError("l’adresse de la base de données (QUESTIONNAIRE_DATABASE_URL) est illisible.") from error
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 4}
    if sqlite:
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, **options)
    if sqlite:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _on_begin does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # a transaction that will write says so at once: it then waits its turn instead of failing halfway
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
