"""Preparing a room: its form, its steps, the sheet to print, and the code that finds the room again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import resumption_code
from questionnaire.storage import now
from tests.conftest import fields_of, make_settings, new_app, token_of
from tests.support.rooms import hidden, prepare

NBSP = "\N{NO-BREAK SPACE}"


def test_the_preparation_changes_until_the_room_opens(app: Flask) -> None:
    room = prepare(app, "choix", title="")
    address = f"/atelier/{room.key}/preparer"
    assert "La salle n’a encore rien à faire" in room.client.get(room.page).text

    def asked() -> list[str]:
        return re.findall('<li id="pas-([^"]+)"', room.client.get(address).text)

    def change(button: str, *steps: str) -> TestResponse:
        return room.client.post(
            address, data={**hidden(room.client.get(address)), "change": button, "steps": list(steps)}
        )

    assert "Cochez au moins une question" in change("ajouter").text
    seen = hidden(room.client.get(address))
    change("ajouter", "accueil-initiatives", "mixite-sociale", "sondage", "nuage")
    assert asked() == ["nuage", "sondage", "accueil-initiatives", "mixite-sociale"]
    stale = room.client.post(address, data={**seen, "change": "retirer:nuage"}, follow_redirects=True)
    assert "Quelqu’un d’autre vient de changer cet atelier" in stale.text
    up = change("monter:mixite-sociale")
    assert up.headers["Location"].endswith("#pas-mixite-sociale")
    change("descendre:nuage")
    change("retirer:sondage")
    assert asked()[:3] == ["nuage", "mixite-sociale", "accueil-initiatives"]
    text = room.client.get(address).text
    assert "moins de vingt réponses" in text
    assert f"Environ 30{NBSP}min" in text

    settings = fields_of(room.client.get(f"/atelier/{room.key}/reglages"))
    assert (settings["title"], settings["viewpoint"], settings["stage"]) == ("", "collectivite", "ouverture")
    earlier = {**settings, "title": "Autre", "stage": "idee", "sides": "y"}
    refused = room.client.post(f"/atelier/{room.key}/reglages", data={**earlier, "title": "x" * 101})
    assert (refused.status_code, "trop long" in refused.text) == (422, True)
    changed = room.client.post(f"/atelier/{room.key}/reglages", data=earlier, follow_redirects=True).text
    assert "Les réglages sont changés" in changed
    assert "<bdi>Autre</bdi>" in changed
    assert "à l’étape «\N{NO-BREAK SPACE}Une idée" in changed
    assert asked() == ["nuage", "accueil-initiatives"]  # the other is not asked of an idea
    assert room.client.post(address, data={"change": "retirer:nuage"}).status_code == 422  # no token
    room.do("ouvrir")
    opened = room.client.get(f"/atelier/{room.key}/reglages", follow_redirects=True).text
    assert f"La salle a ouvert{NBSP}: ses réglages ne changent plus." in opened
    late = room.client.post(f"/atelier/{room.key}/reglages", data=settings, follow_redirects=True)
    assert "Quelqu’un d’autre vient de changer cet atelier, ou de l’ouvrir" in late.text
    assert 'name="change"' not in room.client.get(address).text


def test_eight_digits_take_the_room_over_on_another_computer(app: Flask) -> None:
    room = prepare(app)
    kept = room.client.get(f"/atelier/{room.key}/a-garder").text
    digits = resumption_code(room.key)
    assert f"{digits[:4]}{NBSP}{digits[4:]}" in kept
    other, address = app.test_client(), f"/a/{room.code}/reprendre"
    assert address in kept
    assert other.get(f"/a/{room.code.lower()}/reprendre").headers["Location"] == address
    assert other.get("/a/ZZZZZZ/reprendre").status_code == 404
    token = {"csrf_token": token_of(other.get(address))}
    for wrong in ("", "1234", f"{(int(digits) + 1) % 10**8:08}"):
        refused = other.post(address, data={**token, "digits": wrong})
        assert (refused.status_code, "Ce n’est pas le code de reprise" in refused.text) == (422, True)
    assert other.post(address, data={"digits": digits}).status_code == 422
    taken = other.post(address, data={**token, "digits": f" {digits[:4]} {digits[4:]}"})
    assert taken.headers["Location"] == room.page
    begun = room.client.post(f"/atelier/{room.key}/repeter", data=hidden(room.client.get(room.page)))
    rehearsal = begun.headers["Location"].removesuffix("/animer")
    assert "Si l’ordinateur s’éteint" not in room.client.get(f"{rehearsal}/a-garder").text


@pytest.mark.once
def test_guesses_of_the_digits_are_counted_by_room_and_never_the_right_ones(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    app.test_client_class = FlaskClient
    room, quiet = prepare(app), prepare(app)
    client, address = app.test_client(), f"/a/{room.code}/reprendre"
    token = {"csrf_token": token_of(client.get(address))}
    right = {**token, "digits": resumption_code(room.key)}
    assert [client.post(address, data=right).status_code for _ in range(31)] == [303] * 31
    codes = [client.post(f"{address}", data={**token, "digits": "1"}).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]
    assert client.post(f"/a/{room.code.lower()}/reprendre", data=right).status_code == 308
    assert "Trop d’essais du code de reprise" in client.post(address, data=right).text
    assert room.client.get(room.page).status_code == 200
    other = {**token, "digits": resumption_code(quiet.key)}
    assert client.post(f"/a/{quiet.code}/reprendre", data=other).status_code == 303


def test_the_form_of_a_workshop_says_what_is_wrong(app: Flask) -> None:
    client = app.test_client()
    page = fields_of(client.get("/atelier/nouveau"))
    empty = client.post("/atelier/nouveau", data=page)
    assert (empty.status_code, empty.text.count("Choisissez une réponse pour continuer")) == (422, 4)
    chosen = {**page, "plan": "journee", "viewpoint": "projet", "stage": "aucun"}
    assert "Cette étape n’existe pas de ce point de vue" in client.post("/atelier/nouveau", data=chosen).text
    for day, words in (("2019-01-01", "d’ici à un an"), ("demain", "Cette date n’est pas comprise")):
        assert words in client.post("/atelier/nouveau", data={**chosen, "stage": "idee", "held_on": day}).text
    good = {**chosen, "stage": "idee", "held_on": now().date().isoformat()}
    first, second = (client.post("/atelier/nouveau", data=good).headers["Location"] for _ in range(2))
    assert first == second  # the same form, sent twice


@pytest.mark.once
def test_the_preparation_says_when_phones_cannot_open_its_address(app: Flask) -> None:
    room = prepare(app)
    address = f"/atelier/{room.key}/preparer"
    alone, near = "les téléphones ne l’atteindront pas", "les téléphones doivent y être connectés"
    awake = "peut se mettre en veille"
    for host, expected in (
        ("http://127.0.0.1:8000", {alone}),
        ("http://192.168.1.20:8000", {near, awake}),
        ("http://terrain.exemple.fr", {awake}),
        ("https://terrain.exemple.fr", set()),
    ):
        text = room.client.get(address, base_url=host).text
        assert {words for words in (alone, near, awake) if words in text} == expected, host
