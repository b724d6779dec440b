"""Errors are answered to a script in JSON, by its Accept header alone, and to a browser as a page."""

from __future__ import annotations

import re
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.errors import StorageError
from questionnaire.storage.diagnostics import DiagnosticStore
from tests.conftest import begin, begin_draft, fields_of, make_settings, new_app, services_of, sign_in
from tests.support.paths import ROOT

pytestmark = pytest.mark.once

SCRIPT = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("script", ["static/js/site.js", "editor/saving.js", "static/js/editor.js"])
def test_our_scripts_send_the_header_that_these_tests_send(script: str) -> None:
    text = (ROOT / script).read_text(encoding="utf-8")
    assert re.search(r'headers:\s*\{\s*Accept:\s*"application/json"\s*\}', text)
    assert "X-Requested-With" not in text


def saved_page(client: FlaskClient) -> tuple[str, dict[str, str]]:
    """Return the address to which the script saves a page of questions, and the fields that it sends."""
    address = f"/diagnostic/{begin(client)}/axe/lieu/1"
    return f"{address}/enregistrer", fields_of(client.get(address))


def test_a_deleted_diagnostic_is_told_to_the_script(app: Flask, client: FlaskClient) -> None:
    address, data = saved_page(client)
    key = address.split("/")[2]
    client.post(f"/diagnostic/{key}/supprimer", data=data)
    reply = client.post(address, data=data, headers=SCRIPT)
    assert reply.status_code == 404
    assert reply.get_json()["saved"] is False
    assert "a été supprimé" in reply.get_json()["messages"][0]
    assert "copiez" in reply.get_json()["messages"][0]
    assert "<h1>Cette page n’existe pas" in client.post(address, data=data, headers=BROWSER).text


def test_a_page_that_is_too_big_is_told_to_the_script(client: FlaskClient) -> None:
    address, data = saved_page(client)
    reply = client.post(address, data=data | {"note-demarche-entrepreneuriale": "a" * 1_100_000}, headers=SCRIPT)
    assert reply.status_code == 413
    assert "trop de texte" in reply.get_json()["messages"][0]
    assert "Raccourcissez" in reply.get_json()["messages"][0]


def test_a_broken_tool_and_a_broken_database_are_told_apart_to_the_script(client: FlaskClient) -> None:
    address, data = saved_page(client)
    for fault, code, words in (
        (RuntimeError("inattendu"), 500, "l’erreur vient de l’outil"),
        (StorageError("panne"), 503, "momentanément impossible"),
    ):
        with mock.patch.object(DiagnosticStore, "find", side_effect=fault):
            reply = client.post(address, data=data, headers=SCRIPT)
        assert reply.status_code == code
        assert words in reply.get_json()["messages"][0]


def test_saving_too_often_is_told_to_the_script_with_how_long_to_wait(tmp_path: Path) -> None:
    client = new_app(make_settings(tmp_path)).test_client()
    address, data = saved_page(client)
    for _ in range(240):
        client.post(address, data=data, headers=SCRIPT)
    reply = client.post(address, data=data, headers=SCRIPT)
    assert reply.status_code == 429
    seconds = int(reply.headers["Retry-After"])
    wait = re.search(r"dans (\d+)\s(seconde|minute)", reply.get_json()["messages"][0])
    assert wait
    assert 0 < seconds <= 60
    assert int(wait[1]) == (seconds if wait[2] == "seconde" else 1)
    page = client.post(address.removesuffix("/enregistrer"), data=data, headers=BROWSER)
    assert page.status_code == 429
    assert re.search(r"Attendez \d+\s(seconde|minute)", page.text)


@pytest.mark.parametrize(
    "accept", ["*/*", "", "text/html", "text/html;q=0.9, application/json;q=0.5", "x\x7f;;q=é"]
)
def test_who_does_not_prefer_json_gets_a_page(client: FlaskClient, accept: str) -> None:
    assert client.get("/rien", headers={"Accept": accept}).mimetype == "text/html"


def test_a_deleted_draft_is_told_to_the_editor(app: Flask) -> None:
    client = sign_in(app, "Odile")
    address = begin_draft(client)
    fields = fields_of(client.get(address)) | {"source": "texte"}
    number = int(address.rsplit("/", 1)[1])
    services_of(app).drafts.delete(number)
    reply = client.post(f"{address}/enregistrer", data=fields, headers=SCRIPT)
    assert reply.status_code == 404
    assert "brouillon a été supprimé" in reply.get_json()["messages"][0]
    oversized = client.post(f"{address}/enregistrer", data=fields | {"source": "a" * 4_100_000}, headers=SCRIPT)
    assert oversized.status_code == 413
    assert "trop gros" in oversized.get_json()["messages"][0]
