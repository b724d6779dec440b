"""The plan on the results page: kept, asked about, refused kindly, taken along."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import Answer
from questionnaire.assessment.plan import STEPS_MAX, Plan, Step, StepState
from questionnaire.assessment.report import make_report
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


def stored(app: Flask, key: str) -> Plan:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return found.plan


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
    sent = {f"pas-{card}-keep": "1", f"pas-{card}-who": "l’adjointe", f"pas-{card}-before": "2026-12-18"}
    answered = keep(client, key, **sent)
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/diagnostic/{key}/resultats")
    assert [(one.card, one.who, str(one.before)) for one in stored(app, key).steps] == [
        (card, "l’adjointe", "2026-12-18")
    ]
    page = client.get(f"/diagnostic/{key}/resultats")
    assert steps_on(page)[0] == card
    assert "Votre plan est gardé" in page.text
    assert 'value="l’adjointe"' in page.text
    assert 'value="2026-12-18"' in page.text
    keep(client, key, **{f"pas-{card}-state": "fait"})
    assert stored(app, key).steps[0].state is StepState.DONE
    keep(client, key, **{f"pas-{card}-state": "invente"})
    assert stored(app, key).steps[0].state is StepState.TO_DO


def test_a_step_unticked_is_no_longer_kept(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    page = client.get(f"/diagnostic/{key}/resultats")
    data = fields_of(page)
    del data[f"pas-{card}-keep"]
    client.post(f"/diagnostic/{key}/plan", data=data)
    assert stored(app, key).steps == ()
    assert "Aucun pas n’est gardé" in client.get(f"/diagnostic/{key}/resultats").text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [("before", "18 décembre", "écrivez une date"), ("who", "x" * 121, "est trop long")],
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
    assert stored(app, key).steps == ()


def test_a_date_typed_as_french_people_do_is_read(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-before": "18/12/2026"})
    assert str(stored(app, key).steps[0].before) == "2026-12-18"


def test_a_stale_form_keeps_nothing_and_shows_what_was_typed(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, csrf_token="vieux", **{f"pas-{card}-keep": "1", f"pas-{card}-who": "la maire"})
    assert answered.status_code == 422
    assert 'value="la maire"' in answered.text
    assert stored(app, key).steps == ()


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
    assert stored(app, again) == stored(app, key)


# ── the reminders ──


def test_the_dates_of_the_plan_are_taken_to_a_calendar_without_any_key(client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    address = f"/diagnostic/{key}/agenda.ics"
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-before": "2027-01-15"})
    assert client.get(f"/diagnostic/{key}/resultats").text.count(f'href="{address}"') == 2  # the plan, and the end
    file = client.get(address)
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "filename=terrain-d-entente-rappels.ics" in file.headers["Content-Disposition"]
    text = file.text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270115" in text
    for secret in (key, read_key(key), key_digest(key), "localhost", "://"):
        assert secret not in text


def test_a_plan_without_a_dated_step_to_do_has_no_reminder(client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    address = f"/diagnostic/{key}/agenda.ics"
    for fields in ({"keep": "1"}, {"before": "2027-01-15", "state": "fait"}):
        keep(client, key, **{f"pas-{card}-{name}": value for name, value in fields.items()})
        assert "agenda.ics" not in client.get(f"/diagnostic/{key}/resultats").text
        assert client.get(address).status_code == 404


def test_a_reader_has_no_reminder(client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-before": "2027-01-15"})
    assert "agenda.ics" not in client.get(f"/resultats/{read_key(key)}").text
    assert client.get(f"/diagnostic/{read_key(key)}/agenda.ics").status_code == 404


# ── the other steps ──


def test_going_to_the_other_steps_keeps_what_was_filled_in(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, autres="1", **{f"pas-{card}-keep": "1"})
    assert answered.headers["Location"] == f"/diagnostic/{key}/autres-pas"
    assert [one.card for one in stored(app, key).steps] == [card]


def take(client: FlaskClient, key: str, value: str) -> TestResponse:
    page = client.get(f"/diagnostic/{key}/autres-pas")
    return client.post(f"/diagnostic/{key}/autres-pas", data={"csrf_token": token_of(page), "prendre": value})


def offered(client: FlaskClient, key: str) -> list[str]:
    return re.findall(r'name="prendre" value="([^"]+)"', client.get(f"/diagnostic/{key}/autres-pas").text)


def test_another_step_is_taken_and_comes_first_on_the_page(app: Flask, client: FlaskClient, key: str) -> None:
    taken = offered(client, key)[-1]
    assert take(client, key, taken).headers["Location"] == f"/diagnostic/{key}/resultats#pas-{taken}"
    assert [one.card for one in stored(app, key).steps] == [taken]
    assert steps_on(client.get(f"/diagnostic/{key}/resultats"))[0] == taken
    assert taken not in " ".join(offered(client, key))


def test_when_three_are_kept_another_takes_the_place_of_one(app: Flask, client: FlaskClient, key: str) -> None:
    shown = steps_on(client.get(f"/diagnostic/{key}/resultats"))
    keep(client, key, **{f"pas-{card}-keep": "1" for card in shown})
    value = offered(client, key)[0]
    taken, replaced = value.split(" ")
    assert replaced == shown[0]
    take(client, key, value)
    assert [one.card for one in stored(app, key).steps] == [*shown[1:], taken]


def test_a_plan_of_six_takes_no_more(app: Flask, client: FlaskClient, key: str, criteria: Criteria) -> None:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    every = [advice.card.id for advice in make_report(criteria, found.sheet).advice]
    full = Plan(tuple(Step(card) for card in every[:STEPS_MAX]))
    services_of(app).diagnostics.keep_plan(found.id, full)
    take(client, key, every[STEPS_MAX])
    assert stored(app, key) == full
    assert "c’est le plus qu’il peut garder" in client.get(f"/diagnostic/{key}/resultats").text


def test_a_card_that_is_not_offered_is_not_taken(app: Flask, client: FlaskClient, key: str) -> None:
    assert take(client, key, "inconnu").status_code == 404
    stale = client.post(f"/diagnostic/{key}/autres-pas", data={"prendre": "inconnu"})
    assert "votre" not in stale.headers.get("Location", "")
    assert stored(app, key).steps == ()


def test_the_results_of_a_deleted_diagnostic_keep_no_plan(app: Flask, client: FlaskClient, key: str) -> None:
    assert services_of(app).diagnostics.keep_plan(999_999, Plan((Step("a"),))) is False


def test_a_step_filled_in_without_a_tick_is_kept_all_the_same(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-who": "l’adjointe"})
    assert [(one.card, one.who) for one in stored(app, key).steps] == [(card, "l’adjointe")]


def test_a_year_mistyped_is_refused(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    answered = keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-before": "0026-12-18"})
    assert answered.status_code == 422
    assert "<title>Erreur" in answered.text
    assert stored(app, key).steps == ()


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
