"""What changed since a photo: kept by hand or before a late change, compared, deleted, taken away."""

from __future__ import annotations

import datetime
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from questionnaire.errors import StorageError
from questionnaire.storage import now
from questionnaire.storage.photos import MAX_PHOTOS, PhotoStore
from questionnaire.storage.tables import answers, criteria_versions, diagnostics, frozen_sheets
from tests.conftest import answer, begin, fields_of, services_of
from tests.support.reading import text_of

LAUNCH = "choix-demarche-entrepreneuriale"


def keep(client: FlaskClient, key: str, label: str = "") -> TestResponse:
    address = f"/diagnostic/{key}/evolution"
    return client.post(address, data=fields_of(client.get(address)) | {"label": label})


def numbers(client: FlaskClient, key: str) -> list[str]:
    """Return the numbers of the photos, the latest first."""
    return re.findall(r"/evolution/(\w+)/supprimer", client.get(f"/diagnostic/{key}/evolution").text)


def page_of(client: FlaskClient, key: str, query: str = "") -> str:
    return text_of(client.get(f"/diagnostic/{key}/evolution{query}").text)


def level(client: FlaskClient, key: str, chosen: int) -> None:
    answer(client, key, "lieu", 1, **{LAUNCH: str(chosen)})


def test_what_changed_since_a_photo_is_told_with_both_sentences(client: FlaskClient) -> None:
    key = begin(client)
    level(client, key, 0)
    assert "il n’y a rien à comparer" in page_of(client, key)
    assert keep(client, key, "Avant la réunion").status_code == 303
    level(client, key, 2)
    page = page_of(client, key)
    assert "1 réponse monte." in page
    assert ": Avant la réunion" in page
    assert "Ce qui monte Lancer des activités AvantPas encore. MaintenantOui, en notant les chiffres." in page


def test_another_photo_may_be_compared_and_each_be_deleted(client: FlaskClient) -> None:
    key = begin(client)
    for chosen in (0, 1):
        level(client, key, chosen)
        keep(client, key, f"Photo {chosen}")
    level(client, key, 1)
    again = keep(client, key)
    assert "Rien n’a changé depuis la dernière photo" in client.get(again.headers["Location"]).text
    assert "Aucune réponse n’a changé." in page_of(client, key)
    latest, first = numbers(client, key)
    assert "1 réponse monte." in page_of(client, key, f"?photo={first}")

    def delete(number: str, **data: str) -> str:
        return client.post(
            f"/diagnostic/{key}/evolution/{number}/supprimer", data=data, follow_redirects=True
        ).text

    token = fields_of(client.get(f"/diagnostic/{key}/evolution"))["csrf_token"]
    assert "La photo est supprimée." in delete(first, csrf_token=token)
    assert "déjà supprimée" in delete(first, csrf_token=token)
    assert "par précaution" in delete(latest)
    assert "Photo 1" in page_of(client, key)


def test_a_change_two_months_later_keeps_a_photo_of_what_was_there(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    level(client, key, 1)
    client.post(f"/diagnostic/{key}/terminer", data=fields_of(client.get(f"/diagnostic/{key}")))
    long_ago = now() - datetime.timedelta(days=90)
    with services_of(app).publications._engine.begin() as connection:
        connection.execute(update(answers).values(updated_at=long_ago))
        connection.execute(update(diagnostics).values(finished_at=long_ago))
    level(client, key, 3)
    assert "1 réponse monte." in page_of(client, key)
    assert "Ce qui a changé" in client.get(f"/diagnostic/{key}").text
    assert f"/diagnostic/{key}/evolution" in client.get(f"/diagnostic/{key}/resultats").text


def test_photos_are_taken_away_in_a_file(client: FlaskClient) -> None:
    key = begin(client)
    level(client, key, 2)
    keep(client, key, "Avant")
    (photo,) = client.get(f"/diagnostic/{key}/evolution/photos.json").get_json()["photos"]
    assert (photo["nom"], photo["regard"]) == ("Avant", "collectivite")
    assert photo["reponses"]["demarche-entrepreneuriale"] == {"etat": "repondu", "niveau": 2, "note": ""}


def test_nobody_else_sees_compares_or_deletes_a_photo(client: FlaskClient) -> None:
    mine, other = begin(client), begin(client, "projet")
    level(client, mine, 2)
    keep(client, mine, "La mienne")
    (number,) = numbers(client, mine)
    page = page_of(client, other, f"?photo={number}")
    assert "La mienne" not in page
    assert "il n’y a rien à comparer" in page
    address = f"/diagnostic/{other}/evolution"
    token = {"csrf_token": fields_of(client.get(address))["csrf_token"]}
    client.post(f"{address}/{number}/supprimer", data=token)
    assert "La mienne" in page_of(client, mine)


def test_a_photo_of_questions_that_are_not_readable_any_more_is_told(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    level(client, key, 2)
    keep(client, key)
    with services_of(app).publications._engine.begin() as connection:
        row = {"digest": "f" * 64, "label": "perdue", "source": b"illisible", "created_at": now()}
        connection.execute(criteria_versions.insert().values(row))
        connection.execute(update(frozen_sheets).values(criteria_digest="f" * 64))
    page = page_of(client, key)
    assert "ne se lisent plus sur ce site" in page
    assert "Mes photos (JSON)" in page


def test_a_name_too_long_or_one_photo_too_many_is_refused_with_what_was_typed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(client)
    level(client, key, 2)
    refused = keep(client, key, "x" * 81)
    assert refused.status_code == 422
    assert "x" * 81 in refused.text
    assert "trop long" in refused.text
    monkeypatch.setattr("questionnaire.storage.photos.MAX_PHOTOS", 0)
    refused = keep(client, key, "Celle-ci")
    assert refused.status_code == 409
    assert f"déjà {MAX_PHOTOS} photos" in refused.text
    assert "Celle-ci" in refused.text


def test_a_database_that_refuses_is_told_and_nothing_typed_is_lost(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(client)
    keep(client, key)

    def refuse(*_: object) -> None:
        raise StorageError("disque plein")

    address = f"/diagnostic/{key}/evolution"
    data = fields_of(client.get(address)) | {"label": "Celle-ci"}
    monkeypatch.setattr(PhotoStore, "take", refuse)
    monkeypatch.setattr(PhotoStore, "delete", refuse)
    refused = client.post(address, data=data)
    assert refused.status_code == 503
    assert "Celle-ci" in refused.text
    assert "pas encore gardée" in refused.text
    refused = client.post(f"{address}/{numbers(client, key)[0]}/supprimer", data=data)
    assert refused.status_code == 503
    assert "pas encore supprimée" in refused.text
