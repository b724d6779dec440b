"""The store of diagnostics: rows are read as written, deleted rows leave nothing, writers wait for one another."""

from __future__ import annotations

import datetime
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, make_url, text

from benchmarks.faults.relay import Relay
from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.app import create_app
from questionnaire.assessment.merge import Seen
from questionnaire.config import load_settings
from questionnaire.errors import ConfigError, CriteriaError, StorageBusyError, StorageError
from questionnaire.services.retention import Retention
from questionnaire.services.versions import Versions
from questionnaire.storage import CriteriaText, DiagnosticStore, Origin, PublicationStore, make_engine, upgrade
from questionnaire.storage.saves import SentAnswer, SentChoice
from questionnaire.storage.schema import is_current
from questionnaire.storage.tables import metadata
from questionnaire.storage.waiting import WriteQueue, begin_request, end_request
from tests.support.databases import ON_POSTGRESQL, new_database, ready_database, store_version

SHEET = AnswerSheet(
    Viewpoint.PROJET,
    "express",
    {"stade": "idee", "enjeux": ("a", "b")},
    {"un": Answer.at(2, "é 😀"), "deux": Answer(State.UNKNOWN)},
)


@pytest.fixture
def store(engine: Engine) -> DiagnosticStore:
    store_version(engine, "d" * 64)
    return DiagnosticStore(engine)


def make_engine_ready(folder: Path) -> Engine:
    return make_engine(ready_database(folder, "autre"))


def number_of(store: DiagnosticStore, key: str = "e") -> int:
    found = store.find(key)
    assert found
    return found.id


def test_what_is_kept_comes_back(store: DiagnosticStore) -> None:
    assert store.create("e", "r", "d" * 64, SHEET)
    found = store.find("e")
    assert found
    assert found.sheet == SHEET
    assert found.editable
    read = store.find("r")
    assert read
    assert not read.editable
    assert store.find("x") is None


def test_a_key_opens_one_diagnostic_only(store: DiagnosticStore) -> None:
    assert store.create("e", "r", "d" * 64, SHEET)
    assert not store.create("e", "autre", "d" * 64, AnswerSheet(Viewpoint.COLLECTIVITE))
    found = store.find("e")
    assert found
    assert found.sheet == SHEET


def test_a_diagnostic_needs_a_version_that_is_kept(store: DiagnosticStore) -> None:
    assert not store.create("e", "r", "0" * 64, SHEET)
    assert store.find("e") is None


def test_the_criteria_are_kept_to_the_letter_and_once(store: DiagnosticStore, engine: Engine) -> None:
    kept = PublicationStore(engine)
    again = CriteriaText("d" * 64, "autre", b"autre")
    assert kept.publish(again, author="", origin=Origin.SPACE, message="", expected=None)
    assert kept.source("d" * 64) == b"format: 1"
    assert kept.source("inconnue") is None


def test_a_deleted_diagnostic_leaves_nothing_in_the_files(
    store: DiagnosticStore, engine: Engine, tmp_path: Path
) -> None:
    store.create(
        "e", "r", "d" * 64, AnswerSheet(Viewpoint.PROJET, answers={"un": Answer.at(1, "secret-a-effacer")})
    )
    store.delete(number_of(store))
    assert store.find("e") is None
    engine.dispose()
    for file in tmp_path.iterdir():
        assert b"secret-a-effacer" not in file.read_bytes()


@pytest.mark.postgresql
def test_a_deletion_sends_nothing_of_sqlite_to_postgresql(store: DiagnosticStore, engine: Engine) -> None:
    sent: list[str] = []
    event.listen(
        engine, "before_cursor_execute", lambda _connection, _cursor, statement, *_: sent.append(statement)
    )
    store.create("e", "r", "d" * 64, SHEET)
    store.delete(number_of(store))
    store.clean_log()
    store.clean_log(others_too=True)
    assert any(statement.startswith("DELETE") for statement in sent)
    assert not [statement for statement in sent if "PRAGMA" in statement]


def test_purging_deletes_what_is_untouched_since_then(store: DiagnosticStore, engine: Engine) -> None:
    store.create("vieux", "v", "d" * 64, SHEET)
    store.create("neuf", "n", "d" * 64, SHEET)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(
            text("UPDATE diagnostic SET updated_at = '2020-01-01 00:00:00' WHERE edit_digest = 'vieux'")
        )
    assert store.purge(datetime.datetime(2021, 1, 1)) == 1  # noqa: DTZ001 - stored without a zone
    assert store.find("vieux") is None
    assert store.find("neuf")


def test_old_diagnostics_go_once_a_day_at_most(store: DiagnosticStore, engine: Engine) -> None:
    retention = Retention(store, 24)
    for expected in (1, 0):
        store.create(f"vieux{expected}", f"v{expected}", "d" * 64, SHEET)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(text("UPDATE diagnostic SET updated_at = '2020-01-01 00:00:00'"))
        assert retention.apply() == expected


def test_saving_to_a_deleted_diagnostic_says_so(store: DiagnosticStore) -> None:
    store.create("e", "r", "d" * 64, SHEET)
    number = number_of(store)
    store.delete(number)
    with pytest.raises(StorageError, match="supprimé"):
        store.save_answers(number, {"un": SentAnswer(Answer.at(1), None)})


def test_many_writers_at_once_lose_nothing(store: DiagnosticStore) -> None:
    store.create("e", "r", "d" * 64, AnswerSheet(Viewpoint.PROJET))
    number = number_of(store)
    failures: list[Exception] = []

    def write(name: int) -> None:
        try:
            for level in range(4):
                store.save_answers(number, {f"critere-{name}-{level}": SentAnswer(Answer.at(level), Seen("", ""))})
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = store.find("e")
    assert found
    assert len(found.sheet.answers) == 32


