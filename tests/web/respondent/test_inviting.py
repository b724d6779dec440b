"""Inviting the other party: the link in every way, the page of whoever receives it, and the answer that is linked."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest
from questionnaire.crossing.consent import Party, Shares
from questionnaire.errors import StorageError
from questionnaire.storage import CrossingStore, now
from questionnaire.storage.crossings import MAX_INVITATIONS
from questionnaire.web.respondent.crossing_lines import TOLD
from tests.conftest import answer, begin, copy_address, fields_of, key_in, send_copy, services_of, token_of
from tests.support.crossing import (
    NOTES,
    accept,
    agree,
    crossing_of,
    diagnostic_of,
    invitation_address,
    invite,
    party,
)
from tests.support.reading import text_of


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Another visitor."""
    return app.test_client()


def main_of(html: str) -> str:
    return text_of(html.partition("<main")[2])


def test_levels_alone_are_chosen_and_the_name_is_filled_in(app: Flask, client: FlaskClient) -> None:
    key = party(app, client, "collectivite")
    page = client.get(f"/diagnostic/{key}/inviter")
    assert fields_of(page)["shares"] == "niveaux"
    assert fields_of(page)["name"] == "La collectivité"
    for address in (f"/diagnostic/{key}/resultats", f"/diagnostic/{key}"):
        assert f'href="/diagnostic/{key}/inviter"' in client.get(address).text


def test_without_an_answer_there_is_nothing_to_cross(client: FlaskClient) -> None:
    key = begin(client)
    page = client.get(f"/diagnostic/{key}/inviter")
    assert "répondez d’abord à une question" in page.text
    assert "/inviter" not in client.get(f"/diagnostic/{key}").text
    token = token_of(client.get(f"/diagnostic/{key}/contexte"))
    client.post(f"/diagnostic/{key}/inviter", data={"csrf_token": token, "name": "A", "shares": "notes"})
    assert services_of(client.application).crossings.of(diagnostic_of(client.application, key)) == ()


