"""The schema is upgraded in place: data of the first schema is still there, and still opens with its link."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command as alembic
from click.testing import CliRunner
from sqlalchemy import TextClause, bindparam, insert, select, text, update

from questionnaire.accounts.keys import read_key
from questionnaire.accounts.roles import Role
from questionnaire.cli.main import main
from questionnaire.storage import (
    AccountStore,
    DraftStore,
    JournalFilter,
    JournalStore,
    LinkState,
    LinkStore,
    Place,
    PublicationStore,
    WorkshopStore,
    make_engine,
    now,
    upgrade,
)
from questionnaire.storage.backup import copy_all
from questionnaire.storage.schema import _config, is_current
from questionnaire.storage.tables import criteria_versions, crossings, shared_copies
from questionnaire.workshop.room import Action
from questionnaire.workshop.votes import Side
from tests.conftest import answer, make_settings, new_app, send_copy
from tests.support.crossing import invite, party
from tests.support.databases import ON_POSTGRESQL, new_database, ready_database
from tests.support.paths import ROOT

KEPT = sorted((ROOT / "tests" / "kept").glob("*.sqlite"))  # a database of each earlier schema, with data in it
MINE, THEIRS = "premiere-cle-gardee-0001", "deuxieme-cle-gardee-0002"


def dated(statement: str) -> TextClause:
    """Return a statement whose dates are bound as the tables bind theirs: the driver's own way is deprecated."""
    dates = [name for name in ("at", "until") if f":{name}" in statement]
    return text(statement).bindparams(
        *(bindparam(name, type_=criteria_versions.c.created_at.type) for name in dates)
    )


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_schema_is_upgraded_and_every_link_still_opens(
    file: Path, tmp_path: Path
) -> None:
    old = tmp_path / "ancienne.sqlite"
    shutil.copy(file, old)
    engine = make_engine(f"sqlite:///{old}")
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    url = f"sqlite:///{old}"
    if ON_POSTGRESQL:
        url = ready_database(tmp_path)
        target = make_engine(url)
        copy_all(engine, target)
        target.dispose()
    engine.dispose()
    client = new_app(make_settings(tmp_path, database_url=url)).test_client()
    for key in (MINE, THEIRS):
        results = client.get(f"/diagnostic/{key}/resultats/json").get_json()
        assert results["criteres"]["version"] == "essai-1"
        assert "Saint-Élan" in str(results)
        assert "L’été, tout va 😀" in str(results)
        assert client.get(f"/resultats/{read_key(key)}").status_code == 200
    assert answer(client, MINE, "un", 1, **{"choix-a": "3"}).status_code == 303
    assert "nouvelle-version" in client.get(f"/diagnostic/{MINE}").text


def test_the_plan_of_an_earlier_schema_becomes_engagements(tmp_path: Path) -> None:
    old = tmp_path / "ancienne.sqlite"
    shutil.copy(KEPT[1], old)
    engine = make_engine(f"sqlite:///{old}")
    upgrade(engine)
    url = f"sqlite:///{old}"
    if ON_POSTGRESQL:
        url = ready_database(tmp_path)
        target = make_engine(url)
        copy_all(engine, target)
        target.dispose()
    engine.dispose()
    client = new_app(make_settings(tmp_path, database_url=url)).test_client()
    results = client.get(f"/diagnostic/{MINE}/resultats/json").get_json()
    assert results["plan"] == {
        "garde_le": "2026-11-20",
        "pas": [
            {"conseil": "a-bas", "qui": "l’adjointe, le café 😀", "quand": "2027-01-15", "etat": "a_faire"},
            {"conseil": "b-bas", "qui": "", "quand": None, "etat": "fait"},
            {"conseil": "partie", "qui": "la mairie", "quand": None, "etat": "laisse"},
        ],
    }
    assert "1\N{NO-BREAK SPACE}fait" in client.get(f"/diagnostic/{MINE}/engagements").text
    assert "plan" not in client.get(f"/diagnostic/{THEIRS}/resultats/json").get_json()


def test_publications_and_drafts_kept_by_an_earlier_schema_say_which_text_of_the_project_they_include(
    tmp_path: Path,
) -> None:
    engine = make_engine(new_database(tmp_path))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        alembic.upgrade(config, "0011")
        for digest in "abcd":
            version = {"digest": digest, "label": digest, "source": b"format: 1", "created_at": now()}
            connection.execute(insert(criteria_versions).values(version))
        for digest, origin in (
            ("a", "fichier"),
            ("b", "espace"),
            ("c", "fichier"),
            ("d", "espace"),
            ("b", "retour"),
        ):
            connection.execute(
                dated(
                    "INSERT INTO publication (criteria_digest, published_at, author, origin, message)"
                    " VALUES (:digest, :at, 'Marie', :origin, 'Essai')"
                ),
                {"digest": digest, "origin": origin, "at": now()},
            )
        for digest in "bd":
            connection.execute(
                dated(
                    "INSERT INTO draft (title, source, revision, base_digest, created_by, created_at, updated_by,"
                    " updated_at) VALUES ('Essai', :source, 3, :digest, 'Marie', :at, 'Jean', :at)"
                ),
                {"digest": digest, "source": b"mon travail", "at": now()},
            )
        connection.execute(dated("INSERT INTO criteria_file VALUES (1, 'c', :at)"), {"at": now()})
    publications = PublicationStore(engine)
    in_service = publications.text_in_service()  # as `migrate` reads it before it changes anything
    assert in_service
    assert in_service.digest == "b"
    upgrade(engine)
    kept = [
        (publication.criteria_digest, publication.upstream_digest)
        for publication in reversed(publications.history())
    ]
    assert kept == [("a", "a"), ("b", "a"), ("c", "c"), ("d", "c"), ("b", "a")]
    drafts = DraftStore(engine)
    found = [drafts.find(line.id) for line in drafts.all()]
    assert [
        (draft.base_digest, draft.upstream_digest, draft.source, draft.revision) for draft in found if draft
    ] == [
        ("d", "c", b"mon travail", 3),
        ("b", "a", b"mon travail", 3),
    ]
    [seen] = publications.project_texts(Place.FILE)
    assert (seen.criteria_digest, seen.declined_by) == ("c", None)
    engine.dispose()


