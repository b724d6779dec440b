"""Versions of the criteria that a later release can no longer read: error messages, and what can still be done."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import read_key
from questionnaire.cli.main import main
from questionnaire.storage import CriteriaText, Origin
from tests.conftest import answer, begin, fields_of, make_settings, new_app, services_of, sign_in
from tests.support.databases import new_database
from tests.support.shipped import OURS, VERSION, renamed

FIRST = "demarche-entrepreneuriale"
OLD = "0" * 64


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    """A site that published, long ago, a version that nothing reads any more."""
    app = new_app(make_settings(tmp_path))
    publications, now = services_of(app).publications, services_of(app).published.in_service
    old = CriteriaText(OLD, "ancienne", b"format: 0")
    long_ago = publications.publish(old, author="Marie", origin=Origin.SPACE, message="Essai", expected=now.id)
    assert long_ago
    again = CriteriaText(now.criteria_digest, now.label, publications.source(now.criteria_digest) or b"")
    publications.publish(again, author="Marie", origin=Origin.RETURN, message="Retour", expected=long_ago.id)
    return app


def begin_long_ago(app: Flask, client: FlaskClient) -> str:
    """Begin a diagnostic whose version has become unreadable; returns its key."""
    key = begin(client, "projet")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    engine = services_of(app).publications._engine
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE diagnostic SET criteria_digest = :old"), {"old": OLD})
    return key


@pytest.mark.parametrize(
    "page", ["", "/contexte", "/axe/lieu/1", "/verification", "/resultats", "/nouvelle-version"]
)
def test_a_diagnostic_of_a_version_that_is_no_longer_read_says_so_and_what_to_do(
    site: Flask, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = site.test_client()
    key = begin_long_ago(site, client)
    reply = client.get(f"/diagnostic/{key}{page}")
    assert reply.status_code == 503
    assert "Vos réponses sont toujours enregistrées" in reply.text
    assert "Prévenez la personne qui tient ce site" in reply.text
    assert "lisible par ce programme" in caplog.text
    assert key not in caplog.text
    assert client.get(f"/resultats/{read_key(key)}").status_code == 503


def test_a_page_open_since_then_keeps_what_is_typed(site: Flask) -> None:
    client = site.test_client()
    fields = fields_of(client.get(f"/diagnostic/{begin(client)}/axe/lieu/1"))
    address = f"/diagnostic/{begin_long_ago(site, client)}/axe/lieu/1/enregistrer"
    reply = client.post(address, data=fields, headers={"Accept": "application/json"})
    assert reply.status_code == 503
    assert reply.get_json()["saved"] is False
    assert "ce que vous avez saisi y est toujours affiché" in reply.get_json()["messages"][0]


def test_a_file_of_a_version_that_is_no_longer_read_is_taken_with_the_questions_of_today(site: Flask) -> None:
    client = site.test_client()
    key = begin(client, "projet")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    data = json.loads(client.get(f"/diagnostic/{key}/resultats/json").data)
    data["criteres"]["empreinte"] = OLD
    file = (io.BytesIO(json.dumps(data).encode()), "diagnostic.json")
    resumed: TestResponse = client.post(
        "/reprendre",
        data={**fields_of(client.get("/reprendre")), "file": file},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert "autre version des questions" in resumed.text
    again = resumed.request.path
    assert json.loads(client.get(f"{again}/resultats/json").data)["reponses"][FIRST]["niveau"] == 2


def test_coming_back_to_a_version_that_is_no_longer_read_leads_to_a_draft(site: Flask) -> None:
    marie = sign_in(site)
    for reply in (
        marie.get("/animation/versions/2/revenir"),
        marie.post("/animation/versions/2/revenir", data={}),
    ):
        assert reply.status_code == 503
        assert "créez un brouillon à partir d’elle" in reply.text
    fields = fields_of(marie.get("/animation")) | {"version": "2"}
    draft = marie.post("/animation/brouillons", data=fields)
    assert draft.status_code == 303
    assert "format: 0" in marie.get(f"{draft.headers['Location']}/texte").text


# ── the version in service itself ──


@pytest.fixture
def upgraded(tmp_path: Path) -> Flask:
    """A site whose version in service, published from the space, cannot be read by the new program."""
    publish_unreadable(tmp_path)
    return new_app(make_settings(tmp_path))


def publish_unreadable(folder: Path) -> None:
    parts = services_of(new_app(make_settings(folder)))
    first = parts.published.in_service
    assert parts.publications.publish(
        CriteriaText(OLD, "ancienne", b"format: 0"),
        author="Marie",
        origin=Origin.SPACE,
        message="Essai",
        expected=first.id,
        upstream=first.upstream_digest,
    )


def test_the_file_serves_while_the_version_in_service_cannot_be_read_and_the_space_says_so(
    upgraded: Flask, tmp_path: Path
) -> None:
    assert f"version {VERSION}" in upgraded.test_client().get("/methode").text
    begin(upgraded.test_client())
    marie = sign_in(upgraded)
    for page in ("/animation", "/animation/aide", "/animation/compte"):
        text = marie.get(page).text.replace("\xa0", " ")
        assert "La version publiée ne peut plus être lue" in text
        assert "La version ancienne (publication n° 2)" in text
    home = marie.get("/animation").text.replace("\xa0", " ")
    assert "À la place de la publication n° 2" in home
    assert "Un nouveau texte du projet" not in home
    [draft] = services_of(upgraded).drafts.all()
    assert (draft.title, draft.base_digest) == ("Version ancienne (publication n° 2), à mettre à jour", OLD)
    assert draft.upstream_digest == services_of(upgraded).published.in_service.upstream_digest
    assert f'href="/animation/brouillons/{draft.id}"' in home
    new_app(make_settings(tmp_path))  # one more process
    assert len(services_of(upgraded).drafts.all()) == 1


def test_the_banner_goes_once_the_draft_is_mended_and_published(upgraded: Flask) -> None:
    marie = sign_in(upgraded)
    address = f"/animation/brouillons/{services_of(upgraded).drafts.all()[0].id}"
    saved = marie.post(
        address, data=fields_of(marie.get(f"{address}/texte")) | {"source": renamed(OURS, "reparee")}
    )
    assert saved.status_code == 303
    fields = fields_of(marie.get(f"{address}/changements")) | {"message": "Remise à jour"}
    assert marie.post(f"{address}/publier", data=fields).status_code == 303
    home = marie.get("/animation").text
    assert "ne peut plus être lue" not in home
    assert "Version reparee" in home


def test_a_file_that_changes_meanwhile_serves(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text(OURS, encoding="utf-8")
    settings = make_settings(tmp_path, criteria=file)
    publish_unreadable(tmp_path)
    app = new_app(settings)
    file.write_text(renamed(OURS, "corrigee"), encoding="utf-8")
    for _ in range(2):
        services_of(app).published.refresh(now_too=True)
    assert "version corrigee" in app.test_client().get("/methode").text
    begin(app.test_client())
    assert services_of(app).published.in_service.label == "ancienne"


def test_the_draft_deleted_the_space_still_says_it(upgraded: Flask) -> None:
    services_of(upgraded).drafts.delete(services_of(upgraded).drafts.all()[0].id)
    home = sign_in(upgraded).get("/animation").text
    assert "La version publiée ne peut plus être lue" in home
    assert "ouvrez son brouillon" not in home


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    publish_unreadable(tmp_path)
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path))
    return tmp_path


def test_migrate_says_it_before_the_site_starts_and_changes_nothing_unless_told_to(command: Path) -> None:
    result = CliRunner().invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert "ne peut plus lire la version en service, « ancienne » (ligne 1" in result.output
    assert "migrate --force" in result.output
    forced = CliRunner().invoke(main, ["migrate", "--force"])
    assert forced.exit_code == 0
    assert "le fichier des critères servira à sa place" in forced.output


def test_doctor_says_it(command: Path) -> None:
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "✗ Version en service : ce programme ne peut plus lire" in result.output
