"""A stage that changes after the answers: they are kept, and to read again where the words of the question changed."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import Answer
from tests.conftest import answer, begin, fields_of, services_of

FIRST, SECOND = "demarche-entrepreneuriale", "diagnostic-territoire"
AGAIN = "la question a changé avec votre étape"


def say_stage(client: FlaskClient, key: str, stage: str) -> str:
    """Change the stage; return the page that follows."""
    address = f"/diagnostic/{key}/contexte"
    data = fields_of(client.get(address)) | {"contexte-stade": stage}
    return client.post(address, data=data, follow_redirects=True).text


def left(client: FlaskClient, key: str) -> str:
    found = re.search("<h1>(.*?)</h1>", client.get(f"/diagnostic/{key}/verification").text)
    assert found
    return found[1].replace("\u00a0", " ")


def kept(app: Flask, key: str) -> dict[str, Answer]:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return dict(found.sheet.answers)


def test_answers_are_kept_and_listed_until_they_are_saved_again(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2", f"choix-{SECOND}": "1"})
    assert left(client, key) == "Il reste 18 blancs"
    page = say_stage(client, key, "ouverture")
    assert f"2\u00a0réponses sont gardées, à relire\u00a0: {AGAIN}." in page
    assert kept(app, key)[FIRST] == Answer.at(2)
    assert left(client, key).endswith("blancs et 2 réponses à relire")
    page = client.get(f"/diagnostic/{key}/axe/lieu/1").text
    assert page.count(AGAIN) == 2
    answer(client, key, "lieu", 1)  # read, and found right; a dict of fields sends one of the two alone
    assert left(client, key).endswith("blancs et 1 réponse à relire")
    answer(client, key, "lieu", 1)
    assert left(client, key) == "Il reste 19 blancs"
    assert AGAIN not in client.get(f"/diagnostic/{key}/axe/lieu/1").text


def test_a_stage_that_comes_back_leaves_nothing_to_read_again(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    say_stage(client, key, "fonctionnement")
    assert AGAIN not in say_stage(client, key, "prefiguration")
    assert left(client, key) == "Il reste 19 blancs"


def test_between_two_stages_of_the_same_words_nothing_is_to_read_again(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{SECOND}": "2"})
    assert AGAIN not in say_stage(client, key, "idee")


def test_saving_another_question_meanwhile_is_not_reading_again_and_changing_the_choice_is(
    client: FlaskClient,
) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    say_stage(client, key, "ouverture")
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address))
    saved = client.post(f"{address}/enregistrer", data=data | {f"choix-{SECOND}": "1"}).get_json()
    assert left(client, key).endswith("1 réponse à relire")
    client.post(
        f"{address}/enregistrer", data=data | saved["seen"] | {f"choix-{SECOND}": "1", f"choix-{FIRST}": "3"}
    )
    assert "relire" not in left(client, key)


def test_when_nothing_else_is_left_one_is_told_that_the_results_may_be_seen(client: FlaskClient) -> None:
    key = begin(client, "projet", stade="idee")
    address = f"/diagnostic/{key}/axe/lieu/1"
    while "/axe/" in address:
        page = client.get(address)
        names = re.findall(r'name="(choix-[^"]+)"', page.text)
        address = client.post(address, data=fields_of(page) | dict.fromkeys(names, "1")).headers["Location"]
    assert address.endswith("/resultats")
    say_stage(client, key, "ouverture")
    check = client.get(f"/diagnostic/{key}/verification").text
    assert "À relire\u00a0: la question a changé avec votre étape." in check
    assert client.get(f"/diagnostic/{key}/resultats").status_code == 200


def test_a_page_shown_before_the_stage_changed_says_in_which_words_it_was_read(client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    before = fields_of(client.get(address))
    say_stage(client, key, "ouverture")
    client.post(address, data=before | {f"choix-{FIRST}": "2"})
    assert left(client, key).endswith("1 réponse à relire")
