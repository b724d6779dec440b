"""The machine's limits: a bare Flask app, served as `questionnaire serve` serves ours (`python -m benchmarks.load.bare`).

It reads PORT, BARE_DATABASE, BARE_BYTES (size of /page), and the settings of workers and threads of our server.
`python -m benchmarks.load.bare stack` serves the app of `stack.py` alike.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading

from flask import Flask, Response, redirect, request

from questionnaire.config import load_settings
from questionnaire.storage.engine import BUSY_SECONDS

_TABLE = "CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"


HEAD, FOOT = "<!doctype html><html lang=fr><title>Bare</title><p>", "</html>"


def page_of(size: int) -> str:
    """Return a page of so many bytes."""
    return HEAD + "x" * (size - len(HEAD) - len(FOOT)) + FOOT


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def create_bare_app() -> Flask:
    """Return the app: a tiny page, a page of a given size, and one durable insert."""
    app = Flask(__name__, static_folder=None)
    path = os.environ["BARE_DATABASE"]
    page = page_of(int(os.environ["BARE_BYTES"]))
    local, turn = threading.local(), threading.Lock()
    with _connect(path) as first:
        first.execute(_TABLE)

    @app.get("/")
    def tiny() -> str:
        return "<!doctype html><title>Bare</title><p>Bare.</html>"

    @app.get("/page")
    def full() -> str:
        return page

    @app.post("/insert")
    def insert() -> Response:
        if not hasattr(local, "connection"):
            local.connection = _connect(path)
        with turn:  # queueing is faster than polling SQLite's lock
            local.connection.execute("BEGIN IMMEDIATE")
            local.connection.execute("INSERT INTO said (text) VALUES (?)", (request.form.get("text", ""),))
            local.connection.execute("COMMIT")
        answer = redirect("/page", 303)
        assert isinstance(answer, Response)  # noqa: S101 - a fact for mypy
        return answer

    return app


def main() -> None:
    """Serve it with Granian, with the options of questionnaire/cli/main.py."""
    from granian import Granian
    from granian.constants import Interfaces

    settings = load_settings()
    stack = sys.argv[1:] == ["stack"]
    Granian(
        "benchmarks.load.stack:create_stack_app" if stack else "benchmarks.load.bare:create_bare_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main()