def test_no_answer_is_lost_to_a_change_of_version_at_the_same_moment(
    store: DiagnosticStore, engine: Engine
) -> None:
    store_version(engine, "f" * 64)
    store.create("e", "r", "d" * 64, AnswerSheet(Viewpoint.PROJET))
    number, upgrades, ended = number_of(store), 0, threading.Event()
    failures: list[Exception] = []

    def write() -> None:
        try:
            for level in range(40):
                store.save_answers(number, {f"critere-{level}": SentAnswer(Answer.at(level % 4), Seen("", ""))})
        except Exception as error:
            failures.append(error)
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not ended.is_set() or not upgrades:
        read = store.find("e")
        assert read
        upgrades += store.upgrade(read, {"d": "f", "f": "d"}[read.criteria_digest[0]] * 64, read.sheet)
    writer.join()
    assert failures == []
    found = store.find("e")
    assert found
    assert len(found.sheet.answers) == 40


def test_a_revision_begins_from_what_is_stored_and_leaves_the_rest(store: DiagnosticStore) -> None:
    store.create("e", "r", "d" * 64, SHEET)
    number = number_of(store)
    store.revise(number, lambda sheet: replace(sheet, path="complet", answers={}))
    store.revise(number, lambda sheet: replace(sheet, context={**sheet.context, "stade": "essor"}))
    found = store.find("e")
    assert found
    assert found.sheet == replace(SHEET, path="complet", context={"stade": "essor", "enjeux": ("a", "b")})
    store.delete(number)
    store.revise(number, lambda sheet: sheet)
    assert store.find("e") is None


def test_the_migrations_make_the_tables_that_the_code_expects(engine: Engine) -> None:
    assert is_current(engine)
    inspector = inspect(engine)
    for table in metadata.sorted_tables:
        made = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert made == {column.name: bool(column.nullable) for column in table.columns}
        indexes = [index for index in inspector.get_indexes(table.name) if not index.get("duplicates_constraint")]
        assert {index["name"] for index in indexes} == {index.name for index in table.indexes}


def test_an_answer_waits_for_the_disk(engine: Engine) -> None:
    with engine.connect() as connection:
        if ON_POSTGRESQL:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        else:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


@pytest.mark.sqlite
def test_a_new_file_is_its_owner_s_alone_with_those_beside_it(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'neuf.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE essai (mot TEXT)"))
        assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("neuf.sqlite*")} == {0o600}


@pytest.mark.sqlite
def test_readers_and_the_writer_do_not_wait_for_each_other(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_database_without_its_schema_is_seen(tmp_path: Path) -> None:
    opened = make_engine(new_database(tmp_path, "vide"))
    assert not is_current(opened)
    opened.dispose()


@pytest.mark.parametrize("work", [upgrade, is_current])
def test_a_database_that_cannot_be_opened_is_reported(tmp_path: Path, work: object) -> None:
    opened = make_engine(f"sqlite:///{tmp_path / 'absent' / 'x.sqlite'}")
    with pytest.raises(StorageError, match="ne peut pas être ouverte"):
        work(opened)  # type: ignore[operator]


@pytest.mark.parametrize("url", ["n’importe quoi", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="QUESTIONNAIRE_DATABASE_URL"):
        make_engine(url)


def test_a_version_that_was_never_kept_is_reported(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_bytes(Path("tests/valid/minimal.yaml").read_bytes())
    versions = Versions(PublicationStore(engine), file)
    assert versions.known(versions.current.digest)
    assert not versions.known("0" * 64)
    with pytest.raises(StorageError, match="version des critères"):
        versions.get("0" * 64)
    with pytest.raises(CriteriaError, match="n’existe pas"):
        Versions(PublicationStore(make_engine_ready(tmp_path)), tmp_path / "absent.yaml")


def test_the_app_does_not_start_on_a_database_of_another_release(tmp_path: Path) -> None:
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(tmp_path)})
    with pytest.raises(StorageError, match="questionnaire migrate"):
        create_app(settings)


def test_who_waited_in_vain_to_write_is_told_in_french() -> None:
    queue = WriteQueue(1)
    begin_request(0)
    try:
        with (
            queue.turn(),
            pytest.raises(StorageBusyError, match="la base de données est restée occupée"),
            queue.turn(),
        ):
            raise AssertionError("two at once")
    finally:
        end_request()


@pytest.mark.waits
@pytest.mark.postgresql
def test_a_server_that_stops_answering_is_given_up_then_found_again(tmp_path: Path) -> None:
    address = make_url(new_database(tmp_path))
    relay = Relay(str(address.host), address.port or 5432)
    url = address.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False)
    store = DiagnosticStore(make_engine(url, answer_seconds=0.5))
    upgrade(store._engine)
    try:
        assert store.find("absente") is None
        relay.hold()
        with pytest.raises(StorageError):
            store.find("absente")
        with pytest.raises(StorageError):
            store.finish(1)
        relay.let_go()
        assert store.find("absente") is None
        store.finish(1)
    finally:
        store.close()
        relay.close()


def test_choices_of_the_context_are_saved_with_the_answers_and_an_unchanged_one_overwrites_nothing(
    store: DiagnosticStore,
) -> None:
    assert store.create("e", "r", "d" * 64, SHEET)
    number = number_of(store)
    for given, seen, kept in (("bail", "", "bail"), ("", "", "bail"), ("prete", "", "prete"), ("", "prete", None)):
        store.save_answers(number, {}, choices={"locaux": SentChoice(given, seen)})
        found = store.find("e")
        assert found
        assert found.sheet.context.get("locaux") == kept
        assert found.sheet.context["enjeux"] == ("a", "b")
