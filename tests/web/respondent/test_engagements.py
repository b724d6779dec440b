"""The page of engagements: added, changed, told, merged with what others type, and taken to a calendar."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import Answer
from questionnaire.assessment.engagement import ENOUGH, Engagement, EngagementState
from questionnaire.criteria.model import Criteria
from questionnaire.storage import SentEngagement, of_diagnostic
from questionnaire.storage.saves import SentAnswer
from questionnaire.typography import NBSP
from questionnaire.web.respondent.engagement_form import NO_TITLE
from tests.conftest import begin, fields_of, services_of
from tests.support.reading import text_of
from tests.web.respondent.test_steps import keep, steps_on, stored

YEAR = datetime.date.today().year + 1  # noqa: DTZ011 - the server's day
JANUARY = f"{YEAR}-01-15"


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


def page_of(client: FlaskClient, key: str) -> TestResponse:
    return client.get(f"/diagnostic/{key}/engagements")


def send(client: FlaskClient, key: str, page: TestResponse | None = None, /, **fields: Any) -> TestResponse:
    """Fill in the page as it is, or as it was (`page`), and send it as a browser does."""
    data = fields_of(page or page_of(client, key)) | fields
    return client.post(f"/diagnostic/{key}/engagements", data=data)


def change(client: FlaskClient, key: str, page: TestResponse | None = None, /, **fields: Any) -> TestResponse:
    """Change the one engagement of a diagnostic."""
    shown = page or page_of(client, key)
    [prefix] = set(re.findall(r'name="(e-[\w-]+)\.seen"', shown.text))
    return send(client, key, shown, **{f"{prefix}.{name}": value for name, value in fields.items()})


def add(client: FlaskClient, key: str, title: str = "Se voir à la mairie", **fields: str) -> None:
    sent = {"title": title, **fields}
    answered = send(client, key, **{f"nouveau-{name}": value for name, value in sent.items()})
    assert answered.status_code == 303


def test_an_empty_page_says_how_to_begin(client: FlaskClient, key: str) -> None:
    page = text_of(page_of(client, key).text)
    assert "pas de vos résultats" in page
    assert "Où en êtes-vous" not in page


def test_one_is_written_with_who_and_when_and_about_what(app: Flask, client: FlaskClient, key: str) -> None:
    about = "gouvernance-partagee"
    add(client, key, who="l’adjointe", due=JANUARY, criterion=about, note="Un samedi.\nÀ midi.")
    [one] = stored(app, key)
    assert (one.title, one.who, str(one.due), one.criterion) == (
        "Se voir à la mairie",
        "l’adjointe",
        JANUARY,
        about,
    )
    assert one.note == "Un samedi.\nÀ midi."
    page = text_of(page_of(client, key).text)
    assert "Vos engagements sont enregistrés." in page
    assert f"l’adjointe, avant le 15 janvier {YEAR}" in page
    assert "Où en êtes-vous ? 1 à faire." in page


@pytest.mark.parametrize(("period", "days"), [("mois", (28, 31)), ("trimestre", (89, 92))])
def test_a_period_becomes_a_date(
    app: Flask, client: FlaskClient, key: str, period: str, days: tuple[int, int]
) -> None:
    add(client, key, when=period)
    [one] = stored(app, key)
    assert one.due
    assert days[0] <= (one.due - datetime.date.today()).days <= days[1]  # noqa: DTZ011
    change(client, key, when="")
    assert stored(app, key)[0].due is None
    change(client, key, when="date", due="15/01/" + str(YEAR))
    assert str(stored(app, key)[0].due) == JANUARY
    change(client, key, when=period)
    assert stored(app, key)[0].due == one.due
    change(client, key, due="")
    assert stored(app, key)[0].due is None


def test_what_became_of_one_is_told_with_its_reason(app: Flask, client: FlaskClient, key: str) -> None:
    add(client, key)
    change(client, key, state="en_cours")
    assert stored(app, key)[0].state is EngagementState.UNDER_WAY
    change(client, key, state="laisse", reason="trop tôt")
    [one] = stored(app, key)
    assert (one.state, one.reason) == (EngagementState.DROPPED, "trop tôt")
    assert "Faits ou laissés" in page_of(client, key).text


def test_one_whose_day_has_passed_is_late(app: Flask, client: FlaskClient, key: str) -> None:
    add(client, key, due=f"{YEAR - 1}-01-01")
    yesterday = datetime.date.today() - datetime.timedelta(days=1)  # noqa: DTZ011
    add(client, key, "Signer", due=yesterday.isoformat(), state="en_cours")
    page = text_of(page_of(client, key).text)
    assert page.count("En retard") == 2
    assert f"2{NBSP}en retard" in page_of(client, key).text


def test_one_is_deleted_by_ticking_it(app: Flask, client: FlaskClient, key: str) -> None:
    add(client, key)
    change(client, key, remove="1", title="")
    assert stored(app, key) == ()


def test_one_that_is_done_asks_whether_the_answer_changed_and_leads_to_it(client: FlaskClient, key: str) -> None:
    add(client, key, criterion="gouvernance-partagee")
    assert "a-t-elle changé" not in page_of(client, key).text
    change(client, key, state="fait")
    page = page_of(client, key).text
    [address] = re.findall(r'href="([^"]+)#question-gouvernance-partagee"', page)
    assert 'id="question-gouvernance-partagee"' in client.get(address).text


def test_a_step_of_the_results_is_on_the_page_with_its_words(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    change(client, key, who="la mairie", state="fait", note="le 12")
    [one] = stored(app, key)
    assert (one.card, one.who, one.state, one.note) == (card, "la mairie", EngagementState.DONE, "le 12")
    results = client.get(f"/diagnostic/{key}/resultats").text
    assert 'value="la mairie"' in results
    assert f"1{NBSP}fait" in results
    assert "a-t-elle changé" in results
    keep(client, key, **{f"pas-{card}-who": "le collectif"})
    assert (stored(app, key)[0].who, stored(app, key)[0].note) == ("le collectif", "le 12")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("due", "le 18", "écrivez par exemple"),
        ("due", "0026-01-01", "écrivez par exemple"),
        ("who", "x" * 241, "est trop long"),
        ("title", "", "Écrivez ce que vous faites"),
        ("note", "a\n" * 310, "a trop de lignes"),
    ],
)
def test_what_is_refused_is_told_and_still_there(
    app: Flask, client: FlaskClient, key: str, field: str, typed: str, told: str
) -> None:
    add(client, key, note="avant")
    before = stored(app, key)
    answered = change(client, key, **{field: typed, "reason": "reste là"})
    assert answered.status_code == 422
    assert told in answered.text
    assert 'value="reste là"' in answered.text
    assert "<title>Erreur" in answered.text
    assert re.search(rf'href="#e-[\w-]+\.{field}"', answered.text)
    assert stored(app, key) == before


def test_a_new_one_without_a_title_is_refused_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, key: str
) -> None:
    answered = send(client, key, **{"nouveau-who": "la mairie", "nouveau-note": "x"})
    assert answered.status_code == 422
    assert 'href="#nouveau-title"' in answered.text
    assert 'value="la mairie"' in answered.text
    stale = send(client, key, **{"nouveau-title": "Se voir", "csrf_token": "vieux"})
    assert stale.status_code == 422
    assert 'value="Se voir"' in stale.text
    assert stored(app, key) == ()


def test_the_same_page_sent_twice_adds_one(app: Flask, client: FlaskClient, key: str) -> None:
    page = page_of(client, key)
    for _ in range(2):
        send(client, key, page, **{"nouveau-title": "Se voir"})
    assert [one.title for one in stored(app, key)] == ["Se voir"]


@pytest.mark.parametrize("end", ["-", "_", "a"])
def test_one_whose_reference_ends_in_any_sign_is_changed(
    app: Flask, client: FlaskClient, key: str, end: str
) -> None:
    add(client, key, reference=f"abc{end}")
    change(client, key, who="la mairie")
    assert [(one.reference, one.who) for one in stored(app, key)] == [(f"abc{end}", "la mairie")]


def test_a_subject_that_does_not_exist_is_none(app: Flask, client: FlaskClient, key: str) -> None:
    add(client, key, criterion="inconnu", reference="../..")
    assert stored(app, key)[0].criterion == ""
    assert len(stored(app, key)[0].reference) == 24


def test_more_than_six_are_advised_against_and_kept(app: Flask, client: FlaskClient, key: str) -> None:
    for number in range(ENOUGH + 1):
        add(client, key, f"Numéro {number}")
    assert len(stored(app, key)) == ENOUGH + 1
    for address in ("engagements", "resultats"):
        assert "Six suffisent" in client.get(f"/diagnostic/{key}/{address}").text


# ── two people at once ──


def test_what_two_people_type_is_kept_field_by_field_and_told(app: Flask, client: FlaskClient, key: str) -> None:
    add(client, key)
    mine = page_of(client, key)
    change(client, key, who="la mairie", state="en_cours")
    change(client, key, mine, note="à midi", state="fait")
    [one] = stored(app, key)
    assert (one.who, one.note, one.state) == ("la mairie", "à midi", EngagementState.DONE)
    told = text_of(page_of(client, key).text)
    assert "le changement d’une autre personne est gardé (qui)" in told
    assert "votre changement remplace celui d’une autre personne (état)" in told


def test_what_one_changes_while_another_deletes_it_is_put_back(app: Flask, client: FlaskClient, key: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1"})
    mine = page_of(client, key)
    change(client, key, remove="1")
    assert stored(app, key) == ()
    refused = change(client, key, mine, who="x" * 250, note="à midi")
    assert "à midi" in refused.text
    change(client, key, mine, note="à midi")
    assert [(one.card, one.note) for one in stored(app, key)] == [(card, "à midi")]
    assert "l’avait supprimé entre-temps" in page_of(client, key).text


def test_one_deleted_by_another_and_left_as_it_was_stays_deleted(
    app: Flask, client: FlaskClient, key: str
) -> None:
    add(client, key)
    mine = page_of(client, key)
    change(client, key, remove="1")
    assert send(client, key, mine).status_code == 303
    assert stored(app, key) == ()


def test_a_diagnostic_deleted_meanwhile_says_so_and_shows_what_was_typed(
    app: Flask, client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(client, key)
    monkeypatch.setattr(type(services_of(app).engagements), "save", lambda *_: None)
    answered = send(client, key, page, **{"nouveau-title": "Se voir"})
    assert answered.status_code == 503
    assert 'value="Se voir"' in answered.text


# ── elsewhere ──


def test_the_private_page_first_asks_where_one_is(client: FlaskClient, key: str) -> None:
    hub = f"/diagnostic/{key}"
    assert "Où en êtes-vous" not in client.get(hub).text
    add(client, key)
    change(client, key, state="fait")
    add(client, key, "Signer", due=f"{YEAR - 1}-01-01")
    page = client.get(hub).text
    asked = page.index("Où en êtes-vous")
    assert f"1{NBSP}fait, 1{NBSP}en retard" in page[asked : asked + 200]
    assert asked < page.index("Les parties")
    assert f'href="/diagnostic/{key}/engagements"' in page


def test_a_reader_and_a_wrong_key_have_no_page(client: FlaskClient, key: str) -> None:
    for other in (read_key(key), "x" * 24):
        assert client.get(f"/diagnostic/{other}/engagements").status_code == 404
        assert client.post(f"/diagnostic/{other}/engagements", data={}).status_code == 404


def test_markup_typed_is_shown_as_it_is(client: FlaskClient, key: str) -> None:
    add(client, key, "<b>Se voir</b>", who='"><script>')
    assert "<b>Se voir" not in page_of(client, key).text


# ── the reminders ──


@pytest.mark.parametrize("name", ["engagements.ics", "agenda.ics"])
def test_the_dates_are_taken_to_a_calendar_without_any_key(client: FlaskClient, key: str, name: str) -> None:
    card = steps_on(client.get(f"/diagnostic/{key}/resultats"))[0]
    keep(client, key, **{f"pas-{card}-keep": "1", f"pas-{card}-due": JANUARY})
    add(client, key, due=JANUARY)
    address = f"/diagnostic/{key}/engagements.ics"
    assert (
        client.get(f"/diagnostic/{key}/resultats").text.count(f'href="{address}"') == 2
    )  # the steps, and the end
    assert f'href="{address}"' in page_of(client, key).text
    file = client.get(f"/diagnostic/{key}/{name}", follow_redirects=True)
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "filename=terrain-d-entente-rappels.ics" in file.headers["Content-Disposition"]
    text = file.text.replace("\r\n ", "")
    assert text.count(f"DTSTART;VALUE=DATE:{YEAR}0115") == 2
    assert "SUMMARY:Se voir à la mairie" in text
    for secret in (key, read_key(key), key_digest(key), "localhost", "://"):
        assert secret not in text


def test_importing_again_updates(client: FlaskClient, key: str) -> None:
    def event() -> tuple[str, int]:
        text = client.get(f"/diagnostic/{key}/engagements.ics").text
        found = re.search(r"UID:(\w+)", text), re.search(r"SEQUENCE:(\d+)", text)
        assert found[0]
        assert found[1]
        return found[0][1], int(found[1][1])

    add(client, key, due=JANUARY)
    before = event()
    change(client, key, who="la mairie")
    assert event() == (before[0], before[1] + 1)


def test_without_a_date_to_come_there_is_no_reminder(client: FlaskClient, key: str) -> None:
    add(client, key)
    assert client.get(f"/diagnostic/{key}/engagements.ics").status_code == 404
    change(client, key, due=JANUARY, state="fait")
    assert client.get(f"/diagnostic/{key}/engagements.ics").status_code == 404
    assert ".ics" not in page_of(client, key).text
    assert client.get(f"/diagnostic/{read_key(key)}/engagements.ics").status_code == 404


def test_one_of_an_unknown_card_still_has_its_title(app: Flask, client: FlaskClient, key: str) -> None:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    gone = Engagement("partie", title="Un conseil d’avant")
    services_of(app).engagements.save(of_diagnostic(found.id), [SentEngagement(gone)])
    assert "Un conseil d’avant" in text_of(page_of(client, key).text)


def test_adding_nothing_is_told_and_sending_the_page_as_it_is_is_not(client: FlaskClient) -> None:
    key = begin(client)
    refused = send(client, key, ajouter="1")
    assert refused.status_code == 422
    assert NO_TITLE in refused.text
    assert send(client, key).status_code == 303
