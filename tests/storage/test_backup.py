"""Backups are complete and restored unchanged; a copy to another database is compared row by row."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, insert, select

from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.roles import Role
from questionnaire.cli.main import main
from questionnaire.errors import StorageError
from questionnaire.storage import DiagnosticStore, make_engine, now
from questionnaire.storage import backup as copying
from questionnaire.storage.backup import backup, copy_all, restore
from questionnaire.storage.limits import DatabaseCounters
from questionnaire.storage.tables import diagnostics, metadata
from tests.conftest import answer, begin, begin_draft, make_settings, new_app, services_of, sign_in
from tests.support.crossing import crossed
from tests.support.databases import new_database, ready_database
from tests.support.paths import ROOT

FIRST = "demarche-entrepreneuriale"


def make_lived(folder: Path) -> Flask:
    app = new_app(make_settings(folder))
    for level in "012":
        client = app.test_client()
        key = begin(client, nom=f"Saint-Élan {level}")
        answer(client, key, "lieu", 1, **{f"choix-{FIRST}": level, f"note-{FIRST}": "l’été, ça va 😀"})
        client.get(f"/diagnostic/{key}/resultats")
        app.config["LAST_KEY"] = key
    begin_draft(sign_in(app))
    crossed(app, app.test_client(), app.test_client(), "notes", "notes")
    return app


@pytest.fixture
def lived(tmp_path: Path) -> Flask:
    """A site where people answered, and a facilitator drafted."""
    return make_lived(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Such a site, for the tests that change nothing there."""
    return make_lived(tmp_path_factory.mktemp("vecu"))


def engine_of(app: Flask) -> Engine:
    return services_of(app).publications._engine


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in copying.TABLES
        }


