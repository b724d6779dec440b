"""The public pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.assessment.method_wording import method_words
from questionnaire.criteria.model import Criteria
from tests.conftest import begin, begin_draft, sign_in, token_of
from tests.renderings.test_formats import pdf_words
from tests.support.addresses import PUBLIC, READING
from tests.support.paths import ROOT

pytestmark = pytest.mark.once


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_sound(client: FlaskClient, address: str) -> None:
    # all the checks of tests/support/checking.py are done by the client
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", READING)
def test_reading_sets_no_cookie_and_may_be_cached(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"].startswith("public")


def test_the_only_cookie_is_the_session_with_its_protections(client: FlaskClient) -> None:
    cookie = client.get("/reprendre").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_page_leads_to_a_dead_address(client: FlaskClient) -> None:
    links: set[str] = set()
    for address in PUBLIC:
        links |= set(re.findall(r'href="(/[^"#?]*)', client.get(address).text))
    for link in sorted(links):
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_the_forms_to_print_are_offered_to_both_viewpoints(client: FlaskClient) -> None:
    page = client.get("/questionnaire-papier").text
    forms = re.findall(r'href="(/questionnaire-papier/[^"]+)"', page)
    assert len(forms) == 4
    for address in forms:
        form = client.get(address)
        assert form.data.startswith(b"%PDF-")
        assert form.headers["Cache-Control"].startswith("public")
        assert client.head(address).data == b""
    assert "localhost" in pdf_words(client.get(forms[0]).data)
    for wrong in ("collectivite", "personne-lieu-ouvert", "collectivite-hier"):
        assert client.get(f"/questionnaire-papier/{wrong}.pdf").status_code == 404


def test_the_note_of_each_example_is_one_click_away(client: FlaskClient, criteria: Criteria) -> None:
    for profile in criteria.profiles:
        address = f"/exemple/{profile.id}/note.pdf"
        assert f'href="{address}"' in client.get(f"/exemple/{profile.id}").text
        note = client.get(address).data
        assert note.startswith(b"%PDF-")
        assert str(profile.context["nom"]) in pdf_words(note)
        assert client.head(address).data == b""
    assert client.get("/exemple/personne/note.pdf").status_code == 404


def test_a_draft_has_its_own_forms_to_print(app: Flask) -> None:
    visitor = sign_in(app, "Papier")
    text = (
        (ROOT / "criteria.yaml").read_text(encoding="utf-8").replace('version: "2026-12"', "version: essai-papier")
    )
    draft = begin_draft(visitor, text)
    (address,) = re.findall(
        r'href="([^"]+collectivite-lieu-ouvert.pdf)"', visitor.get(f"{draft}/apercu/questionnaire-papier").text
    )
    assert "version essai-papier" in pdf_words(visitor.get(address).data)


def test_the_places_are_told_as_of_2020(client: FlaskClient, criteria: Criteria) -> None:
    page = client.get("/tiers-lieux").text
    assert page.count("D’après le rapport de\u00a02020") == len(criteria.places)
    for place in criteria.places:
        assert place.town in page


def test_the_method_page_shows_the_figures_worked_out(client: FlaskClient, criteria: Criteria) -> None:
    page = client.get("/methode").text
    for figure in method_words(criteria).worked.figures.values():
        assert f"<dd>{figure}</dd>" in page


def test_static_files_are_cached_for_a_year_under_names_that_change(client: FlaskClient) -> None:
    page = client.get("/").text
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(names) >= 3
    for name in names:
        response = client.get(name)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"] or "31536000" in response.headers["Cache-Control"]
        assert re.search(r"\.[0-9a-f]{10}\.", name)


def test_static_files_and_pages_are_compressed(client: FlaskClient) -> None:
    page = client.get("/methode", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    css = re.search(r'href="(/static/css/[^"]+)"', client.get("/").text)
    assert css
    assert client.get(css[1], headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    "address", ["/static/../pyproject.toml", "/static/css/site.css.bak", "/static/", "/static/%2e%2e/app.py"]
)
def test_nothing_else_is_served_as_a_static_file(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_public_page_that_shows_a_message_or_sets_a_cookie_is_kept_by_no_cache(client: FlaskClient) -> None:
    key = begin(client)
    client.post(f"/diagnostic/{key}/fini", data={"csrf_token": token_of(client.get(f"/diagnostic/{key}"))})
    reply = client.get("/")
    assert "ne sont plus affichées sur cet ordinateur" in reply.text
    assert reply.headers.getlist("Cache-Control") == ["no-store"]
    assert "Set-Cookie" in reply.headers
    again = client.get("/")
    assert again.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in again.headers
