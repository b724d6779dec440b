"""Versions of the criteria that a later release can no longer read: what is said, and what can still be done."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import read_key
from questionnaire.storage import CriteriaText, Origin
from tests.conftest import answer, begin, fields_of, make_settings, new_app, services_of, sign_in

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
    told = client.get(f"/diagnostic/{key}{page}")
    assert told.status_code == 503
    assert "Vos réponses sont toujours enregistrées" in told.text
    assert "Prévenez la personne qui tient ce site" in told.text
    assert "lisible par ce programme" in caplog.text
    assert key not in caplog.text
    assert client.get(f"/resultats/{read_key(key)}").status_code == 503


def test_a_page_open_since_then_keeps_what_is_typed(site: Flask) -> None:
    client = site.test_client()
    fields = fields_of(client.get(f"/diagnostic/{begin(client)}/axe/lieu/1"))
    address = f"/diagnostic/{begin_long_ago(site, client)}/axe/lieu/1/enregistrer"
    told = client.post(address, data=fields, headers={"Accept": "application/json"})
    assert told.status_code == 503
    assert told.get_json()["saved"] is False
    assert "ce que vous avez saisi y est toujours affiché" in told.get_json()["messages"][0]


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
    for told in (marie.get("/animation/versions/2/revenir"), marie.post("/animation/versions/2/revenir", data={})):
        assert told.status_code == 503
        assert "créez un brouillon à partir d’elle" in told.text
    fields = fields_of(marie.get("/animation")) | {"version": "2"}
    draft = marie.post("/animation/brouillons", data=fields)
    assert draft.status_code == 303
    assert "format: 0" in marie.get(draft.headers["Location"]).text