def test_a_backup_restored_elsewhere_is_the_same_to_the_last_row(kept: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copie.sqlite"
    backup(engine_of(kept), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    elsewhere = make_engine(new_database(tmp_path, "ailleurs"))
    restore(file, elsewhere)
    assert contents(elsewhere) == contents(engine_of(kept))
    assert len(contents(elsewhere)["frozen_sheet"]) == 2  # of the crossing
    assert len(contents(elsewhere)["journal_entry"]) == 3  # a first publication, a sign-in, a draft
    later = new_app(make_settings(tmp_path, database_url=elsewhere.url.render_as_string(hide_password=False)))
    assert "ça" in later.test_client().get(f"/diagnostic/{kept.config['LAST_KEY']}/resultats").text
    assert begin(later.test_client())  # new numbers come after the old ones


# what only a running site needs, and a thief of its backups would like to have
LIVE = ("facilitator_session", "sign_in_attempt", "invitation", "password_link", "rate_limit")


def fill_live_tables(app: Flask) -> list[str]:
    """Sign in, fail, invite and count; returns what these left in the database, deleted rows included."""
    engine, parts, moment = engine_of(app), services_of(app), now()
    sign_in(app, "Zoé")
    parts.links.invite("d" * 63 + "1", Role.LECTURE, moment + datetime.timedelta(hours=1))
    parts.links.give_password_link(1, "f" * 63 + "3", moment + datetime.timedelta(hours=1))
    parts.attempts.note_attempt(["essai" * 10], moment - datetime.timedelta(hours=1))
    DatabaseCounters(engine).incr("compteur" * 5, 3600)
    with engine.connect() as connection:
        left = [
            str(value)
            for name in LIVE
            for row in connection.execute(select(metadata.tables[name]))
            for value in row
        ]
    return [value for value in left if len(value) > 30]


def test_a_backup_holds_no_session_attempt_invitation_or_counter(lived: Flask, tmp_path: Path) -> None:
    left = fill_live_tables(lived)
    assert len(left) >= 5
    backup(engine_of(lived), tmp_path / "copie.sqlite")
    with sqlite3.connect(tmp_path / "copie.sqlite") as read:
        assert [read.execute(f"SELECT count(*) FROM {name}").fetchone() for name in LIVE] == [(0,)] * len(LIVE)  # noqa: S608 - names above
    read.close()
    content = (tmp_path / "copie.sqlite").read_bytes()
    assert [value for value in left if value.encode() in content] == []


@pytest.mark.sqlite
def test_a_backup_holds_nothing_of_what_was_deleted_before_it(lived: Flask, tmp_path: Path) -> None:
    with sqlite3.connect(str(engine_of(lived).url.database)) as other:  # a tool that does not overwrite
        other.execute("PRAGMA secure_delete=OFF")
        other.execute("UPDATE answer SET note = 'une confidence' || printf('%3000d', 1)")
        other.commit()
        other.execute("DELETE FROM answer")
    other.close()
    backup(engine_of(lived), tmp_path / "copie.sqlite")
    assert b"une confidence" not in (tmp_path / "copie.sqlite").read_bytes()


@pytest.mark.sqlite
def test_a_backup_of_an_earlier_release_is_restored_without_its_sessions(lived: Flask, tmp_path: Path) -> None:
    fill_live_tables(lived)
    client = sign_in(lived, "Ana")
    with (
        sqlite3.connect(str(engine_of(lived).url.database)) as site,
        sqlite3.connect(tmp_path / "ancienne.sqlite") as copy,
    ):
        site.backup(copy)
    site.close()
    copy.close()
    assert client.get("/animation").status_code == 200
    restore(tmp_path / "ancienne.sqlite", engine_of(lived), replace=True)
    assert client.get("/animation").status_code == 303
    with engine_of(lived).connect() as connection:
        for name in LIVE:
            assert connection.execute(select(metadata.tables[name])).all() == []
    assert sign_in(lived, "Ana").get("/animation").status_code == 200


def test_a_backup_is_one_file_that_needs_no_other(kept: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "sauvegardes"
    folder.mkdir()
    backup(engine_of(kept), folder / "a.sqlite")
    assert [path.name for path in folder.iterdir()] == ["a.sqlite"]
    with sqlite3.connect(f"file:{folder / 'a.sqlite'}?mode=ro&immutable=1", uri=True) as read:
        assert read.execute("SELECT count(*) FROM diagnostic").fetchone() == (5,)
    read.close()


def test_a_backup_made_while_people_answer_is_consistent(lived: Flask, tmp_path: Path) -> None:
    stop = threading.Event()

    def go_on() -> None:
        client = lived.test_client()
        while not stop.is_set():
            key = begin(client)
            answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})

    busy = threading.Thread(target=go_on)
    busy.start()
    try:
        for number in range(3):
            backup(engine_of(lived), tmp_path / f"{number}.sqlite")
    finally:
        stop.set()
        busy.join()
    for number in range(3):
        with sqlite3.connect(tmp_path / f"{number}.sqlite") as read:
            assert read.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert read.execute("PRAGMA foreign_key_check").fetchall() == []
        read.close()


def test_restoring_over_a_site_that_serves_is_seen_at_once(lived: Flask, tmp_path: Path) -> None:
    backup(engine_of(lived), tmp_path / "copie.sqlite")
    client = lived.test_client()
    later = begin(client)
    with pytest.raises(StorageError, match="--replace"):
        restore(tmp_path / "copie.sqlite", engine_of(lived))
    restore(tmp_path / "copie.sqlite", engine_of(lived), replace=True)
    assert client.get(f"/diagnostic/{later}").status_code == 404
    assert client.get(f"/diagnostic/{lived.config['LAST_KEY']}").status_code == 200


@pytest.mark.parametrize("content", [b"", b"bonjour", b"SQLite format 3\0" + b"\0" * 5000])
def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(
    kept: Flask, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "faux.sqlite"
    file.write_bytes(content)
    before = contents(engine_of(kept))
    with pytest.raises(StorageError, match="n’est pas une sauvegarde"):
        restore(file, engine_of(kept), replace=True)
    assert contents(engine_of(kept)) == before


def test_a_backup_never_overwrites_a_file_and_leaves_no_part_behind(kept: Flask, tmp_path: Path) -> None:
    file = tmp_path / "deja.sqlite"
    file.write_text("important")
    with pytest.raises(StorageError, match="existe déjà"):
        backup(engine_of(kept), file)
    assert file.read_text() == "important"
    with pytest.raises(StorageError, match="ne peut pas être écrite"):
        backup(engine_of(kept), tmp_path / "absent" / "x.sqlite")


@pytest.mark.sqlite
def test_a_failure_of_the_database_or_of_the_disk_is_told_in_a_sentence_by_both_commands(
    lived: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, no_folder = tmp_path / "copie.sqlite", tmp_path / "absent" / "site.sqlite"
    backup(engine_of(lived), file)
    with pytest.raises(StorageError, match=r"ne peut pas être remise en place \(il n’existe pas"):
        restore(file, make_engine(f"sqlite:///{no_folder}"))
    # a statement on the copy fails, long after the file was opened
    stuck = str(engine_of(lived).url.database)
    with sqlite3.connect(stuck) as site:
        site.execute("INSERT INTO rate_limit VALUES ('x', 1, 0)")
        site.execute(
            "CREATE TRIGGER full BEFORE DELETE ON rate_limit BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
        )
    site.execute("VACUUM INTO ?", (str(tmp_path / "abime.sqlite"),))
    site.close()
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{stuck}")
    made = CliRunner().invoke(main, ["backup", str(tmp_path / "autre.sqlite")])
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{tmp_path}/neuve.sqlite")
    put_back = CliRunner().invoke(main, ["restore", str(tmp_path / "abime.sqlite")])
    for result, words in ((made, "ne peut pas être écrite"), (put_back, "ne peut pas être remise en place")):
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1), (words, result.output)
        assert f"{words} (disk I/O error)" in result.stderr
    assert not (tmp_path / "autre.sqlite").exists()


def test_data_moves_to_another_kind_of_database_and_every_row_is_compared(kept: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sqlite.sqlite"
    backup(engine_of(kept), file)
    target = new_database(tmp_path, "arrivee")
    result = CliRunner().invoke(main, ["migrate-data", str(file), target])
    assert result.exit_code == 0, result.output
    assert "sans une différence" in result.output
    assert contents(make_engine(target)) == contents(engine_of(kept))
    again = CliRunner().invoke(main, ["migrate-data", str(file), target])
    assert again.exit_code == 1
    assert "contient déjà" in again.output
    for absent in (str(tmp_path / "absent.sqlite"), f"sqlite:///{tmp_path}/absent.sqlite"):
        missing = CliRunner().invoke(main, ["migrate-data", absent, target])
        assert missing.exit_code == 1
        assert "n’existe pas" in missing.output
    assert not (tmp_path / "absent.sqlite").exists()
    back = CliRunner().invoke(main, ["migrate-data", target, str(tmp_path / "retour.sqlite")])
    assert back.exit_code == 0, back.output
    assert contents(make_engine(f"sqlite:///{tmp_path}/retour.sqlite")) == contents(engine_of(kept))


def test_a_row_that_comes_back_different_cancels_the_whole_copy(
    kept: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make_engine(new_database(tmp_path, "arrivee"))
    copied = copying._copy

    def spoiling(table: object, given: object, target: object) -> int:
        count = copied(table, given, target)  # type: ignore[arg-type]
        if table is diagnostics:
            target.execute(diagnostics.update().values(path="autre"))  # type: ignore[attr-defined]
        return count

    monkeypatch.setattr(copying, "_copy", spoiling)
    with pytest.raises(StorageError, match="« diagnostic », relue, diffère"):
        copy_all(engine_of(kept), target)
    assert not copying.has_data(target)


def test_an_older_database_is_not_moved_before_it_is_upgraded(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="questionnaire migrate"):
        copy_all(make_engine(new_database(tmp_path, "vide")), make_engine(new_database(tmp_path, "arrivee")))


def test_the_commands_say_what_they_did(lived: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", services_of(lived).settings.database_url)
    file = str(tmp_path / "c.sqlite")
    assert "est copiée dans" in CliRunner().invoke(main, ["backup", file]).output
    assert CliRunner().invoke(main, ["backup", file]).exit_code == 1
    assert CliRunner().invoke(main, ["restore", file]).exit_code == 1
    assert "est en service" in CliRunner().invoke(main, ["restore", "--replace", file]).output
    Path(file).unlink()
    assert "n’existe pas" in CliRunner().invoke(main, ["restore", "--replace", file]).output


def test_numbers_given_after_a_move_never_meet_those_that_were_copied(engine: Engine, tmp_path: Path) -> None:
    target = make_engine(ready_database(tmp_path, "arrivee"))
    drafts = metadata.tables["draft"]
    version = metadata.tables["criteria_version"]
    moment = __import__("datetime").datetime(2026, 11, 1)
    row = {"title": "t", "source": b"", "revision": 1, "base_digest": "d", "created_by": "m", "updated_by": "m"}
    with engine.begin() as connection:
        connection.execute(insert(version).values(digest="d", label="l", source=b"", created_at=moment))
        connection.execute(insert(drafts).values(id=41, created_at=moment, updated_at=moment, **row))
    copy_all(engine, target)
    with target.begin() as connection:
        made = connection.execute(insert(drafts).values(created_at=moment, updated_at=moment, **row))
        assert made.inserted_primary_key
        assert made.inserted_primary_key[0] == 42
    assert DiagnosticStore(target).find(key_digest("x" * 24)) is None


@pytest.mark.parametrize("command", [["backup", "copie.sqlite"], ["purge"], ["statistics"]])
def test_a_command_run_with_other_settings_makes_no_database_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path / "ailleurs"))
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "n’existe pas : lancez cette commande avec les réglages du site" in result.output
    assert not list(tmp_path.rglob("*.sqlite"))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path, "vide"))
    make_engine(new_database(tmp_path, "vide")).connect().close()
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "est vide" in result.output
    assert not (tmp_path / "copie.sqlite").exists()


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["purge", "statistics", "facilitator list"])
def test_a_command_on_an_earlier_schema_asks_for_migrate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    shutil.copy(ROOT / "tests" / "kept" / "0001.sqlite", tmp_path / "questionnaire.sqlite")
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 1
    assert "questionnaire migrate" in result.output
    assert CliRunner().invoke(main, ["backup", str(tmp_path / "avant.sqlite")]).exit_code == 0
