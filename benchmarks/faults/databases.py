"""The database of a run: its address, how it is made unavailable, and its contents at the end."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url

from benchmarks.faults.comparing import CONTEXT, VERSION, count_engagements
from benchmarks.faults.observing import Observed
from benchmarks.faults.relay import Relay
from questionnaire.accounts.keys import key_digest
from questionnaire.storage.tables import answers, diagnostics, engagements


class Database(Protocol):
    """What the injector and the verdict need of a database."""

    server_url: str  # for the server: may go through a relay
    direct_url: str  # for the verdict
    ways: tuple[str, ...]  # how it can be made unavailable; a repeated one is drawn more often

    def lose(self, way: str) -> Callable[[], None]:
        """Make it unavailable; return a function that makes it available again."""
        ...

    def close(self) -> None:
        """Stop what was started for it."""
        ...


class Sqlite:
    """A SQLite file: locked by another connection, or its folder renamed for a moment."""

    ways: tuple[str, ...] = ("lock", "lock", "folder")

    def __init__(self, instance: Path, observed: Observed) -> None:
        self._instance, self._observed = instance, observed
        self._file = instance / "questionnaire.sqlite"
        self.server_url = self.direct_url = f"sqlite:///{self._file}"

    def lose(self, way: str) -> Callable[[], None]:
        """Lock the file, or rename its folder."""
        return self._lock() if way == "lock" else self._away()

    def _lock(self) -> Callable[[], None]:
        connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False, timeout=30)
        connection.execute("BEGIN EXCLUSIVE")

        def release() -> None:
            connection.rollback()
            connection.close()

        return release

    def _away(self) -> Callable[[], None]:
        aside = self._instance.with_name("ailleurs")
        self._instance.rename(aside)

        def back() -> None:
            if self._instance.exists():
                self._observed.count("data folders created again while the true one was away")
                shutil.rmtree(self._instance)
            aside.rename(self._instance)

        return back

    def close(self) -> None:
        """Do nothing: nothing was started."""


class Relayed:
    """A PostgreSQL server, reached through a relay of ours that can be cut, or stop passing data on."""

    ways: tuple[str, ...] = ("cut", "cut", "hold")

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self._relay = Relay(parts.host or "127.0.0.1", parts.port or 5432)
        self.direct_url = url
        relayed = parts.set(host="127.0.0.1", port=self._relay.port)
        self.server_url = relayed.render_as_string(hide_password=False)

    def lose(self, way: str) -> Callable[[], None]:
        """Cut the relay, or hold the data."""
        if way == "hold":
            self._relay.hold()
            return self._relay.let_go
        self._relay.cut()
        return self._relay.mend

    def close(self) -> None:
        """Stop the relay."""
        self._relay.close()


class Contents:
    """The contents of the database, read without the server."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)

    def count(self) -> int:
        """Return how many diagnostics there are."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(diagnostics)) or 0

    def find(self, key: str) -> list[dict[str, str]]:
        """Return the values, by field, of every diagnostic with this key: there must be one."""
        with self._engine.connect() as connection:
            wanted = select(diagnostics).where(diagnostics.c.edit_digest == key_digest(key))
            found = []
            for row in connection.execute(wanted).all():
                fields = {CONTEXT: str(row.context.get("stade", "")), VERSION: str(row.criteria_digest)}
                for answer in connection.execute(select(answers).where(answers.c.diagnostic_id == row.id)):
                    word = "" if answer.state == "sans_reponse" else answer.state
                    fields[f"choix-{answer.criterion}"] = word if answer.level is None else str(answer.level)
                    fields[f"note-{answer.criterion}"] = answer.note
                titles = select(engagements.c.title).where(engagements.c.diagnostic_id == row.id)
                count_engagements(fields, connection.execute(titles).scalars())
                found.append(fields)
            return found

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
