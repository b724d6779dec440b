"""Sharing a dated copy: chosen part by part, read first, sent, withdrawn; and what its reader finds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import Answer, AnswerSheet, Viewpoint
from questionnaire.assessment.duration import minutes
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.report import make_report
from questionnaire.criteria.model import Criteria
from questionnaire.errors import StorageError
from questionnaire.storage import CopyStore, SentEngagement, of_diagnostic
from questionnaire.storage.copies import MAX_COPIES
from questionnaire.storage.saves import SentAnswer
from tests.conftest import (
    answer,
    begin,
    begin_draft,
    copy_address,
    fields_of,
    key_in,
    live_link,
    send_copy,
    services_of,
    sign_in,
    token_of,
)
from tests.support.reading import text_of

FIRST = "demarche-entrepreneuriale"
NOTE = "une note qui reste entre nous"
WHO = "la directrice des services"
GONE = "Cette copie a été retirée par la personne qui l’avait envoyée."


def begun(app: Flask, client: FlaskClient, viewpoint: str = "collectivite", **context: Any) -> str:
    """Begin a diagnostic with answers at level 1, two notes, and a plan."""
    key = begin(client, viewpoint)
    context = {"stade": "prefiguration", "nom": "Sainte-Fauvette", **context}
    services = services_of(app)
    opened = services.diagnostics.find(key_digest(key))
    assert opened
    services.diagnostics.revise(opened.id, lambda sheet: replace(sheet, context=context))
    criteria = services.versions.current
    answers = {one.id: SentAnswer(Answer.at(1), None) for one in criteria.all_criteria()}
    for noted in (FIRST, "diagnostic-territoire"):
        answers[noted] = SentAnswer(Answer.at(1, NOTE), None)
    services.diagnostics.save_answers(opened.id, answers)
    opened = services.diagnostics.find(key_digest(key))
    assert opened
    card = make_report(criteria, opened.sheet).cards[0].card.id
    services.engagements.save(of_diagnostic(opened.id), [SentEngagement(Engagement(card, who=WHO))])
    return key


def test_nothing_is_ticked_and_what_exists_is_offered_with_its_true_number(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get(f"/diagnostic/{begun(app, client)}/partager").text
    assert "Mes réponses, critère par critère" in page
    assert "Mes 2 notes" in text_of(page)
    assert "Mes engagements : qui, quand" in text_of(page)
    assert "Sans le score" not in page
    assert not re.search(r'type="checkbox"[^>]*checked', page)
    assert "L’équipe du projet, qui pourra répondre de son côté" in page
    assert "/resultats/" not in page.partition("<main")[2].replace('/resultats"', "")
    bare = begin(client)
    answer(client, bare, "lieu", 1, **{f"choix-{FIRST}": "1"})
    page = client.get(f"/diagnostic/{bare}/partager").text
    assert "notes" not in text_of(page).partition("Pour qui")[0].partition("Que montre")[2]
    assert "Mes engagements" not in page


@pytest.mark.parametrize("climate", ["tendus", "rompus"])
def test_when_exchanges_are_difficult_the_score_is_left_out_unless_asked_for(
    app: Flask, client: FlaskClient, climate: str
) -> None:
    key = begun(app, client, climat=climate)
    page = client.get(f"/diagnostic/{key}/partager").text
    assert re.search(r'value="sans-score" checked', page)
    without = client.get(copy_address(client, send_copy(client, key, "sans-score", "reponses"))).text
    assert "au niveau attendu" not in without
    assert "sur 100" not in without
    assert "Les points d’appui" in without or "À se demander à deux" in without
    assert "au niveau attendu" in client.get(copy_address(client, send_copy(client, key))).text


@pytest.mark.parametrize("parts", [(), ("reponses",), ("notes",), ("plan",), ("reponses", "notes", "plan")])
def test_the_reader_reads_what_was_ticked_and_nothing_else(
    app: Flask, client: FlaskClient, criteria: Criteria, parts: tuple[str, ...]
) -> None:
    key = begun(app, client)
    reader = app.test_client()
    page = reader.get(copy_address(client, send_copy(client, key, *parts)))
    sentence = criteria.criterion("diagnostic-territoire").worded_before_opening().levels.collectivite[1]
    assert (NOTE in page.text) == ("notes" in parts)
    assert (sentence in page.text) == ("reponses" in parts)
    assert (WHO in page.text) == ("plan" in parts)
    for always in ("Les trois pas envisagés", "au niveau attendu", "À se demander à deux"):
        assert always in page.text
    assert key not in page.text
    assert read_key(key) not in page.text
    for action in ("Modifier", "Supprimer", "Partager", "download"):
        assert action not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_the_preview_is_the_page_that_is_read(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = f"/diagnostic/{key}/partager"
    chosen = {**fields_of(client.get(address)), "parts": ["reponses", "notes"], "title": "Notre commune & nous"}
    preview = client.post(address, data={**chosen, "voir": "1"})
    assert "Rien n’est encore envoyé" in preview.text
    assert not services_of(app).copies.in_circulation(diagnostic_of(app, key))
    changed = client.post(address, data={**chosen, "modifier": "1"})
    assert fields_of(changed)["title"] == "Notre commune & nous"
    assert len(re.findall(r'type="checkbox"[^>]*checked', changed.text)) == 2
    sent = client.post(address, data={**fields_of(preview), "parts": ["reponses", "notes"]})
    read = client.get(copy_address(client, sent.headers["Location"])).text

    def shown(html: str) -> str:
        found = re.search(r'<div class="reader-banner">.*</main>', html, re.S)
        assert found
        return text_of(found[0].partition('<aside class="copy-preview"')[0].partition("</main>")[0])

    assert shown(preview.text) == shown(read)
    assert "Notre commune &amp; nous" in read


def diagnostic_of(app: Flask, key: str) -> int:
    """Return the number of a diagnostic."""
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return found.id


def test_a_copy_does_not_change_with_the_answers(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = copy_address(client, send_copy(client, key, "reponses"))
    before = client.get(address).text
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3", "choix-diagnostic-territoire": "3"})
    assert client.get(address).text == before


def test_the_page_of_the_link_gives_it_in_every_way(app: Flask, client: FlaskClient, criteria: Criteria) -> None:
    key = begun(app, client)
    page = client.get(send_copy(client, key)).text
    link = re.search(r'value="(http://localhost/copie/[\w-]{24})"', page)
    assert link
    mail = re.search(r'href="mailto:\?([^"]+)"', page)
    assert mail
    body = parse_qs(mail[1].replace("&amp;", "&"))["body"][0]
    assert link[1] in body
    sheet = AnswerSheet(Viewpoint.PROJET, context={"stade": "prefiguration"})
    assert f"répondre de votre côté, en {minutes(criteria, sheet)}\xa0minutes" in body
    assert f'data-share-url="{link[1]}"' in page
    drawn = re.search(r'<svg viewBox="0 0 (\d+) \1">.*?</svg>', page, re.S)
    assert drawn
    assert "style" not in drawn[0]
    assert 'aria-label="Code QR du lien de cette copie"' in page


def test_the_same_form_sent_twice_makes_one_copy(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = f"/diagnostic/{key}/partager"
    form = fields_of(client.get(address))
    assert (
        client.post(address, data=form).headers["Location"] == client.post(address, data=form).headers["Location"]
    )
    assert client.get(address).text.count("Retirer cette copie") == 1
    for nonce in ("", "trop court"):
        assert client.post(address, data={**form, "nonce": nonce}).status_code == 303
    assert client.get(address).text.count("Retirer cette copie") == 3


def test_a_withdrawn_copy_says_so_at_once_and_leaves_the_list(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    sent = send_copy(client, key, "notes")
    address = copy_address(client, sent)
    assert "Profil et pas ; avec notes ; sans réponses." in text_of(client.get(f"/diagnostic/{key}/partager").text)
    assert client.post(f"{sent}/retirer").headers["Location"].endswith("#copies")  # without its token: nothing
    assert client.get(address).status_code == 200
    done = client.post(f"{sent}/retirer", data={"csrf_token": token_of(client.get(sent))}, follow_redirects=True)
    assert "son lien ne montre plus rien" in done.text
    assert "Copies en circulation" not in done.text
    told = app.test_client().get(address)
    assert told.status_code == 410
    assert GONE in told.text
    assert NOTE not in told.text
    again = client.post(f"{sent}/retirer", data={"csrf_token": token_of(done)}, follow_redirects=True)
    assert "était déjà retirée" in again.text
    assert client.get(sent).status_code == 303


def test_a_copy_sent_again_is_filled_in_as_the_one_before(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client, climat="tendus")
    number = send_copy(client, key, "reponses", title="Pour la réunion", recipient="lecture").rsplit("/", 1)[1]
    page = client.get(f"/diagnostic/{key}/partager?comme={number}")
    assert fields_of(page)["title"] == "Pour la réunion"
    assert fields_of(page)["recipient"] == "lecture"
    assert re.findall(r'type="checkbox"[^>]*value="([\w-]+)" checked', page.text) == ["reponses"]
    assert re.findall(
        r'value="([\w-]+)" checked', client.get(f"/diagnostic/{key}/partager?comme=999999").text
    ) == ["sans-score", "autre_partie"]


def test_a_diagnostic_without_answers_has_nothing_to_share(client: FlaskClient) -> None:
    key = begin(client)
    page = client.get(f"/diagnostic/{key}/partager")
    assert "répondez d’abord à une question" in page.text
    data = {"csrf_token": token_of(client.get(f"/diagnostic/{key}/contexte")), "recipient": "lecture"}
    assert client.post(f"/diagnostic/{key}/partager", data=data).status_code == 200
    assert "Copies en circulation" not in client.get(f"/diagnostic/{key}/partager").text


@pytest.mark.parametrize(
    "wrong", [{"recipient": "martien"}, {"parts": ["tout"]}, {"title": "x" * 81}, {"csrf_token": "faux"}]
)
def test_a_form_that_says_something_else_is_refused(
    app: Flask, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    key = begun(app, client)
    address = f"/diagnostic/{key}/partager"
    refused = client.post(address, data={**fields_of(client.get(address)), **wrong})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert "Copies en circulation" not in client.get(address).text


def test_too_many_copies_are_told_and_the_form_is_kept(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    for _ in range(MAX_COPIES):
        send_copy(client, key)
    address = f"/diagnostic/{key}/partager"
    told = client.post(address, data={**fields_of(client.get(address)), "title": "Encore une"})
    assert told.status_code == 409
    assert "Retirez-en une ci-dessous" in told.text
    assert fields_of(told)["title"] == "Encore une"


def test_a_database_that_does_not_answer_loses_no_choice(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begun(app, client)
    sent, address = send_copy(client, key), f"/diagnostic/{key}/partager"
    form = {**fields_of(client.get(address)), "title": "Pour mardi"}

    def broken(*_: object) -> None:
        raise StorageError("panne")

    monkeypatch.setattr(CopyStore, "create", broken)
    monkeypatch.setattr(CopyStore, "withdraw", broken)
    told = client.post(address, data=form)
    assert (told.status_code, fields_of(told)["title"]) == (503, "Pour mardi")
    assert "la copie n’a pas encore été créée" in told.text
    told = client.post(f"{sent}/retirer", data=form)
    assert told.status_code == 503
    assert "rien n’a encore été retiré" in told.text


def test_a_link_of_a_copy_that_is_not_there_says_what_may_have_happened(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = copy_address(client, send_copy(client, key))
    assert client.get(f"{address}).").headers["Location"] == address
    for unknown in ("x", "A" * 24, read_key(key), key):
        told = client.get(f"/copie/{unknown}")
        assert told.status_code == 404
        assert "Une copie s’efface six mois après son envoi" in told.text
    client.post(
        f"/diagnostic/{key}/supprimer", data={"csrf_token": token_of(client.get(f"/diagnostic/{key}/supprimer"))}
    )
    assert client.get(address).status_code == 404


def test_a_copy_pasted_where_one_resumes_opens_it(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = copy_address(client, send_copy(client, key))
    data = {"csrf_token": token_of(client.get("/reprendre")), "link": f"http://localhost{address}"}
    assert client.post("/reprendre", data=data).headers["Location"] == address


def test_leaving_a_shared_computer_closes_the_copies_there_too(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = copy_address(client, send_copy(client, key))
    client.post(f"/diagnostic/{key}/fini", data={"csrf_token": token_of(client.get(f"/diagnostic/{key}"))})
    assert client.get(address).headers["Location"] == "/reprendre"
    assert app.test_client().get(address).status_code == 200
    data = {"csrf_token": token_of(client.get("/reprendre")), "link": address}
    client.post("/reprendre", data=data)
    assert client.get(address).status_code == 200


def test_an_earlier_live_link_goes_on_is_listed_and_can_be_withdrawn(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    live = live_link(client, key)
    assert NOTE in app.test_client().get(live).text
    page = client.get(f"/diagnostic/{key}/partager")
    assert "Lien ancien, toujours à jour" in page.text
    assert live in page.text
    done = client.post(
        f"/diagnostic/{key}/partager/0/retirer", data={"csrf_token": token_of(page)}, follow_redirects=True
    )
    assert "L’ancien lien est retiré" in done.text
    assert "Lien ancien" not in done.text
    for name in ("", "/json", "/pdf"):
        told = app.test_client().get(f"{live}{name}")
        assert told.status_code == 410
        assert "Ce lien a été retiré par la personne qui l’avait envoyé" in told.text


def test_a_diagnostic_begun_now_has_no_live_link(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    assert "Lien ancien" not in client.get(f"/diagnostic/{key}/partager").text
    assert client.get(f"/resultats/{read_key(key)}").status_code == 410


# ── to answer in turn ──


def invitation(app: Flask, client: FlaskClient, viewpoint: str = "collectivite", **context: Any) -> str:
    """Return the address that a reader follows to answer in turn."""
    page = client.get(copy_address(client, send_copy(client, begun(app, client, viewpoint, **context)))).text
    found = re.search(r'href="(/commencer/[^"]+)">À vous', page)
    assert found
    return found[1]


def test_a_reader_who_is_invited_answers_from_the_other_viewpoint(app: Flask, client: FlaskClient) -> None:
    reader = app.test_client()
    address = invitation(app, client)
    assert urlsplit(address).path == "/commencer/projet"
    page = reader.get(address)
    assert "Vous répondez à l’invitation de la collectivité" in text_of(page.text)
    assert NOTE not in page.text
    assert re.search(r'value="prefiguration" checked', page.text)
    assert "contexte-nom" not in fields_of(page)  # the name of who invites is not that of who answers
    begun_there = reader.post(address, data=fields_of(page))
    assert begun_there.status_code == 303
    stored = services_of(app).diagnostics.find(key_digest(key_in(begun_there.headers["Location"])))
    assert stored
    assert "nom" not in stored.sheet.context
    assert stored.sheet.context["stade"] == "prefiguration"
    refused = reader.post(address, data=fields_of(page) | {"contexte-stade": "autre"})
    assert "Vous répondez à l’invitation" in refused.text


def test_the_duration_announced_is_the_one_computed_for_the_other_party(
    app: Flask, client: FlaskClient, criteria: Criteria
) -> None:
    found = []
    for stage in ("idee", "fonctionnement"):
        page = client.get(copy_address(client, send_copy(client, begun(app, client, stade=stage)))).text
        found.append(minutes(criteria, AnswerSheet(Viewpoint.PROJET, context={"stade": stage})))
        assert f"{found[-1]} minutes. Vos réponses ne seront pas envoyées." in text_of(page)
    assert found[0] < found[1]


@pytest.mark.parametrize(("known", "filled"), [("intercommunalite", True), ("plusieurs", False)])
def test_a_team_invites_the_authority_that_it_named(
    app: Flask, client: FlaskClient, known: str, filled: bool
) -> None:
    address = invitation(app, client, "projet", repondant=known, stade="ouverture")
    assert urlsplit(address).path == "/commencer/collectivite"
    page = app.test_client().get(address)
    assert "Vous répondez à l’invitation de l’équipe du lieu" in text_of(page.text)
    assert (fields_of(page).get("contexte-repondant") == known) == filled
    assert fields_of(page)["contexte-stade"] == "ouverture"


def test_the_name_may_be_left_out(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    address = copy_address(client, send_copy(client, key, title=""))
    page = client.get(address).text
    assert "Sainte-Fauvette" not in page
    assert "<h1><bdi>Le point de vue de la collectivité</bdi></h1>" in page
    start = re.search(r'href="(/commencer/[^"]+)">À vous', page)
    assert start
    assert "contexte-nom" not in fields_of(client.get(start[1]))


def test_an_invitation_that_is_over_leaves_an_ordinary_form(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    sent = send_copy(client, key)
    start = f"/commencer/projet?invitation={copy_address(client, sent).rsplit('/', 1)[1]}"
    assert "invitation de" in client.get(start).text
    same_side = client.get(start.replace("projet", "collectivite"))
    assert "invitation de" in same_side.text
    assert fields_of(same_side)["contexte-stade"] == "prefiguration"
    client.post(f"{sent}/retirer", data={"csrf_token": token_of(client.get(sent))})
    read = copy_address(client, send_copy(client, key, recipient="lecture")).rsplit("/", 1)[1]
    for address in (start, f"/commencer/projet?invitation={read}", "/commencer/projet?invitation=inconnue"):
        page = client.get(address)
        assert page.status_code == 200
        assert "invitation de" not in page.text
        assert "contexte-nom" not in fields_of(page)


def test_a_plain_reader_is_led_to_begin_for_another_territory(app: Flask, client: FlaskClient) -> None:
    key = begun(app, client)
    page = client.get(copy_address(client, send_copy(client, key, recipient="lecture"))).text
    assert "À vous" not in page
    assert 'href="/#commencer">Faire le point pour votre propre territoire</a>' in page


def test_without_a_project_only_reading_is_offered(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/diagnostic/{begun(app, client, stade='aucun')}/partager").text
    assert "répondre de son côté" not in page
    assert re.search(r'value="lecture" checked', page)


def test_a_preview_of_a_draft_shows_what_a_reader_would_read_and_sends_nothing(
    app: Flask, criteria: Criteria
) -> None:
    marie = sign_in(app)
    address = f"{begin_draft(marie)}/apercu/diagnostic/{criteria.profiles[0].id}/partager"
    page = marie.get(address)
    assert "Lien ancien" not in page.text
    form = fields_of(page)
    assert "Rien n’est encore envoyé" in marie.post(address, data={**form, "voir": "1"}).text
    told = marie.post(address, data=form, follow_redirects=True)
    assert "Dans un aperçu, aucune copie n’est créée" in told.text
    assert marie.get(f"{address}/1").headers["Location"] == address
    assert marie.post(f"{address}/1/retirer", data={"csrf_token": token_of(told)}).status_code == 303
    assert marie.post(f"{address}/0/retirer", data={"csrf_token": token_of(told)}).status_code == 303


def test_the_title_of_a_copy_names_a_diagnostic_that_had_no_name(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    send_copy(client, key, title="Le Moulin")
    assert "<bdi>Le Moulin</bdi></h1>" in client.get(f"/diagnostic/{key}/resultats").text
