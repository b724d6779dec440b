"""Without the session cookie nothing can be saved: told at the first form, with the reason and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import begin, fields_of, make_settings, new_app

pytestmark = pytest.mark.once

REFUSED, INSECURE, STALE = "Autorisez les cookies", "qui commence par «\u00a0https\u00a0»", "envoyez-les à nouveau"
STAGE = {"contexte-stade": "prefiguration", "contexte-portage": "association"}


def test_a_browser_that_refuses_cookies_is_told_so_at_the_first_form(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    page = client.get("/commencer/collectivite")
    for _ in range(2):
        page = client.post("/commencer/collectivite", data=fields_of(page) | STAGE)
        assert page.status_code == 422
        assert REFUSED in page.text
        assert STALE not in page.text
        assert fields_of(page)["contexte-portage"] == "association"


def test_a_browser_that_refuses_cookies_in_the_middle_is_told_so_by_the_script_too(app: Flask) -> None:
    key = begin(app.test_client())
    client = app.test_client(use_cookies=False)
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address))
    told = client.post(f"{address}/enregistrer", data=data, headers={"Accept": "application/json"})
    assert told.status_code == 422
    (message,) = told.get_json()["messages"]
    assert REFUSED in message


def test_a_token_refused_with_the_cookie_there_is_an_old_page(app: Flask) -> None:
    client = app.test_client()
    address = f"/diagnostic/{begin(client)}/axe/lieu/1"
    told = client.post(address, data=fields_of(client.get(address)) | {"csrf_token": "périmé"})
    assert told.status_code == 422
    assert STALE in told.text
    assert REFUSED not in told.text


@pytest.mark.parametrize(
    ("base", "forwarded", "told"),
    [
        ("http://exemple.fr", None, True),
        ("http://exemple.fr:8000", None, True),
        ("https://exemple.fr", None, False),
        ("http://127.0.0.1:8000", None, False),
        ("http://[::1]:8000", None, False),
        ("http://exemple.fr", "https", False),  # a proxy that does the HTTPS, not trusted yet
    ],
)
def test_secure_cookies_over_plain_http_are_told_before_anything_is_typed(
    tmp_path: Path, base: str, forwarded: str | None, told: bool
) -> None:
    client = new_app(make_settings(tmp_path, secure_cookies=True)).test_client()
    headers = {"X-Forwarded-Proto": forwarded} if forwarded else {}
    page = client.get("/commencer/collectivite", base_url=base, headers=headers)
    assert (INSECURE in page.text) is told
    client.delete_cookie("__Host-session", domain=base.split("/")[2].rsplit(":", 1)[0])
    data = fields_of(page) | STAGE
    sent = client.post("/commencer/collectivite", base_url=base, headers=headers, data=data)
    if told:
        assert sent.status_code == 422
        assert INSECURE in sent.text
        assert STALE not in sent.text


def test_plain_http_is_no_problem_for_plain_cookies(app: Flask) -> None:
    assert INSECURE not in app.test_client().get("/commencer/projet", base_url="http://exemple.fr").text
