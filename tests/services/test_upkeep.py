"""Expired rows and counters are deleted on time, even on a site that nobody visits."""

from __future__ import annotations

import datetime
import gc
import logging
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from limits.storage import MemoryStorage
from sqlalchemy import func, insert, select, update

from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.roles import Role
from questionnaire.app import UPKEEP
from questionnaire.errors import StorageError
from questionnaire.services.retention import Retention
from questionnaire.services.upkeep import Upkeep
from questionnaire.storage import DiagnosticStore, now
from questionnaire.storage.engine import BUSY_SECONDS
from questionnaire.storage.people_tables import attempts, invitations, journal_entries, sessions
from questionnaire.storage.tables import diagnostics, rate_limits, shared_copies
from tests.conftest import (
    answer,
    begin,
    begin_draft,
    fields_of,
    live_link,
    make_settings,
    new_app,
    send_copy,
    services_of,
    sign_in,
)

FIRST = "demarche-entrepreneuriale"
HOURS = datetime.timedelta(hours=1)


def test_what_is_over_goes_without_any_visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app(make_settings(tmp_path, workers=2, creations_per_hour=5))
    client = app.test_client()
    begin(client)
    sign_in(app)
    services_of(app).attempts.note_attempt(["quelqu’un"], now() - HOURS)
    engine = services_of(app).accounts._engine
    services_of(app).links.invite("essai", Role.LECTURE, now())
    tables = (diagnostics, sessions, attempts, invitations, journal_entries, rate_limits)

    def kept() -> list[int]:
        with engine.connect() as connection:
            return [connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables]

    upkeep, *_ = app.extensions[UPKEEP]
    upkeep.run_tasks()
    assert min(kept()) > 0
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(diagnostics).values(updated_at=now() - 24 * 800 * HOURS))
        connection.execute(update(sessions).values(created_at=now() - 13 * HOURS))
        connection.execute(update(attempts).values(tried_at=now() - 2 * HOURS))
        connection.execute(update(invitations).values(expires_at=now() - 24 * 8 * HOURS))
        connection.execute(update(journal_entries).values(happened_at=now() - 24 * 366 * HOURS))
        connection.execute(update(rate_limits).values(expires_at=0))
        connection.execute(insert(attempts).values(scope="à l’instant", tried_at=now()))
    monkeypatch.setattr("questionnaire.services.retention.now", lambda: now() + 24 * HOURS)
    upkeep.run_tasks()
    assert kept() == [0, 0, 1, 0, 0, 0]


def test_an_app_holds_no_thread_that_waits_to_start_since_workers_inherit_it_through_a_fork(
    tmp_path: Path,
) -> None:
    before = waiting_threads()
    app = new_app(make_settings(tmp_path))
    assert [thread for thread in waiting_threads() if thread not in before] == [], app


def waiting_threads() -> list[threading.Thread]:
    """Return the threads that were made and not started: Python 3.13 cannot start them after a fork."""
    made = [one for one in gc.get_objects() if issubclass(type(one), threading.Thread)]
    return [thread for thread in made if thread.ident is None]


def test_a_copy_that_has_expired_is_deleted_within_the_hour(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    answer(client, key := begin(client), "lieu", 1, **{f"choix-{FIRST}": "1"})
    for _ in range(2):
        send_copy(client, key)
    engine = services_of(app).accounts._engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(shared_copies).filter_by(id=1).values(expires_at=now()))
    app.extensions[UPKEEP][0].run_tasks()
    with engine.connect() as connection:
        assert connection.execute(select(shared_copies.c.id)).scalars().all() == [2]


@pytest.mark.sqlite
def test_counters_in_memory_go_on_a_site_that_nobody_visits_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[MemoryStorage] = []

    class Counters(MemoryStorage):
        STORAGE_SCHEME = ["memory-seen"]  # noqa: RUF012 - the library requires a list

        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr("questionnaire.storage.limits.MemoryStorage", Counters)
    app = new_app(make_settings(tmp_path))
    begin(app.test_client())
    (counters,) = made
    counters.timer.join()
    hourly, *_ = app.extensions[UPKEEP]
    hourly.run_tasks()
    assert counters.storage
    assert counters.expirations
    hour_later = time.time() + 3601
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: hour_later)
    hourly.run_tasks()
    assert (dict(counters.storage), counters.expirations, dict(counters.locks)) == ({}, {}, {})


SECRET = "une confidence que son auteur supprime"


def where_it_is(folder: Path) -> list[str]:
    return [file.name for file in sorted(folder.glob("*.sqlite*")) if SECRET.encode() in file.read_bytes()]