def test_the_page_of_the_link_gives_it_in_every_way(app: Flask, client: FlaskClient) -> None:
    page = client.get(invite(client, party(app, client, "collectivite"), name="La mairie & nous")).text
    link = re.search(r'value="(http://localhost/invitation/[\w-]{24})"', page)
    assert link
    assert "La mairie &amp; nous" in page
    mails = [
        parse_qs(found.replace("&amp;", "&"))["body"][0] for found in re.findall(r'href="mailto:\?([^"]+)"', page)
    ]
    assert [link[1] in mail for mail in mails] == [True, True]
    assert "sans inscription" in mails[0]
    assert "toujours ouvert" in mails[1]
    assert f'data-share-url="{link[1]}"' in page
    assert 'aria-label="Code QR du lien de cette invitation"' in page


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 81}, {"shares": "tout"}, {"shares": ""}, {"csrf_token": "faux"}]
)
def test_a_form_that_says_something_else_is_refused_and_kept(
    app: Flask, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    key = party(app, client, "collectivite")
    address = f"/diagnostic/{key}/inviter"
    sent = {**fields_of(client.get(address)), "name": "La mairie", **wrong}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert fields_of(refused)["name"] == sent["name"]
    assert "Invitations en attente" not in client.get(address).text


def test_the_form_sent_twice_makes_one_invitation_and_too_many_are_told(app: Flask, client: FlaskClient) -> None:
    key = party(app, client, "collectivite")
    address = f"/diagnostic/{key}/inviter"
    form = fields_of(client.get(address))
    assert len({client.post(address, data=form).headers["Location"] for _ in range(2)}) == 1
    for _ in range(MAX_INVITATIONS - 1):
        invite(client, key, nonce="")
    told = client.post(address, data={**fields_of(client.get(address)), "name": "Encore une"})
    assert told.status_code == 409
    assert "Retirez-en une" in told.text
    assert fields_of(told)["name"] == "Encore une"


def test_a_database_that_does_not_answer_loses_no_choice(
    app: Flask, client: FlaskClient, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = party(app, client, "collectivite")
    link_page = invite(client, key)
    invitation = invitation_address(client, link_page)
    other = party(app, reader, "projet")
    form = {**fields_of(client.get(f"/diagnostic/{key}/inviter")), "name": "Pour mardi", "shares": "notes"}

    def broken(*_: object) -> None:
        raise StorageError("panne")

    for name in ("invite", "withdraw", "accept"):
        monkeypatch.setattr(CrossingStore, name, broken)
    told = client.post(f"/diagnostic/{key}/inviter", data=form)
    assert (told.status_code, fields_of(told)["name"], fields_of(told)["shares"]) == (503, "Pour mardi", "notes")
    assert "l’invitation n’a pas encore été créée" in told.text
    told = client.post(f"{link_page}/retirer", data=form)
    assert told.status_code == 503
    assert "l’invitation n’a pas encore été retirée" in told.text
    sent = {**fields_of(reader.get(invitation)), "link": other}
    told = reader.post(invitation, data=sent)
    assert (told.status_code, fields_of(told)["link"]) == (503, other)
    data = {**fields_of(reader.get(f"/commencer/projet?invitation={invitation[-24:]}")), "contexte-stade": "idee"}
    begun = reader.post(f"/commencer/projet?invitation={invitation[-24:]}", data=data, follow_redirects=True)
    assert "n’est pas encore rattaché à l’invitation" in begun.text


def test_the_invitation_says_what_will_happen_and_nothing_of_the_answers(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key, name="La mairie", shares="notes"))
    page = reader.get(invitation)
    assert "La mairie" in page.text
    assert "À la fin, vous dites oui ou non" in page.text
    assert "barre d’adresse" not in page.text  # opening one's diagnostic does not link it
    for secret in (key, NOTES["collectivite"], "Sainte-Fauvette", "tendus", "prefiguration"):
        assert secret not in page.text
    for viewpoint in ("collectivite", "projet"):
        begun = reader.get(f"/commencer/{viewpoint}?invitation={invitation[-24:]}")
        assert "Vous répondez à l’invitation de" in begun.text
        assert not re.search('type="radio"[^>]*checked', begun.text)
        for secret in (key, NOTES["collectivite"], "Sainte-Fauvette"):
            assert secret not in begun.text


def test_who_invites_reads_its_invitation_without_being_able_to_answer_it(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    link_page = invite(client, party(app, client, "collectivite"), name="La mairie")
    assert f'href="{link_page}/apercu"' in client.get(link_page).text
    assert 'href="http://localhost/invitation/' not in client.get(link_page).text
    shown = client.get(f"{link_page}/apercu")
    real = reader.get(invitation_address(client, link_page))
    for page in (shown, real):
        assert "Une invitation de « La mairie »" in main_of(page.text)
        assert "L’autre partie a déjà dit oui" in main_of(page.text)
    for answering in ("/commencer/", 'method="post"'):
        assert answering in real.text
        assert answering not in shown.text.partition("<main")[2].partition("</main")[0]
    client.post(f"{link_page}/retirer", data={"csrf_token": token_of(client.get(link_page))})
    assert client.get(f"{link_page}/apercu").headers["Location"] == link_page


def test_what_inviting_agrees_to_is_said_before_and_after(app: Flask, client: FlaskClient) -> None:
    key = party(app, client, "collectivite")
    for page in (f"/diagnostic/{key}/inviter", invite(client, key, shares="notes")):
        told = main_of(client.get(page).text)
        assert "Inviter, c’est dire oui" in told
        assert "vos notes, si" in told
        assert "si elle montre les siennes" in told
        assert "C’est peu" not in told
    few = begin(client, stade="fonctionnement")
    answer(client, few, "lieu", 1, **{"choix-demarche-entrepreneuriale": "1"})
    assert "C’est peu pour une rencontre" in client.get(f"/diagnostic/{few}/inviter").text.replace("\xa0", " ")


def test_whoever_answers_reads_who_invited_on_every_page_until_it_says_yes_or_no(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key, name="La mairie"))
    address = f"/commencer/projet?invitation={invitation[-24:]}"
    begun = reader.post(address, data={**fields_of(reader.get(address)), "contexte-stade": "prefiguration"})
    other = key_in(begun.headers["Location"])
    pages = (begun.headers["Location"], f"/diagnostic/{other}/verification")
    for page in pages:
        assert "l’invitation de La mairie" in main_of(reader.get(page).text)
    answer(reader, other, "lieu", 1, **{"choix-demarche-entrepreneuriale": "1"})
    results = main_of(reader.get(f"/diagnostic/{other}/resultats").text)
    assert results.index("Voir ce que chacun verrait") < results.index("Nous le faisons")
    assert "Inviter la collectivité" not in results
    agree(app, reader, other)
    for page in pages:
        assert "l’invitation de" not in main_of(reader.get(page).text)
    assert "Inviter le projet" not in main_of(client.get(f"/diagnostic/{key}/resultats").text)
    for visitor, own in ((client, key), (reader, other)):
        assert "Inviter l’autre partie" in main_of(visitor.get(f"/diagnostic/{own}/resultats").text)


def test_whoever_answers_an_invitation_that_is_withdrawn_reads_so_where_it_is(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    link_page = invite(client, party(app, client, "collectivite"))
    address = f"/commencer/projet?invitation={invitation_address(client, link_page)[-24:]}"
    begun = reader.post(address, data={**fields_of(reader.get(address)), "contexte-stade": "prefiguration"})
    client.post(f"{link_page}/retirer", data={"csrf_token": token_of(client.get(link_page))})
    for page in (begun.headers["Location"], f"/diagnostic/{key_in(begun.headers['Location'])}/verification"):
        assert "L’invitation a été retirée" in main_of(reader.get(page).text)


def test_opening_an_invitation_changes_nothing_however_often(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key))
    before = services_of(app).crossings.of(diagnostic_of(app, key))
    for _ in range(3):
        reader.head(invitation)
        reader.get(invitation)
        reader.get(f"/commencer/projet?invitation={invitation[-24:]}")
    assert services_of(app).crossings.of(diagnostic_of(app, key)) == before
    assert accept(app, reader, invitation)


@pytest.mark.parametrize("viewpoint", ["projet", "collectivite"])
def test_it_is_answered_from_either_viewpoint_and_who_invites_learns_nothing(
    app: Flask, client: FlaskClient, reader: FlaskClient, viewpoint: str
) -> None:
    key = party(app, client, "collectivite")
    link_page = invite(client, key)
    before = {page: main_of(client.get(page).text) for page in (link_page, f"/diagnostic/{key}/resultats")}
    other = accept(app, reader, invitation_address(client, link_page), viewpoint)
    assert {page: main_of(client.get(page).text) for page in before} == before
    for page in (f"/diagnostic/{other}", f"/diagnostic/{other}/resultats"):
        assert "Croiser vos regards avec La collectivité ?" in main_of(reader.get(page).text)


def test_the_path_of_who_invites_is_offered_unless_its_stage_imposed_it(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = begin(client, parcours="express", stade="fonctionnement")
    party(app, client, "collectivite", key)
    invitation = invitation_address(client, invite(client, key))
    other = accept(app, reader, invitation)
    found = services_of(app).diagnostics.find(key_digest(other))
    assert found
    assert found.sheet.path == "express"
    alone = begin(client, stade="aucun")
    answer(client, alone, "relation", 1, **{"choix-accueil-initiatives": "1"})
    found = services_of(app).diagnostics.find(key_digest(alone))
    assert found
    assert found.sheet.path == "preparer-le-terrain"
    invite(client, alone)
    assert services_of(app).crossings.of(found.id)[0].path == "complet"


def test_whoever_begins_twice_counts_with_the_last(app: Flask, client: FlaskClient, reader: FlaskClient) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key))
    first, second = accept(app, reader, invitation), accept(app, reader, invitation)
    own = main_of(reader.get(f"/diagnostic/{first}/resultats").text)
    assert "Croiser vos regards" not in own
    assert "Invitation de La collectivité Une autre réponse a pris cette invitation" in own
    left_open = crossing_of(app, second).replace(second, first)  # the page of who was replaced
    assert reader.get(left_open).headers["Location"] == f"/diagnostic/{first}/croisement"
    assert "Une autre réponse a pris cette invitation" in reader.get(crossing_of(app, first)).text
    agree(app, reader, second)
    told = reader.get(invitation)
    assert told.status_code == 410
    assert "a déjà reçu sa réponse" in told.text
    late = reader.get(f"/commencer/projet?invitation={invitation[-24:]}")
    assert "l’invitation de" not in late.text
    data = {**fields_of(late), "contexte-stade": "idee"}
    begun = reader.post(f"/commencer/projet?invitation={invitation[-24:]}", data=data, follow_redirects=True)
    assert "L’invitation n’attend plus de réponse" in begun.text


