"""Protections of the site: limits, host names, headers, health, logs."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine

from questionnaire.logs import JsonLines, Lines
from questionnaire.renderings.formats import FORMATS
from questionnaire.renderings.pdf.typesetter import SECONDS
from questionnaire.storage import AttemptStore, now
from questionnaire.storage.limits import DatabaseCounters
from questionnaire.web import documents
from questionnaire.web.middleware import limits
from questionnaire.web.public import pages
from tests.conftest import answer, begin, fields_of, live_link, make_settings, new_app, services_of
from tests.support.paths import ROOT

FIRST = "demarche-entrepreneuriale"


def test_creations_from_one_address_are_limited_and_the_form_is_not_lost(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path, creations_per_hour=2))
    client = app.test_client()
    begin(client)
    begin(client)
    page = client.get("/commencer/projet")
    refused = client.post("/commencer/projet", data=fields_of(page) | {"contexte-stade": "prefiguration"})
    assert refused.status_code == 429
    assert "Trop de diagnostics commencés à la suite" in refused.text
    assert "recommencez dans 60 minutes" in refused.text.replace("\xa0", " ")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    elsewhere = client.post(
        "/commencer/projet",
        data=fields_of(page) | {"contexte-stade": "prefiguration"},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 303


def test_two_servers_on_one_database_share_their_limits(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, creations_per_hour=3, workers=2)
    first, second = new_app(settings).test_client(), new_app(settings).test_client()
    begin(first)
    begin(second)
    begin(first)
    page = second.get("/commencer/projet")
    refused = second.post("/commencer/projet", data=fields_of(page) | {"contexte-stade": "prefiguration"})
    assert refused.status_code == 429


def send(client: FlaskClient, **sent: str) -> int:
    page = client.get("/commencer/projet")
    return client.post("/commencer/projet", data=fields_of(page) | sent).status_code


@pytest.mark.once
def test_forms_that_are_refused_do_not_count_as_creations(tmp_path: Path) -> None:
    client = new_app(make_settings(tmp_path, creations_per_hour=2)).test_client()
    assert [send(client) for _ in range(10)] == [422] * 10  # no stage chosen
    assert [send(client, **{"contexte-stade": "prefiguration"}) for _ in range(3)] == [303, 303, 429]
    assert send(client) == 422


def test_a_diagnostic_resumed_from_a_file_counts_as_a_creation_and_one_opened_by_its_link_does_not(
    tmp_path: Path,
) -> None:
    client = new_app(make_settings(tmp_path, creations_per_hour=2)).test_client()
    key = begin(client)
    content = client.get(f"/diagnostic/{key}/resultats/json").data

    def resume(file: bytes = b"", link: str = "") -> int:
        data = fields_of(client.get("/reprendre")) | {"link": link, "file": (io.BytesIO(file), "d.json")}
        return client.post("/reprendre", data=data).status_code

    assert [resume(b"{}") for _ in range(5)] == [422] * 5
    assert [resume(content) for _ in range(2)] == [303, 429]
    assert [resume(link=key) for _ in range(5)] == [303] * 5
    assert resume(link="rien") == 422


def test_forms_refused_without_end_are_limited_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REFUSED_FORMS", RateLimitItemPerMinute(20, 10))
    client = new_app(make_settings(tmp_path)).test_client()
    codes = [client.post("/commencer/projet", data={}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]
    assert client.get("/commencer/projet").status_code == 200


@pytest.mark.once
def test_downloads_of_one_diagnostic_are_limited_without_hindering_another(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = app.test_client()
    key, other = begin(client), begin(client)
    address = f"/diagnostic/{key}/resultats/csv"
    assert {client.head(address).status_code for _ in range(401)} == {200}
    assert [client.get(address).status_code for _ in range(401)] == [200] * 400 + [429]
    refused = client.get(address)
    assert "Trop de téléchargements à la suite" in refused.text
    assert re.search(r"Recommencez dans (1 minute|\d+ secondes?) ", refused.text.replace("\xa0", " "))
    assert "saisie" not in refused.text
    assert client.get(f"/diagnostic/{other}/resultats/csv").status_code == 200
    assert client.get(f"/diagnostic/{key}/resultats").status_code == 200


@pytest.mark.parametrize("name", ["pdf", "csv"])
def test_a_link_previewer_gets_the_headers_of_a_download_and_no_document_is_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    client = app.test_client()
    answer(client, key := begin(client), "lieu", 1, **{f"choix-{FIRST}": "1"})
    address = f"{live_link(client, key)}/{name}"
    fetched = client.get(address)

    def not_expected(*_: object) -> bytes:
        raise AssertionError("made for nothing")

    monkeypatch.setitem(FORMATS, name, dataclasses.replace(FORMATS[name], render=not_expected))
    asked = client.head(address)
    assert asked.status_code == 200
    assert asked.headers["Content-Disposition"] == fetched.headers["Content-Disposition"]
    assert asked.headers["Content-Type"] == fetched.headers["Content-Type"]
    assert "Content-Length" not in asked.headers


def test_limits_may_be_left_to_the_proxy(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path, creations_per_hour=1, limits=False))
    for _ in range(3):
        begin(app.test_client())


def test_a_counter_counts_in_its_window_and_begins_again_after_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1_000_000.0]
    monkeypatch.setattr("questionnaire.storage.limits.time.time", lambda: moment[0])
    counters = DatabaseCounters(engine)
    assert [counters.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert counters.get("a") == 3
    assert counters.get_expiry("a") == moment[0] + 60
    moment[0] += 61
    assert counters.get("a") == 0
    assert counters.incr("a", 60) == 1
    moment[0] += 30
    counters.incr("b", 60)
    moment[0] += 31
    AttemptStore(engine).sweep(now())
    assert counters.reset() == 1
    assert counters.check()
    limiter = FixedWindowRateLimiter(counters)
    assert [limiter.hit(RateLimitItemPerMinute(2), "c") for _ in range(3)] == [True, True, False]
    counters.clear("c")


def test_counters_that_do_not_answer_hinder_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from questionnaire.errors import StorageError

    def broken(*_: object, **__: object) -> int:
        raise StorageError("rien ne répond")

    monkeypatch.setattr(DatabaseCounters, "incr", broken)
    begin(new_app(make_settings(tmp_path, workers=2)).test_client())


def test_the_counters_hold_neither_address_nor_key(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path, workers=2))
    client = app.test_client()
    key = begin(client)
    client.get(f"/diagnostic/{key}/resultats/csv")
    with services_of(app).publications._engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM rate_limit").all())
    assert kept.count("LIMIT") == 3 or kept.count("(") >= 3
    assert key not in kept
    assert "127.0.0.1" not in kept


def test_downloads_made_at_the_same_time_are_counted_and_the_next_waits_or_is_told(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(client)
    monkeypatch.setattr(documents, "PATIENCE", 0.01)
    for _ in range(documents.AT_ONCE):
        assert documents._making.acquire(blocking=False)
    try:
        busy = client.get(f"/diagnostic/{key}/resultats/pdf")
    finally:
        for _ in range(documents.AT_ONCE):
            documents._making.release()
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "10"
    assert client.get(f"/diagnostic/{key}/resultats/csv").status_code == 200


def test_a_form_to_print_asked_by_many_at_once_is_made_once() -> None:
    kept, made, begun = documents.DocumentCache(2), [], threading.Event()

    def make() -> bytes:
        made.append(1)
        begun.wait(5)
        return b"%PDF"

    with ThreadPoolExecutor(20) as crowd:
        asked = [crowd.submit(kept.get, "form", make) for _ in range(20)]
        begun.set()
        assert [download.result() for download in asked] == [b"%PDF"] * 20
    assert made == [1]


def test_only_the_last_forms_are_kept() -> None:
    kept, made = documents.DocumentCache(2), []

    def make() -> bytes:
        made.append(name)
        return name.encode()

    for name in ("a", "b", "a", "c", "b", "a"):
        assert kept.get(name, make) == name.encode()
    assert made == ["a", "b", "c", "a"]


def test_who_asks_for_a_form_while_another_takes_too_long_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PATIENCE", 0.01)
    monkeypatch.setattr(pages, "_forms", documents.DocumentCache(2))
    assert pages._forms._lock.acquire(blocking=False)
    assert client.get("/questionnaire-papier/projet-lieu-ouvert.pdf").status_code == 503


def test_who_waits_for_a_download_is_told_before_the_proxy_gives_up() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (waits,) = re.findall(r"proxy_read_timeout (\d+)s", proxy)
    assert int(waits) > documents.PATIENCE + SECONDS


def test_the_site_answers_to_its_own_names_only(tmp_path: Path) -> None:
    client = new_app(make_settings(tmp_path, hosts=("terrain.example.fr",))).test_client()
    assert client.get("/", headers={"Host": "terrain.example.fr"}).status_code == 200
    for other in ("mechant.example", "terrain.example.fr.mechant.example", "127.0.0.1"):
        refused = client.get("/", headers={"Host": other})
        assert refused.status_code == 421
        assert other not in refused.text
    assert client.get("/sante", headers={"Host": "10.0.0.3"}).status_code == 200


def test_behind_https_cookies_are_locked_to_the_site_and_https_is_remembered(tmp_path: Path) -> None:
    client = new_app(make_settings(tmp_path, secure_cookies=True)).test_client()
    page = client.get("/commencer/projet", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_every_page_has_the_headers_that_are_recommended(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] == "terrain-d-entente"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Permitted-Cross-Domain-Policies"] == "none"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers  # not over HTTP


def test_health_says_alive_and_ready(app: Flask, client: FlaskClient) -> None:
    assert client.get("/sante").text == "ok\n"
    assert client.get("/sante/pret").get_json() == {
        "pret": True,
        "base": True,
        "criteres": services_of(app).versions.current.version,
    }


def test_a_site_whose_database_does_not_answer_is_alive_and_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from questionnaire.errors import StorageError

    app = new_app(make_settings(tmp_path))

    def broken() -> None:
        raise StorageError("rien ne répond")

    monkeypatch.setattr(services_of(app).publications, "last", broken)
    assert app.test_client().get("/sante").status_code == 200
    answered = app.test_client().get("/sante/pret")
    assert answered.status_code == 503
    assert answered.get_json() == {"pret": False, "base": False}


@pytest.mark.parametrize("formatter", [Lines(), JsonLines("%(message)s")])
def test_a_trace_in_the_log_says_where_and_never_what_someone_wrote(formatter: logging.Formatter) -> None:
    note, name = "ma note secrète", "Sainte-Fauvette"
    try:
        try:
            raise ValueError(note)
        except ValueError as error:
            raise RuntimeError(name) from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "panne", None, sys.exc_info())
    formatted = formatter.format(record)
    assert "test_protection.py" in formatted
    assert "RuntimeError" in formatted
    assert "ValueError" in formatted
    assert "secrète" not in formatted
    assert "Fauvette" not in formatted


def test_each_request_is_one_line_of_json_without_its_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = new_app(make_settings(tmp_path, json_logs=True))
    client = app.test_client()
    caplog.set_level(logging.INFO, "questionnaire.requests")
    key = begin(client, nom="Sainte-Fauvette")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2", f"note-{FIRST}": "ma note secrète"})
    lines = [JsonLines("%(message)s").format(record) for record in caplog.records]
    noted = [json.loads(line) for line in lines]
    assert [entry["page"] for entry in noted] == [
        "starting.start",
        "starting.start",
        "answering.axis",
        "answering.axis",
    ]
    assert noted[-1]["status"] == 303
    for secret in (key, "secrète", "Fauvette", "127.0.0.1"):
        assert secret not in "".join(lines)


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("gzip;q=0", {None}),
        ("gzip; q=0.000, identity", {None}),
        ("gzip;q=0, br;q=0.5", {"br"}),
        ("gzip;q=0, *", {"zstd", "br"}),
        ("zstd;q=0, br;q=0, *;q=0.1", {"gzip"}),
        ("*;q=0", {None}),
        ("gzip;q=0.1", {"gzip"}),
        ("gzip;q=x", {"gzip"}),
    ],
)
def test_no_answer_comes_in_a_compression_that_was_refused(
    client: FlaskClient, accepted: str, used: set[str | None]
) -> None:
    sheet = re.search(r'href="(/static/[^"]+\.css)"', client.get("/").text)
    assert sheet
    for address in ("/methode", sheet[1]):
        response = client.get(address, headers={"Accept-Encoding": accepted})
        assert response.headers.get("Content-Encoding") in used