def test_a_room_that_is_open_goes_on_after_an_upgrade(tmp_path: Path) -> None:
    engine = make_engine(new_database(tmp_path))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        alembic.upgrade(config, "0016")  # the first schema with workshops
        version = {"digest": "d", "label": "d", "source": b"format: 1", "created_at": now()}
        connection.execute(insert(criteria_versions).values(version))
        connection.execute(
            dated(
                "INSERT INTO workshop (id, animation_digest, screen_digest, code, title, criteria_digest, viewpoint,"
                " context, sides, rehearsal, state, current, open_to_all, revision, changes, created_at, opened_at,"
                " expires_at) VALUES (1, 'animation', 'ecran', 'K7M2XP', 'Journée', 'd', 'projet',"
                " '{\"stade\": \"idee\"}', :no, :no, 'ouverte', 0, :yes, 4, 4, :at, :at, :until)"
            ),
            {"no": False, "yes": True, "at": now(), "until": now() + datetime.timedelta(days=30)},
        )
        connection.execute(
            text(
                "INSERT INTO workshop_step (id, workshop_id, position, kind, subject, state, reveals, moderation)"
                " VALUES (7, 1, 0, 'critere', 'un', 'second_tour', :shown, '{}')"
            ),
            {"shown": '[{"reponses": 5, "cases": [[["0"], 5], [["1"], 0]]}]'},
        )
        for phone in range(5):
            connection.execute(text("INSERT INTO workshop_phone VALUES (1, :phone)"), {"phone": f"porte-{phone}"})
            connection.execute(
                text("INSERT INTO workshop_vote VALUES (7, :phone, '[\"1\"]', 'non_dit', '[\"0\"]')"),
                {"phone": f"phone-{phone}"},
            )
    upgrade(engine)
    store = WorkshopStore(engine)
    found = store.find_by_code("K7M2XP")
    assert found
    assert (store.phones(1), store.answers(7)) == (5, 5)
    assert store.vote(7, "phone-5", ["1"], Side.UNSAID)
    done = store.act(1, Action.REVEAL, found.room.revision, lambda step: ("0", "1"))
    assert done
    assert done.current
    first, second = done.current.reveals
    assert (first.answers, second.answers, second.moved) == (5, 6, 5)
    engine.dispose()


def test_the_oldest_account_of_animation_becomes_the_administrator_and_invitations_stay(tmp_path: Path) -> None:
    old = tmp_path / "ancienne.sqlite"
    shutil.copy(KEPT[2], old)
    engine = make_engine(f"sqlite:///{old}")
    upgrade(engine)
    if ON_POSTGRESQL:
        target = make_engine(ready_database(tmp_path))
        copy_all(engine, target)
        engine.dispose()
        engine = target
    else:
        invitation = LinkStore(engine).invitation("a" * 64)
        assert invitation
        assert (invitation.role, invitation.state) == (Role.ANIMATION, LinkState.WAITING)
    roles = {account.name: account.role.value for account in AccountStore(engine).all()}
    assert roles == {"Lise": "lecture", "Ana": "administration", "Béa": "animation"}
    assert JournalStore(engine).count(JournalFilter()) == 0
    assert [draft.title for draft in DraftStore(engine).all()] == ["Reformuler"]
    engine.dispose()


def test_migrate_and_purge_work_on_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path))
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    assert CliRunner().invoke(main, ["purge"]).output.startswith("0\N{NO-BREAK SPACE}diagnostic")


def test_purge_deletes_the_copies_and_the_invitations_that_have_expired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path)
    app = new_app(settings)
    client = app.test_client()
    key = party(app, client, "collectivite")
    invite(client, key)
    send_copy(client, key)
    engine = make_engine(settings.database_url)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in (crossings, shared_copies):
            connection.execute(update(table).values(expires_at=now()))
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", settings.database_url)
    assert CliRunner().invoke(main, ["purge"]).exit_code == 0
    with engine.connect() as connection:
        assert [connection.execute(select(table)).all() for table in (crossings, shared_copies)] == [[], []]
    engine.dispose()


def test_the_schema_never_changes_without_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "ancienne.sqlite"
    shutil.copy(KEPT[0], old)
    before = old.read_bytes()
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{old}")
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 1
    assert "questionnaire migrate" in result.output
    with closing(sqlite3.connect(old)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert before[100:] == old.read_bytes()[100:]  # but for the journal's mode, written in the header


@pytest.mark.parametrize("command", ["migrate", "serve", "doctor", "purge"])
def test_a_database_of_a_later_release_is_told_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path))
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    engine = make_engine(new_database(tmp_path))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    result = CliRunner().invoke(main, [command])
    assert result.exit_code == 1
    assert "vient d’une version plus récente du programme (schéma 9999)" in result.output
    assert "Traceback" not in result.output