def test_a_diagnostic_that_one_has_is_linked_by_its_link_or_its_file(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key, other = party(app, client, "collectivite"), party(app, reader, "projet")
    content = reader.get(f"/diagnostic/{other}/resultats/json").data
    given: list[dict[str, Any]] = [
        {"link": f"http://localhost/diagnostic/{other}"},
        {"file": (io.BytesIO(content), "diagnostic.json")},
    ]
    for sent in given:
        invitation = invitation_address(client, invite(client, key))
        form = fields_of(reader.get(invitation))
        done = reader.post(invitation, data={**form, **sent})
        assert done.status_code == 303, done.text
        own = key_in(done.headers["Location"])
        assert (own == other) == ("link" in sent)
        page = reader.get(done.headers["Location"])
        assert "Croiser nos regards" in page.text
        shown = f'value="http://localhost/diagnostic/{own}"' in page.text  # a new link is worth nothing unseen
        assert shown == ("file" in sent)
        assert "Votre diagnostic est rattaché à l’invitation" in page.text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Collez votre lien privé, ou choisissez un fichier"),
        ({"link": "bonjour"}, "n’est pas un lien"),
        ({"link": "/diagnostic/" + "x" * 24}, "n’ouvre aucun diagnostic"),
        ({"link": "own"}, "c’est celui qui invite"),
        ({"file": (io.BytesIO(b"{}"), "x.json")}, "n’est pas un diagnostic Terrain d’entente"),
        ({"csrf_token": "faux"}, "ouverte depuis longtemps"),
    ],
)
def test_what_cannot_be_linked_is_told(
    app: Flask, client: FlaskClient, reader: FlaskClient, sent: dict[str, Any], told: str
) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key))
    if sent.get("link") == "own":
        sent = {"link": f"/diagnostic/{key}"}
    answer = reader.post(invitation, data={**fields_of(reader.get(invitation)), **sent})
    assert answer.status_code == 422
    assert told in answer.text.replace("\xa0", " ")
    assert services_of(app).crossings.of(diagnostic_of(app, key))[0].diagnostics[Party.INVITED] is None


