"""The database of a run: where it is, how it is put out of reach, and what it holds at the end."""

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

SPARE = 3.0  # seconds past the patience of the server's own writers


class Database(Protocol):
    """What the faults and the verdict ask of a database."""

    server_url: str
    direct_url: str
    ways: tuple[str, ...]

    def lose(self, way: str) -> Callable[[], None]:
        """Put it out of reach; returns how to give it back."""
        ...

    def close(self) -> None:
        """Leave nothing running."""
        ...


class Sqlite:
    """A file: locked by another connection, or its folder away for a moment."""

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
                self._observed.count("data folders made anew while the true one was away")
                shutil.rmtree(self._instance)
            aside.rename(self._instance)

        return back

    def close(self) -> None:
        """Nothing runs."""


class Relayed:
    """A server (PostgreSQL) reached through a relay of ours, which is cut or holds its breath."""

    ways: tuple[str, ...] = ("cut", "cut", "hold")

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self._relay = Relay(parts.host or "127.0.0.1", parts.port or 5432)
        self.direct_url = url
        relayed = parts.set(host="127.0.0.1", port=self._relay.port)
        self.server_url = relayed.render_as_string(hide_password=False)

    def lose(self, way: str) -> Callable[[], None]:
        """Cut the relay, or hold what passes."""
        if way == "hold":
            self._relay.hold()
            return self._relay.let_go
        self._relay.cut()
        return self._relay.mend

    def close(self) -> None:
        """End the relay."""
        self._relay.close()


class Contents:
    """What the database holds, read beside the server."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)

    def count(self) -> int:
        """Return how many diagnostics there are."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(diagnostics)) or 0

    def find(self, key: str) -> list[dict[str, str]]:
        """Return every diagnostic of that key (there must be one), by field."""
        with self._engine.connect() as connection:
            wanted = select(diagnostics).where(diagnostics.c.edit_digest == key_digest(key))
            found = []
            for row in connection.execute(wanted).all():
                fields = {CONTEXT: str(row.context.get("stade", "")), VERSION: str(row.criteria_digest)}
                for one in connection.execute(select(answers).where(answers.c.diagnostic_id == row.id)):
                    word = "" if one.state == "sans_reponse" else one.state
                    fields[f"choix-{one.criterion}"] = word if one.level is None else str(one.level)
                    fields[f"note-{one.criterion}"] = one.note
                titles = select(engagements.c.title).where(engagements.c.diagnostic_id == row.id)
                count_engagements(fields, connection.execute(titles).scalars())
                found.append(fields)
            return found

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
