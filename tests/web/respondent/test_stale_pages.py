"""Forms of pages that have been split otherwise since they were displayed: they save what they showed, and only that."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import Answer
from tests.conftest import begin, fields_of, services_of, token_of


def stored(app: Flask, key: str) -> dict[str, Answer]:
    """Return the answers of a diagnostic."""
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return dict(found.sheet.answers)


def shown_on(client: FlaskClient, address: str) -> tuple[dict[str, str], list[str]]:
    """Return the fields of a page of questions, and the ids of its criteria."""
    page = client.get(address)
    return fields_of(page), re.findall(r'name="vu-([^"]+)"', page.text)


def choose(ids: list[str], level: int) -> dict[str, str]:
    """Return the choice of that level for each criterion."""
    return {f"choix-{one}": str(level) for one in ids}


def switch_to_the_whole_path(client: FlaskClient, key: str) -> None:
    token = token_of(client.get(f"/diagnostic/{key}"))
    client.post(f"/diagnostic/{key}/parcours", data={"csrf_token": token, "parcours": "complet"})


def say_there_is_no_project(client: FlaskClient, key: str) -> None:
    address = f"/diagnostic/{key}/contexte"
    client.post(address, data=fields_of(client.get(address)) | {"contexte-stade": "aucun"})


@pytest.mark.parametrize("axis", ["lieu", "relation"])
@pytest.mark.parametrize("way", ["", "/enregistrer"])
def test_a_page_displayed_before_the_path_grew_saves_its_questions_and_erases_no_other(
    app: Flask, client: FlaskClient, way: str, axis: str
) -> None:
    key = begin(client, "projet", parcours="express")
    address = f"/diagnostic/{key}/axe/{axis}/1"
    old_tab, before = shown_on(client, address)
    switch_to_the_whole_path(client, key)
    new_tab, now = shown_on(client, address)
    assert set(now) - set(before)
    assert bool(set(before) - set(now)) is (axis == "relation")  # one of them has moved to another page
    client.post(address, data=new_tab | choose(now, 3) | {f"note-{one}": "un fait" for one in now})
    response = client.post(address + way, data=old_tab | choose(before, 1))
    kept = stored(app, key)
    assert {one: kept[one].level for one in before} == dict.fromkeys(before, 1)
    assert {kept[one] for one in set(now) - set(before)} == {Answer.at(3, "un fait")}
    if way:
        seen = {name for name in response.get_json()["seen"] if name.startswith("vu-")}
        assert seen == {f"vu-{one}" for one in before}
    else:
        assert response.headers["Location"] == f"/diagnostic/{key}/axe/{axis}/2"


@pytest.mark.parametrize("way", ["", "/enregistrer"])
def test_a_page_that_has_gone_since_it_was_displayed_is_saved_and_leads_to_the_first_open_one(
    app: Flask, client: FlaskClient, way: str
) -> None:
    key = begin(client, "collectivite")
    address = f"/diagnostic/{key}/axe/lieu/2"
    old_tab, before = shown_on(client, address)
    say_there_is_no_project(client, key)
    assert client.get(address).status_code == 404
    response = client.post(address + way, data=old_tab | choose(before, 2))
    assert stored(app, key) == dict.fromkeys(before, Answer.at(2))
    if way:
        assert response.get_json()["saved"] is True
    else:
        first_open = response.headers["Location"]
        assert re.fullmatch(rf"/diagnostic/{key}/axe/[a-z]+/1", first_open)
        assert client.get(first_open).status_code == 200


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_that_changed_and_is_refused_comes_back_with_the_questions_that_were_sent(
    app: Flask, client: FlaskClient, page: int
) -> None:
    key = begin(client, "collectivite")
    address = f"/diagnostic/{key}/axe/lieu/{page}"
    old_tab, before = shown_on(client, address)
    say_there_is_no_project(client, key)
    sent = old_tab | choose(before, 2) | {f"note-{before[-1]}": "à garder", "csrf_token": "périmé"}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert re.findall(r'name="vu-([^"]+)"', refused.text) == before
    assert "à garder</textarea>" in refused.text
    assert client.post(address, data=fields_of(refused)).status_code == 303
    assert [stored(app, key)[one].level for one in before] == [2] * len(before)


def test_a_form_that_says_of_no_question_that_it_displayed_it_changes_nothing(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client, "projet")
    address = f"/diagnostic/{key}/axe/lieu/1"
    shown, ids = shown_on(client, address)
    client.post(address, data=shown | choose(ids, 3))
    cut = {"csrf_token": shown["csrf_token"], "vu-inconnu": "1|x"} | choose(ids, 0)
    assert client.post(address, data=cut).status_code == 303
    assert client.post(f"/diagnostic/{key}/axe/lieu/99", data=cut).status_code == 404
    assert {one.level for one in stored(app, key).values()} == {3}
