"""The common page as the minutes: what it is called, where things are told, how it closes."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.answers import Answer, State
from questionnaire.storage.saves import SentAnswer
from tests.conftest import fields_of, services_of
from tests.support.crossing import (
    accept,
    agree,
    crossed,
    crossing_of,
    diagnostic_of,
    invitation_address,
    invite,
    party,
)


@pytest.fixture
def theirs(app: Flask) -> FlaskClient:
    """The other party."""
    return app.test_client()


@pytest.fixture
def pages(app: Flask, client: FlaskClient, theirs: FlaskClient) -> tuple[str, str]:
    """The common page, for each party."""
    return crossed(app, client, theirs)


def subjects_of(fields: dict[str, str]) -> list[str]:
    """Return the subjects that one may decide on, in the order of the page."""
    return [found[1] for name in fields if (found := re.fullmatch("decision-(.+)-title", name))]


def decide(client: FlaskClient, page: str, subject: int, **typed: str) -> None:
    """Write what is decided on a subject, by its rank."""
    form = fields_of(client.get(page))
    key = subjects_of(form)[subject]
    sent = {f"decision-{key}-{name}": text for name, text in typed.items()}
    assert client.post(f"{page}/rencontre", data={**form, **sent}).status_code == 303


def test_the_agenda_becomes_the_minutes_once_something_is_decided(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    before = client.get(mine).text
    assert "<strong>Ordre du jour.</strong>" in before
    assert "L’ordre du jour (PDF" in before
    assert "filename=ordre-du-jour-" in client.head(f"{mine}/ods").headers["Content-Disposition"]
    decide(client, mine, 0, title="Signer")
    after = theirs.get(other).text.replace("\xa0", " ")
    assert "Compte rendu : 1 sujet décidé." in after
    assert "Le compte rendu (PDF" in after
    assert "filename=compte-rendu-" in client.head(f"{mine}/ods").headers["Content-Disposition"]


def test_what_is_decided_if_time_allows_is_seen_when_the_page_comes_back(
    client: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, _ = pages
    fold = '<details class="fold" open>'
    assert fold not in client.get(mine).text
    decide(client, mine, 0, title="Signer")
    assert fold not in client.get(mine).text
    decide(client, mine, -1, title="Demander")
    assert fold in client.get(mine).text


def test_allowing_the_link_of_the_agenda_is_told_at_its_place(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    closed, opened = ('<details class="small-fold" id="tiers"' + end for end in (">", " open>"))
    assert closed in client.get(mine).text
    for reader, page, words in (
        (client, mine, "Le lien existera"),
        (theirs, other, "le lien de l’ordre du jour existe"),
    ):
        told = reader.post(f"{page}/ordre-du-jour", data=fields_of(reader.get(page)), follow_redirects=True).text
        assert 'class="messages"' not in told
        assert words in told[told.index(opened) :]
        assert told.count(words) == 1


def test_closing_offers_the_documents_and_leads_to_the_engagements(
    client: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, _ = pages
    decide(client, mine, 0, title="Signer")
    engagements = mine.split("/croisement")[0] + "/engagements"
    closing = client.get(f"{mine}/fermer")
    for address in (f"{mine}/pdf", f"{mine}/ods", engagements):
        assert f'href="{address}"' in closing.text
    ended = client.post(f"{mine}/fermer", data=fields_of(closing), follow_redirects=True)
    assert f'href="{engagements}"' in ended.text


def test_after_the_other_closes_only_what_was_not_saved_is_shown_in_words(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    decide(client, mine, 0, title="Signer", due="2026-12-20")
    form = fields_of(client.get(mine))
    second = f"decision-{subjects_of(form)[1]}"
    typed = {f"{second}-title": "Écrire\nà deux", f"{second}-who": "l’équipe", f"{second}-due": "2026-12-21"}
    theirs.post(f"{other}/fermer", data=fields_of(theirs.get(f"{other}/fermer")))
    told = client.post(f"{mine}/rencontre", data={**form, **typed}).text.replace("\xa0", " ")
    assert " : Écrire / à deux, l’équipe, 21 décembre 2026" in told
    assert "Signer" not in told
    assert "2026-12-2" not in told
    odd = {**form, f"{second}-due": "demain", "decision-parti-title": "Autre", "rencontre-date": "lundi"}
    told = client.post(f"{mine}/rencontre", data=odd).text.replace("\xa0", " ")
    for words in (" : demain<", "<bdi>Autre<", "Date : lundi"):
        assert words in told
    assert "Ce n’est pas enregistré" not in client.post(f"{mine}/rencontre", data=form).text


def test_documents_asked_for_before_the_page_opens_say_that_it_is_not_open_yet(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    accept(app, theirs, invitation_address(client, invite(client, key)))
    page = crossing_of(app, key)
    told = client.get(f"{page}/pdf")
    assert told.status_code == 404
    assert "n’est pas encore ouverte" in told.text
    assert client.get(f"{page}/rencontre").status_code == 410


def test_when_few_answers_can_be_compared_the_page_says_what_to_do(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    other = accept(app, theirs, invitation_address(client, invite(client, key)))
    services = services_of(app)
    answers = {one.id: SentAnswer(Answer(State.BLANK), None) for one in services.versions.current.all_criteria()}
    answers.pop("gouvernance-partagee")
    services.diagnostics.save_answers(diagnostic_of(app, other), answers)
    page = theirs.get(agree(app, theirs, other))
    assert "Peu de réponses se comparent encore" in page.text
    assert "Peu de réponses" not in client.get("/exemple/croisement", follow_redirects=True).text