def test_a_withdrawn_invitation_says_so_at_once(
    app: Flask, client: FlaskClient, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = party(app, client, "collectivite")
    link_page = invite(client, key)
    invitation = invitation_address(client, link_page)
    other = accept(app, reader, invitation)
    own_page = crossing_of(app, other)
    client.post(f"{link_page}/retirer")  # without its token: nothing
    assert reader.get(own_page).status_code == 200
    data = {"csrf_token": token_of(client.get(link_page))}
    done = client.post(f"{link_page}/retirer", data=data, follow_redirects=True)
    assert "son lien n’ouvre plus rien" in done.text
    assert "Invitations en attente" not in done.text
    again = client.post(f"{link_page}/retirer", data=data, follow_redirects=True)
    assert "n’est plus en attente" in again.text
    assert client.get(link_page).status_code == 303
    told = reader.get(invitation)
    assert told.status_code == 410
    assert "a été retirée par la personne" in told.text
    assert reader.post(invitation, data={}).status_code == 410
    assert reader.get(own_page).status_code == 410
    assert "Invitation de La collectivité L’invitation a été retirée" in main_of(
        reader.get(f"/diagnostic/{other}/resultats").text
    )
    assert "retirée" not in main_of(client.get(f"/diagnostic/{key}/resultats").text)  # who did it knows
    later = now() + TOLD
    monkeypatch.setattr("questionnaire.web.respondent.crossing_lines.now", lambda: later)
    assert "retirée" not in reader.get(f"/diagnostic/{other}/resultats").text


def test_a_link_that_is_not_there_says_what_may_have_happened(app: Flask, client: FlaskClient) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key))
    assert client.get(f"{invitation}).").headers["Location"] == invitation
    for unknown in ("x", "A" * 24, key):
        told = client.get(f"/invitation/{unknown}")
        assert told.status_code == 404
        assert "soixante jours" in told.text
    address = f"/diagnostic/{key}/supprimer"
    client.post(address, data={"csrf_token": token_of(client.get(address))})
    assert client.get(invitation).status_code == 404


