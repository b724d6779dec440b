"""The steps on the results page: undertaken, refused kindly, taken along."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import Answer
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.criteria.model import Criteria
from questionnaire.storage.saves import SentAnswer
from tests.conftest import begin, fields_of, services_of, token_of
from tests.web.respondent.test_results import resumed


@pytest.fixture
def key(app: Flask, client: FlaskClient, criteria: Criteria) -> str:
    """A diagnostic where everything is still to do."""
    made = begin(client, stade="fonctionnement", portage="association")
    diagnostics = services_of(app).diagnostics
    opened = diagnostics.find(key_digest(made))
    assert opened
    diagnostics.save_answers(
        opened.id, {one.id: SentAnswer(Answer.at(0), None) for one in criteria.all_criteria()}
    )
    return made


def stored(app: Flask, key: str) -> tuple[Engagement, ...]:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return found.engagements


def steps_on(page: TestResponse) -> list[str]:
    """Return the ids of the cards shown as steps."""
    return re.findall(r'name="pas-([\w-]+)-keep"', page.text)


def keep(client: FlaskClient, key: str, **fields: str) -> TestResponse:
    """Fill in the form of the results page, and send it as a browser does."""
    page = client.get(f"/diagnostic/{key}/resultats")
    return client.post(f"/diagnostic/{key}/plan", data=fields_of(page) | fields)


def test_nothing_is_ticked_for_anybody(client: FlaskClient, key: str) -> None:
    page = client.get(f"/diagnostic/{key}/resultats")
    assert len(steps_on(page)) == 3
    assert not re.search(r'step-keep"[^>]*checked', page.text)


def test_a_step_kept_comes_back_with_who_and_when(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[1]
    sent = {f"pas-{card}-keep": "1", f"pas-{card}-who": "l’adjointe", f"pas-{card}-due": "2026-12-18"}
    answered = keep(client, key, **sent)
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/diagnostic/{key}/resultats")
    assert [(one.card, one.who, str(one.due)) for one in stored(app, key)] == [(card, "l’adjointe", "2026-12-18")]
    page = client.get(f"/diagnostic/{key}/resultats")
    assert steps_on(page)[0] == card
    assert "Vos engagements sont gardés" in page.text
    assert 'value="l’adjointe"' in page.text
    assert 'value="2026-12-18"' in page.text
    keep(client, key, **{f"pas-{card}-state": "fait"})
    assert stored(app, key)[0].state is EngagementState.DONE
    keep(client, key, **{f"pas-{card}-state": "invente"})
    assert stored(app, key)[0].state is EngagementState.TO_DO


def test_a_step_unticked_is_no_longer_kept(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    page = client.get(f"/diagnostic/{key}/resultats")
    data = fields_of(page)
    del data[f"pas-{card}-keep"]
    client.post(f"/diagnostic/{key}/plan", data=data)
    assert stored(app, key) == ()
    told = client.get(f"/diagnostic/{key}/resultats").text
    assert "Aucun pas n’est gardé" in told
    assert "n’est plus parmi vos engagements" in told


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [("due", "18 décembre", "écrivez par exemple"), ("who", "x" * 241, "est trop long")],
)
def test_what_is_refused_is_told_and_still_there(
    app: Flask, client: FlaskClient, key: str, field: str, typed: str, told: str
) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-{field}": typed})
    assert answered.status_code == 422
    assert told in answered.text
    assert f'value="{typed}"' in answered.text
    assert f'href="#pas-{card}-{field}"' in answered.text
    assert stored(app, key) == ()


def test_a_date_typed_as_french_people_do_is_read(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-due": "18/12/2026"})
    assert str(stored(app, key)[0].due) == "2026-12-18"


def test_a_stale_form_keeps_nothing_and_shows_what_was_typed(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, csrf_token="vieux", **{f"pas-{card}-keep": "1", f"pas-{card}-who": "la maire"})
    assert answered.status_code == 422
    assert 'value="la maire"' in answered.text
    assert stored(app, key) == ()


def test_the_reader_of_the_results_neither_sees_the_plan_nor_downloads_it(client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-who": "Madame Secrète"})
    shared = f"/resultats/{read_key(key)}"
    for address in (shared, f"{shared}/json", f"{shared}/csv"):
        assert "Secrète" not in client.get(address).text
    assert "Secrète" in client.get(f"/diagnostic/{key}/resultats/json").text


def test_the_plan_is_taken_along_in_the_file(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-who": "la maire"})
    file = client.get(f"/diagnostic/{key}/resultats/json").data
    assert json.loads(file)["plan"]["pas"][0]["qui"] == "la maire"
    again = resumed(client, file)
    [copied], [own] = stored(app, again), stored(app, key)
    assert replace(copied, reference="", revision=0) == replace(own, reference="", revision=0)


# ── the other steps ──


def test_going_to_the_other_steps_keeps_what_was_filled_in(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, autres="1", **{f"pas-{card}-keep": "1"})
    assert answered.headers["Location"] == f"/diagnostic/{key}/autres-pas"
    assert [one.card for one in stored(app, key)] == [card]


def take(client: FlaskClient, key: str, value: str) -> TestResponse:
    page = client.get(f"/diagnostic/{key}/autres-pas")
    return client.post(f"/diagnostic/{key}/autres-pas", data={"csrf_token": token_of(page), "prendre": value})


def offered(client: FlaskClient, key: str) -> list[str]:
    return re.findall(r'name="prendre" value="([^"]+)"', client.get(f"/diagnostic/{key}/autres-pas").text)


def test_another_step_is_taken_and_comes_first_on_the_page(app: Flask, client: FlaskClient, key: str) -> None:
    taken = offered(client, key)[-1]
    assert take(client, key, taken).headers["Location"] == f"/diagnostic/{key}/resultats#pas-{taken}"
    assert [one.card for one in stored(app, key)] == [taken]
    assert steps_on(client.get(f"/diagnostic/{key}/resultats"))[0] == taken
    assert taken not in " ".join(offered(client, key))


def test_when_three_are_kept_another_takes_the_place_of_one(app: Flask, client: FlaskClient, key: str) -> None:
    shown = steps_on(client.get(f"/diagnostic/{key}/resultats"))
    keep(client, key, **{f"pas-{card}-keep": "1" for card in shown})
    value = offered(client, key)[0]
    taken, replaced = value.split(" ")
    assert replaced == shown[0]
    take(client, key, value)
    assert [one.card for one in stored(app, key)] == [*shown[1:], taken]


def test_a_card_that_is_not_offered_is_not_taken(app: Flask, client: FlaskClient, key: str) -> None:
    assert take(client, key, "inconnu").status_code == 404
    stale = client.post(f"/diagnostic/{key}/autres-pas", data={"prendre": "inconnu"})
    assert "votre" not in stale.headers.get("Location", "")
    assert stored(app, key) == ()


def test_a_step_filled_in_without_a_tick_is_kept_all_the_same(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-who": "l’adjointe"})
    assert [(one.card, one.who) for one in stored(app, key)] == [(card, "l’adjointe")]


def test_a_year_mistyped_is_refused(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-due": "0026-12-18"})
    assert answered.status_code == 422
    assert "<title>Erreur" in answered.text
    assert stored(app, key) == ()


def test_refining_the_steps_asks_the_later_choices_alone_and_keeps_the_first(client: FlaskClient) -> None:
    key = begin(client, stade="prefiguration", portage="association")
    address = f"/diagnostic/{key}/contexte?retour=resultats"
    page = client.get(address)
    assert "Affiner vos pas" in page.text
    assert "contexte-stade" not in page.text
    assert "contexte-territoire-type" in page.text
    sent = client.post(address, data=fields_of(page) | {"contexte-territoire-type": "bourg"})
    assert sent.headers["Location"] == f"/diagnostic/{key}/resultats"
    kept = json.loads(client.get(f"/diagnostic/{key}/resultats/json").data)["contexte"]
    assert (kept["stade"], kept["territoire-type"]) == ("prefiguration", "bourg")


# ── two people at once ──


def test_who_and_when_typed_by_two_people_are_both_kept(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    mine = fields_of(client.get(f"/diagnostic/{key}/resultats"))
    keep(client, key, **{f"pas-{card}-who": "la mairie"})
    client.post(f"/diagnostic/{key}/plan", data=mine | {f"pas-{card}-due": "2027-01-15"})
    assert [(one.who, str(one.due)) for one in stored(app, key)] == [("la mairie", "2027-01-15")]
    assert "le changement d’une autre personne est gardé (qui)" in client.get(f"/diagnostic/{key}/resultats").text


def test_a_step_that_someone_else_undertakes_is_not_given_up_by_a_page_that_only_proposed_it(
    app: Flask, client: FlaskClient, key: str
) -> None:
    page = client.get(f"/diagnostic/{key}/resultats")
    first, second = steps_on(page)[:2]
    keep(client, key, **{f"pas-{first}-keep": "1", f"pas-{first}-who": "la mairie"})
    client.post(f"/diagnostic/{key}/plan", data=fields_of(page) | {f"pas-{second}-keep": "1"})
    assert [(one.card, one.who) for one in stored(app, key)] == [(first, "la mairie"), (second, "")]


def test_a_step_undertaken_on_a_page_that_showed_others_is_kept(app: Flask, client: FlaskClient, key: str) -> None:
    page = client.get(f"/diagnostic/{key}/resultats")
    last = steps_on(page)[2]
    for value in offered(client, key)[:3]:
        take(client, key, value)
    assert last not in steps_on(client.get(f"/diagnostic/{key}/resultats"))
    client.post(f"/diagnostic/{key}/plan", data=fields_of(page) | {f"pas-{last}-keep": "1"})
    assert stored(app, key)[-1].card == last


def test_giving_up_what_someone_else_has_just_changed_is_not_done_and_told(
    app: Flask, client: FlaskClient, key: str
) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    mine = fields_of(client.get(f"/diagnostic/{key}/resultats"))
    del mine[f"pas-{card}-keep"]
    keep(client, key, **{f"pas-{card}-who": "la mairie"})
    client.post(f"/diagnostic/{key}/plan", data=mine)
    assert [one.who for one in stored(app, key)] == ["la mairie"]
    assert "il n’est pas supprimé" in client.get(f"/diagnostic/{key}/resultats").text