@pytest.mark.sqlite
@pytest.mark.parametrize("task", ["every few seconds", "hourly, after another process"])
def test_a_long_reader_makes_nobody_wait_for_a_deletion_that_ends_when_it_leaves(
    tmp_path: Path, task: str
) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"note-{FIRST}": SECRET})
    hourly, _, often = app.extensions[UPKEEP]
    file = str(services_of(app).accounts._engine.url.database)
    # another process, whose wait would be its own
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM answer").fetchone()[0] > 0
    page = client.get(f"/diagnostic/{key}/supprimer")
    began = time.monotonic()
    assert client.post(f"/diagnostic/{key}/supprimer", data=fields_of(page)).status_code == 200
    begin(client)
    often.run_tasks()
    assert time.monotonic() - began < BUSY_SECONDS
    assert f"{Path(file).name}-wal" in where_it_is(tmp_path)
    reader.execute("COMMIT")
    reader.close()
    if task == "every few seconds":
        often.run_tasks()
    else:  # a command deleted it: this process does not know
        store = services_of(app).diagnostics
        assert isinstance(store, DiagnosticStore)
        store._log_is_clean = True
        hourly.run_tasks()
    assert where_it_is(tmp_path) == []
    with services_of(app).accounts._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_SECONDS * 1000


@pytest.mark.sqlite
def test_what_a_killed_process_left_in_the_log_is_removed_by_the_next_one(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    killed = new_app(settings)
    client = killed.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"note-{FIRST}": SECRET})
    reader = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM answer").fetchone()
    client.post(f"/diagnostic/{key}/supprimer", data=fields_of(client.get(f"/diagnostic/{key}/supprimer")))
    reader.close()
    assert where_it_is(tmp_path)
    new_app(settings).extensions[UPKEEP][2].run_tasks()
    assert where_it_is(tmp_path) == []


@pytest.mark.parametrize("error", [StorageError("le disque est plein"), ValueError("une faute")])
def test_a_task_that_fails_does_not_hinder_the_others(caplog: pytest.LogCaptureFixture, error: Exception) -> None:
    done: list[str] = []

    def refused() -> None:
        raise error

    def last() -> None:
        done.append("fait")
        upkeep.stopped.set()

    upkeep = Upkeep([refused, last], interval=0)
    with caplog.at_level(logging.ERROR):
        thread = upkeep.start()
        thread.join(10)
    assert not thread.is_alive()
    assert done == ["fait"]
    logged = caplog.records[-1]
    assert str(error) in f"{logged.getMessage()} {logged.exc_info and logged.exc_info[1]}"


def test_retention_is_looked_at_again_the_next_day_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app(make_settings(tmp_path))
    asked: list[datetime.datetime] = []

    def purge(_: DiagnosticStore, before: datetime.datetime) -> int:
        asked.append(before)
        return 0

    monkeypatch.setattr(DiagnosticStore, "purge", purge)
    retention = Retention(DiagnosticStore(services_of(app).accounts._engine), 24)
    assert [retention.apply(), retention.apply()] == [0, 0]
    assert len(asked) == 1


def test_no_request_applies_the_retention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app(make_settings(tmp_path))

    def purge(*_: object) -> int:
        raise StorageError("une purge qui échoue")

    monkeypatch.setattr(DiagnosticStore, "purge", purge)
    monkeypatch.setattr("questionnaire.services.retention.now", lambda: now() + 24 * HOURS)
    begin(app.test_client())
    marie = sign_in(app)
    preview = f"{begin_draft(marie)}/apercu/commencer/projet"
    tried = marie.post(preview, data=fields_of(marie.get(preview)) | {"contexte-stade": "prefiguration"})
    assert tried.status_code == 303


@pytest.mark.parametrize("shared", [False, True])
def test_a_diagnostic_that_someone_opens_is_kept_longer(tmp_path: Path, shared: bool) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key, other = begin(client), begin(client)
    address = live_link(client, key) if shared else f"/diagnostic/{key}"
    store = DiagnosticStore(services_of(app).accounts._engine)

    def used() -> datetime.datetime:
        found = store.find(key_digest(key))
        assert found
        return found.updated_at

    with store._engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(diagnostics).values(updated_at=now() - 24 * 729 * HOURS))
    assert client.get(address).status_code == 200
    assert now() - used() < HOURS
    assert store.purge(now() - 24 * 600 * HOURS) == 1
    assert client.get(f"/diagnostic/{other}").status_code == 404