def test_a_pasted_invitation_opens_and_one_s_own_computer_can_be_left(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, key))
    other = accept(app, reader, invitation)
    for visitor, own in ((client, key), (reader, other)):
        assert visitor.get(invitation).status_code == 200
        visitor.post(f"/diagnostic/{own}/fini", data={"csrf_token": token_of(visitor.get(f"/diagnostic/{own}"))})
        assert visitor.get(invitation).headers["Location"] == "/reprendre"
        data = {"csrf_token": token_of(visitor.get("/reprendre")), "link": f"<http://localhost{invitation}>"}
        assert visitor.post("/reprendre", data=data).headers["Location"] == invitation
        assert visitor.get(invitation).status_code == 200


def test_a_copy_for_the_other_party_is_an_invitation_too_and_its_author_is_asked(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key = party(app, client, "collectivite")
    sent = send_copy(client, key)
    copy = copy_address(client, sent)
    assert f'href="/invitation/{copy[-24:]}"' in reader.get(copy).text
    before = main_of(client.get(f"/diagnostic/{key}/resultats").text)
    found = re.search(r'href="(/commencer/projet\?invitation=[^"]+)"', reader.get(copy).text)
    assert found
    data = {**fields_of(reader.get(found[1])), "contexte-stade": "prefiguration"}
    other = party(app, reader, "projet", key_in(reader.post(found[1], data=data).headers["Location"]))
    assert main_of(client.get(f"/diagnostic/{key}/resultats").text) == before
    assert (
        client.get(crossing_of(app, key)).status_code == 404
    )  # who sent the copy does not know that it is answered
    page = agree(app, reader, other)
    assert "Vous avez dit oui" in reader.get(page).text
    assert services_of(app).crossings.of(diagnostic_of(app, key))[0].shares[Party.INVITED] is Shares.LEVELS
    asked = client.get(f"/diagnostic/{key}/croisement", follow_redirects=True)
    assert "Croiser nos regards" in asked.text
    agree(app, client, key)
    for visitor, own in ((client, key), (reader, other)):
        assert "Les réponses croisées datent du" in visitor.get(crossing_of(app, own)).text
    withdrawn = client.post(f"{sent}/retirer", data={"csrf_token": token_of(client.get(sent))})
    assert withdrawn.status_code == 303
    assert reader.get(crossing_of(app, other)).status_code == 200  # what is open stays open


def test_a_copy_answered_then_withdrawn_is_crossed_no_more(
    app: Flask, client: FlaskClient, reader: FlaskClient
) -> None:
    key, other = party(app, client, "collectivite"), party(app, reader, "projet")
    sent = send_copy(client, key)
    invitation = copy_address(client, sent).replace("/copie/", "/invitation/")
    reader.post(invitation, data={**fields_of(reader.get(invitation)), "link": other})
    client.post(f"{sent}/retirer", data={"csrf_token": token_of(client.get(sent))})
    assert reader.get(crossing_of(app, other)).status_code == 410
    assert reader.get(invitation).status_code == 410
    read_only = copy_address(client, send_copy(client, key, recipient="lecture")).replace(
        "/copie/", "/invitation/"
    )
    assert reader.get(read_only).status_code == 404
