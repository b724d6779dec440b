"""Facts of the context asked among the questions: saved with the page, merged, never owed."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import ContextValue
from tests.conftest import begin, fields_of, services_of

ROOMS, CLIMATE = "contexte-locaux", "contexte-climat"


def context(app: Flask, key: str) -> dict[str, ContextValue]:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return dict(found.sheet.context)


def test_each_fact_is_in_its_part_and_saved_with_its_page(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    for axis, name in (("lieu", ROOMS), ("relation", CLIMATE)):
        assert name not in client.get(f"/diagnostic/{key}/axe/{axis}/1").text
        page = client.get(f"/diagnostic/{key}/axe/{axis}/2")
        assert f'name="{name}"' in page.text
        assert "sans score" in page.text
    address = f"/diagnostic/{key}/axe/lieu/2"
    assert client.post(address, data=fields_of(client.get(address)) | {ROOMS: "bail"}).status_code == 303
    assert context(app, key)["locaux"] == "bail"
    assert fields_of(client.get(address))[ROOMS] == "bail"
    assert fields_of(client.get(f"/diagnostic/{key}/contexte"))[ROOMS] == "bail"


def test_the_climate_is_not_asked_of_who_carries_the_place_nor_of_who_has_nobody_in_front(
    client: FlaskClient,
) -> None:
    for viewpoint, said in (
        ("collectivite", {"portage": "collectivite"}),
        ("projet", {"repondant": "aucune"}),
        ("projet", {"stade": "idee"}),
    ):
        key = begin(client, viewpoint, **said)
        for number in (1, 2):
            assert CLIMATE not in client.get(f"/diagnostic/{key}/axe/relation/{number}").text
        assert CLIMATE not in client.get(f"/diagnostic/{key}/contexte").text


def test_with_no_collectivite_in_front_the_relation_is_about_being_received(client: FlaskClient) -> None:
    key = begin(client, "projet", repondant="aucune")
    page = client.get(f"/diagnostic/{key}/axe/relation/1")
    assert [name for name in fields_of(page) if name.startswith("vu-")] == ["vu-accueil-initiatives"]
    assert client.get(f"/diagnostic/{key}/axe/relation/2").status_code == 404


def test_a_fact_saved_elsewhere_is_not_undone_by_a_page_that_left_it_alone(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/2"
    old_tab = fields_of(client.get(address))
    saved = client.post(f"{address}/enregistrer", data=old_tab | {ROOMS: "bail"}).get_json()
    assert saved["seen"]["montre-locaux"] == "bail"
    client.post(address, data=old_tab)
    assert context(app, key)["locaux"] == "bail"
    client.post(address, data=old_tab | {ROOMS: "prete"})
    assert context(app, key)["locaux"] == "prete"


def test_a_choice_that_is_not_offered_is_told_with_its_question(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/2"
    refused = client.post(address, data=fields_of(client.get(address)) | {ROOMS: "chateau"})
    assert refused.status_code == 422
    assert "Où en sont les locaux\u00a0? Ce choix n’existe pas." in refused.text
    assert "locaux" not in context(app, key)


def test_a_fact_left_out_is_no_blank(client: FlaskClient) -> None:
    key = begin(client, "projet", repondant="aucune")
    assert "0\u00a0réponse sur 14" in client.get(f"/diagnostic/{key}").text
