"""Bad input is refused clearly, and nothing that was stored is lost."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from questionnaire.accounts.keys import key_digest, masked, read_key
from questionnaire.answers import NOTE_MAX, Answer
from questionnaire.app import MAX_BODY
from questionnaire.storage.saves import SentAnswer
from tests.conftest import answer, begin, fields_of, live_link, make_settings, new_app, services_of, token_of
from tests.support.databases import ON_POSTGRESQL

FIRST = "demarche-entrepreneuriale"
TRICKS = [
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %}",
    "#panic(1) $x$ @a `raw` *gras* _souligné_ \\ <label>",
    "😀 👩🏽‍🌾 🏳️‍🌈",
    "שלום עולם \u202eabc\u202c العربية",
    '=HYPERLINK("http://exemple")',
    "a\x00b\x1fc\ufffe",
    "e\u0301" * 30,
    "' OR 1=1; DROP TABLE answer; --",
    "\r\n\r\nSet-Cookie: a=b",
]
PRIVATE = [
    "",
    "/contexte",
    "/axe/lieu/1",
    "/verification",
    "/resultats",
    "/resultats/pdf",
    "/partager",
    "/supprimer",
]


@pytest.mark.parametrize("page", PRIVATE)
@pytest.mark.parametrize("key", ["x", "A" * 24, "a" * 3000, "%00", "..", "clé-accentuée", "' OR 1=1"])
def test_an_unknown_key_gets_a_gentle_404(client: FlaskClient, page: str, key: str) -> None:
    response = client.get(f"/diagnostic/{key}{page}")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text


@pytest.mark.parametrize("page", PRIVATE)
def test_the_read_only_key_opens_nothing_of_the_private_pages(client: FlaskClient, page: str) -> None:
    key = begin(client)
    assert client.get(f"/diagnostic/{read_key(key)}{page}").status_code == 404
    assert client.get(f"/resultats/{key}").status_code == 404
    assert client.get(live_link(client, key)).status_code == 200


def test_an_altered_key_opens_nothing(client: FlaskClient) -> None:
    key = begin(client)
    altered = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert client.get(f"/diagnostic/{altered}").status_code == 404


@pytest.mark.parametrize("page", ["axe/inconnu/1", "axe/lieu/0", "axe/lieu/99", "axe/lieu/x", "resultats/exe"])
def test_a_page_that_does_not_exist_is_a_404(client: FlaskClient, page: str) -> None:
    assert client.get(f"/diagnostic/{begin(client)}/{page}").status_code == 404


def test_a_viewpoint_that_does_not_exist_is_a_404(client: FlaskClient) -> None:
    assert client.get("/commencer/martien").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_a_wrong_method_is_told_so(client: FlaskClient, method: str) -> None:
    response = client.open("/methode", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_oversized_body_is_refused_and_says_what_to_do(client: FlaskClient) -> None:
    key = begin(client)
    response = client.post(f"/diagnostic/{key}/axe/lieu/1", data={f"note-{FIRST}": "x" * (MAX_BODY + 1)})
    assert response.status_code == 413
    assert "trop gros" in response.text


def test_a_choice_that_does_not_exist_is_refused_and_the_others_are_kept(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    for wrong in ("4", "-1", "1e9", "masque", "sans_reponse", "repondu", "<script>"):
        response = answer(client, key, "lieu", 1, **{f"choix-{FIRST}": wrong, "choix-diagnostic-territoire": "2"})
        assert response.status_code == 422
        assert "Ce choix n’existe pas" in response.text
        assert fields_of(response)["choix-diagnostic-territoire"] == "2"


def test_non_concerne_is_refused_where_the_criterion_does_not_offer_it(client: FlaskClient) -> None:
    response = answer(client, begin(client), "lieu", 1, **{"choix-diagnostic-territoire": "non_concerne"})
    assert response.status_code == 422


def test_a_context_choice_of_the_other_viewpoint_is_refused(client: FlaskClient) -> None:
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "aucun"}
    response = client.post("/commencer/projet", data=data)
    assert response.status_code == 422
    assert "Ce choix n’existe pas" in response.text


def test_a_note_of_ten_thousand_characters_is_kept_and_a_longer_one_comes_back(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client)
    assert answer(client, key, "lieu", 1, **{f"note-{FIRST}": "é" * NOTE_MAX}).status_code == 303
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    assert len(found.sheet.answers[FIRST].note) == NOTE_MAX
    response = answer(client, key, "lieu", 1, **{f"note-{FIRST}": "z" * (NOTE_MAX + 1)})
    assert response.status_code == 422
    assert "10\u00a0000 caractères au plus" in response.text
    assert "z" * (NOTE_MAX + 1) in response.text


@pytest.mark.parametrize("trick", TRICKS)
def test_hostile_text_is_text_everywhere(client: FlaskClient, trick: str) -> None:
    key = begin(client, "projet", nom=trick, **{"autre-enjeu": trick})
    assert answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1", f"note-{FIRST}": trick}).status_code == 303
    for page in PRIVATE[:5]:
        text = client.get(f"/diagnostic/{key}{page}").text
        assert "<script>alert" not in text
        assert "49" not in re.findall(r"Saint-\{\{ (.*?) \}\}", text)
    for name in ("pdf", "ods", "csv", "json"):
        response = client.get(f"/diagnostic/{key}/resultats/{name}")
        assert response.status_code == 200, name
        assert len(response.data) > 500


def test_malformed_bodies_are_never_a_server_error(client: FlaskClient) -> None:
    key = begin(client)
    for address in (
        f"/diagnostic/{key}/axe/lieu/1",
        "/commencer/projet",
        "/reprendre",
        f"/diagnostic/{key}/parcours",
    ):
        for kind in (
            "application/json",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain",
            "",
        ):
            for body in (
                b"",
                b"5",
                b"[[[",
                b"--x\r\nContent-Disposition: form-data",
                b"\xff\xfe\x00",
                b"a=%ff%fe&=&&",
            ):
                assert client.post(address, data=body, content_type=kind).status_code < 500, (address, kind, body)


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, derandomize=True
)
@given(
    names=st.dictionaries(
        st.sampled_from(
            [f"choix-{FIRST}", f"note-{FIRST}", f"vu-{FIRST}", "csrf_token", "nonce", "parcours", "file"]
        ),
        st.text(max_size=60),
    )
)
def test_random_fields_are_never_a_server_error(app: Flask, names: dict[str, str]) -> None:
    client = app.test_client()
    key = begin(client)
    page = fields_of(client.get(f"/diagnostic/{key}/axe/lieu/1"))
    for address in (
        f"/diagnostic/{key}/axe/lieu/1",
        "/commencer/projet",
        "/reprendre",
        f"/diagnostic/{key}/supprimer",
    ):
        assert client.post(address, data=page | names).status_code < 500


def test_nothing_is_changed_without_a_token(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    before = services_of(app).diagnostics.find(key_digest(key))
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/animation"):
            address = rule.rule.replace("<viewpoint>", "projet").replace("<key>", key)
            address = address.replace("<axis>", "lieu").replace("<int:page>", "1").replace("<int:number>", "1")
            address = address.replace("<number>", masked(key, 1))
            response = client.post(
                address, data={f"choix-{FIRST}": "0", "parcours": "complet", "contexte-stade": "idee"}
            )
            # there is none: see test_crossings, and the tests of workshops
            received = any(part in address for part in ("/invitation/", "/croisement/", f"/atelier/{key}", "/a/"))
            assert response.status_code in ((404,) if received else (303, 422)), address
    after = services_of(app).diagnostics.find(key_digest(key))
    assert before == after


# ── files that are not ours ──


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bonjour",
        b"{",
        b"[]",
        b"null",
        b'{"format": 3}',
        b'{"format": "autre/1", "regard": "projet"}',
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
        b"[" * 20_000,
        b'{"format": "terrain-d-entente/1"}',
        b'{"format": "terrain-d-entente/1", "regard": "projet", "contexte": [], "reponses": 5}',
        b'{"format": "terrain-d-entente/9", "regard": "projet"}',
        b'{"format": "terrain-d-entente/1", "regard": {"a": 1}, "criteres": {"empreinte": ["x"]}}',
    ],
)
def test_a_file_that_is_not_ours_is_refused_clearly(client: FlaskClient, content: bytes) -> None:
    token = token_of(client.get("/reprendre"))
    data = {"csrf_token": token, "file": (io.BytesIO(content), "a.json")}
    response = client.post("/reprendre", data=data, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Erreur" in response.text


# ── the machine fails ──


@pytest.mark.sqlite
def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    store = services_of(app).publications
    with store._engine.connect() as connection:  # as if the disk were full: not one page more
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store._engine.dispose()
    limit_pages(app)
    response = answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3", f"note-{FIRST}": "x" * NOTE_MAX})
    assert response.status_code == 503
    assert "L’enregistrement est momentanément impossible" in response.text
    assert fields_of(response)[f"choix-{FIRST}"] == "3"
    assert "x" * NOTE_MAX in response.text
    assert "sqlite" not in response.text.lower()
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    assert found.sheet.answers[FIRST].level == 2
    autosaved = client.post(
        f"/diagnostic/{key}/axe/lieu/1/enregistrer", data=fields_of(response) | {f"note-{FIRST}": "x" * NOTE_MAX}
    )
    assert autosaved.status_code == 503
    assert autosaved.get_json()["saved"] is False


def limit_pages(app: Flask) -> None:
    """Let the database grow no more: SQLite then answers « database or disk is full »."""

    @event.listens_for(services_of(app).publications._engine, "connect")
    def _full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")


def test_a_database_that_cannot_be_read_shows_a_helpful_page(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key = begin(client)
    engine = services_of(app).publications._engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def _unreachable(_connection: object, _record: object) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("nobody answers")

    response = client.get(f"/diagnostic/{key}")
    assert response.status_code == 503
    assert "Ce qui était enregistré est toujours là" in response.text
    assert client.get("/").status_code == 200


def test_a_folder_that_cannot_be_made_is_told_at_start(tmp_path: Path) -> None:
    from questionnaire.config import load_settings
    from questionnaire.errors import ConfigError

    (tmp_path / "fichier").write_text("")
    with pytest.raises(ConfigError, match="ne peut pas être créé"):
        load_settings({"QUESTIONNAIRE_INSTANCE": str(tmp_path / "fichier" / "instance")})


def test_a_read_only_database_keeps_showing_results_and_refuses_to_save(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    engine = services_of(app).publications._engine
    engine.dispose()

    @event.listens_for(engine, "begin")
    def _read_only(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY" if ON_POSTGRESQL else "PRAGMA query_only = ON")

    assert client.get(f"/diagnostic/{key}/resultats").status_code == 200
    assert answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3"}).status_code == 503
    assert client.get(f"/diagnostic/{key}/axe/lieu/1").status_code == 200


def test_an_unexpected_error_shows_no_trace_and_no_key_in_the_log(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = begin(client)

    def broken(*_: object) -> None:
        raise RuntimeError("tout casse")

    monkeypatch.setattr("questionnaire.web.respondent.results_page.make_report", broken)
    response = client.get(f"/diagnostic/{key}/resultats")
    assert response.status_code == 500
    assert "tout casse" not in response.text
    assert "L’erreur vient de l’outil, pas de vous" in response.text
    assert key not in "".join(record.getMessage() for record in caplog.records)


def test_a_text_stored_with_an_override_of_direction_stays_inside_our_quotation_marks(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client, "projet")
    opened = services_of(app).diagnostics.find(key_digest(key))
    assert opened
    old = SentAnswer(Answer.at(1, "\u202eune note\u2067"), None)  # stored before texts were cleaned
    services_of(app).diagnostics.save_answers(opened.id, {FIRST: old})
    for address in ("verification", "resultats"):
        page = client.get(f"/diagnostic/{key}/{address}").text
        assert "«\u00a0<bdi>\u202eune note\u2067</bdi>\u00a0»" in page
