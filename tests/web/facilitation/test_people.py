"""The pages about accounts: invitations, roles, new passwords, removal, and the journal that tells them."""

from __future__ import annotations

import datetime
import html
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from questionnaire.accounts.journal import Event
from questionnaire.accounts.roles import Role
from questionnaire.storage import JournalFilter, now
from questionnaire.storage.people_tables import invitations, journal_entries, password_links
from tests.conftest import add_facilitator, begin_draft, fields_of, make_settings, new_app, services_of, sign_in

NEW = {"password": "un autre bien long", "again": "un autre bien long"}


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    """A site that Ana administers; Paul reads there."""
    app = new_app(make_settings(tmp_path))
    add_facilitator(app, "Ana", Role.ADMINISTRATION)
    add_facilitator(app, "Paul", Role.LECTURE)
    return app


@pytest.fixture
def ana(site: Flask) -> FlaskClient:
    return sign_in(site, "Ana")


def number_of(site: Flask, name: str) -> int:
    found = services_of(site).accounts.find(name)
    assert found
    return found[0].id


def send(client: FlaskClient, page: str, action: str = "", **sent: str) -> TestResponse:
    """Send a form of a page, as it is filled in."""
    response = client.post(action or page, data=fields_of(client.get(page)) | sent)
    assert response.status_code < 500, response.text
    return response


def invite(client: FlaskClient, label: str, role: str = "animation") -> TestResponse:
    return send(client, "/animation/comptes", "/animation/comptes/invitations", label=label, role=role)


def link_in(page: TestResponse) -> str:
    found = re.search(r'id="lien" value="http://localhost(/animation/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


def visible_text(page: TestResponse) -> str:
    return html.unescape(page.text).replace("\xa0", " ")


def test_an_invitation_makes_the_account_that_it_says_and_its_link_is_shown_once(
    site: Flask, ana: FlaskClient
) -> None:
    page = ana.get("/animation/comptes")
    fields = fields_of(page) | {"label": "Zoé Martin", "role": "lecture"}
    given = ana.post("/animation/comptes/invitations", data=fields)
    link = link_in(given)
    assert link_in(ana.post("/animation/comptes/invitations", data=fields)) == link  # a double click
    invite(ana, "quelqu’un@exemple.fr")
    listed = ana.get("/animation/comptes")
    assert link.rsplit("/", 1)[1] not in listed.text
    assert visible_text(listed).count("Retirer l’invitation") == 2
    visitor = site.test_client()
    assert (
        site.test_client().get(link).status_code == site.test_client().head(link).status_code == 200
    )  # a mail filter
    welcome = visitor.get(link)
    assert "Ana vous invite" in visible_text(welcome)
    assert "lire, prévisualiser" in visible_text(welcome)
    sent = fields_of(welcome)
    assert sent["name"] == "Zoé Martin"
    assert "déjà un compte" in visible_text(visitor.post(link, data=sent | NEW | {"name": "PAUL"}))
    assert visitor.post(link, data=sent | NEW).headers["Location"] == "/animation"
    assert visitor.get("/animation/comptes").status_code == 403
    over = site.test_client().get(link)
    assert over.status_code == 410
    assert "a déjà servi" in visible_text(over)
    assert visible_text(ana.get("/animation/comptes")).count("Retirer l’invitation") == 1
    assert "Compte créé, rôle lecture, invitation de Ana" in visible_text(ana.get("/animation/journal"))


def test_who_opens_an_invitation_while_signed_in_is_told_so(site: Flask, ana: FlaskClient) -> None:
    link = link_in(invite(ana, "quelqu’un@exemple.fr"))
    opened = ana.get(link)
    assert "déjà connecté au compte « Ana »" in visible_text(opened)
    assert fields_of(opened)["name"] == ""  # an e-mail is no name


def test_an_invitation_withdrawn_expired_or_cut_has_its_own_words(site: Flask, ana: FlaskClient) -> None:
    withdrawn, expired = link_in(invite(ana, "Zoé")), link_in(invite(ana, "Yann"))
    assert "est retirée" in visible_text(ana.get(withdraw(ana, 1)))
    assert "déjà été retirée" in visible_text(ana.get(withdraw(ana, 1)))
    with (
        services_of(site).links._engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        connection.execute(update(invitations).values(expires_at=now() - datetime.timedelta(hours=1)))
    assert "a expiré" in visible_text(ana.get("/animation/comptes"))
    for link, code, words in (
        (withdrawn, 410, "a été retirée"),
        (expired, 410, "Elle servait jusqu’au"),
        (expired[:-1], 404, "copiez-le en entier"),
    ):
        visited = site.test_client().get(link)
        assert (visited.status_code, words in visible_text(visited)) == (code, True), visible_text(visited)


def withdraw(client: FlaskClient, number: int) -> str:
    page = "/animation/comptes"
    return send(client, page, f"{page}/invitations/{number}/retirer").headers["Location"]


def test_a_mistake_in_an_invitation_is_told_and_makes_none(site: Flask, ana: FlaskClient) -> None:
    for sent, words in (
        ({"label": "paul", "role": "lecture"}, "Un compte porte déjà ce nom"),
        ({"label": " ", "role": "lecture"}, "Écrivez un nom"),
        ({"label": "Zoé", "role": "chef"}, "Choisissez un rôle"),
        ({"label": "x" * 81, "role": "lecture"}, "trop long"),
    ):
        refused = send(ana, "/animation/comptes", "/animation/comptes/invitations", **sent)
        assert refused.status_code == 422
        assert words in visible_text(refused)
    assert services_of(site).links.invitations() == []


def test_a_role_is_changed_and_the_last_administrator_keeps_it(site: Flask, ana: FlaskClient) -> None:
    paul, mine = number_of(site, "Paul"), number_of(site, "Ana")
    reader = sign_in(site, "Paul")
    page = f"/animation/comptes/{paul}"
    assert send(ana, page, f"{page}/role", role="animation").status_code == 303
    begin_draft(reader)  # at once
    assert send(ana, page, f"{page}/role", role="").status_code == 422
    own = f"/animation/comptes/{mine}"
    refused = send(ana, own, f"{own}/role", role="lecture")
    assert (refused.status_code, "dernière personne qui administre" in visible_text(refused)) == (409, True)
    assert "Retirer ce compte…" not in visible_text(ana.get(own))
    kept = send(ana, f"{own}/retirer")
    assert (kept.status_code, "dernière personne qui administre" in visible_text(kept)) == (409, True)
    send(ana, page, f"{page}/role", role="administration")
    assert send(ana, own, f"{own}/role", role="lecture").headers["Location"] == "/animation"
    assert ana.get("/animation/comptes").status_code == 403


def test_a_forgotten_password_is_chosen_again_with_a_link_of_one_hour(site: Flask, ana: FlaskClient) -> None:
    page, before = f"/animation/comptes/{number_of(site, 'Paul')}", sign_in(site, "Paul")
    fields = fields_of(ana.get(page))
    link = link_in(ana.post(f"{page}/mot-de-passe", data=fields))
    assert link_in(ana.post(f"{page}/mot-de-passe", data=fields)) == link
    assert before.get("/animation").status_code == 303  # signed out
    visitor = site.test_client()
    assert "un mot de passe" not in visible_text(visitor.get(link[:-1]))
    sent = fields_of(visitor.get(link))
    for wrong in ({"password": "paul", "again": "paul"}, NEW | {"again": "autre"}, {}):
        assert visitor.post(link, data=sent | wrong).status_code == 422
    assert visitor.post(link, data=sent | NEW).headers["Location"] == "/animation"
    assert visitor.get("/animation").status_code == 200
    assert "déjà servi" in visible_text(site.test_client().get(link))
    late = link_in(send(ana, page, f"{page}/mot-de-passe"))
    newest = link_in(send(ana, page, f"{page}/mot-de-passe"))
    assert "le plus récent" in visible_text(site.test_client().get(late))
    with (
        services_of(site).links._engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        connection.execute(update(password_links).values(expires_at=now() - datetime.timedelta(minutes=1)))
    assert "Il servait une heure" in visible_text(site.test_client().get(newest))
    mine = f"/animation/comptes/{number_of(site, 'Ana')}"
    assert send(ana, mine, f"{mine}/mot-de-passe").headers["Location"] == "/animation/compte"


def test_an_account_that_is_removed_is_gone_for_the_other_administrators_too(
    site: Flask, ana: FlaskClient
) -> None:
    page = f"/animation/comptes/{number_of(site, 'Paul')}"
    asked = ana.get(f"{page}/retirer")
    assert "« Paul »" in visible_text(asked)
    assert ana.post(f"{page}/retirer", data=fields_of(asked)).headers["Location"] == "/animation/comptes"
    assert services_of(site).accounts.find("Paul") is None
    again = ana.post(f"{page}/retirer", data=fields_of(asked))
    assert (again.status_code, "retiré entre-temps" in visible_text(again)) == (404, True)


def test_one_signs_out_of_every_computer(site: Flask, ana: FlaskClient) -> None:
    other = sign_in(site, "Ana")
    out = send(ana, "/animation/compte", "/animation/compte/deconnexions")
    assert out.headers["Clear-Site-Data"]
    assert [client.get("/animation").status_code for client in (ana, other)] == [303, 303]


def test_the_journal_shows_filters_and_downloads_what_was_done(site: Flask, ana: FlaskClient) -> None:
    site.test_client().post("/animation/connexion", data={})
    visitor = site.test_client()
    wrong = fields_of(visitor.get("/animation/connexion")) | {"name": "Ana", "password": "faux"}
    for _ in range(3):
        visitor.post("/animation/connexion", data=wrong)
    sign_in(site, "Paul").post("/animation/brouillons")
    draft = begin_draft(ana)
    send(ana, f"{draft}/supprimer")
    invite(ana, "Zoé", "lecture")
    ana.get("/animation/statistiques/export.csv")
    services_of(site).journal.add(Event.DRAFT_DELETED, "=1+1", {"titre": "=2+3", "compte": "=1+1"})
    page = visible_text(ana.get("/animation/journal"))
    for words in (
        "Connexion refusée (nom ou mot de passe), 3 fois",
        "Page ou action refusée (rôle insuffisant)",
        "Brouillon créé : « Brouillon depuis",
        "Invitation faite, rôle lecture",
        "Brouillon supprimé : « Brouillon depuis",
        "Export : « comptes.csv »",
        "Le fichier des critères du serveur",
    ):
        assert words in page
    assert "127.0.0.1" not in page
    assert "Zoé" not in page  # who is invited is not noted
    only = visible_text(ana.get("/animation/journal?sorte=refus&qui=Paul"))
    assert "1 ligne" in only
    assert visible_text(ana.get("/animation/journal?sorte=inconnue&qui=personne&page=99")).count("<td") > 9
    downloaded = ana.get("/animation/journal/export.csv?qui=Ana")
    assert downloaded.mimetype == "text/csv"
    lines = downloaded.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "date (UTC);événement;qui;quoi;fois"
    assert all(";Ana;" in line for line in lines[1:])
    assert "'=1+1" in ana.get("/animation/journal/export.csv").text


def test_the_journal_is_cut_in_pages(site: Flask, ana: FlaskClient) -> None:
    journal = services_of(site).journal
    with journal._engine.connect().execution_options(writes=True) as connection, connection.begin():
        row = {"happened_at": now(), "event": "connexion", "author": "Ana", "details": "{}", "times": 1}
        connection.execute(journal_entries.insert(), [row] * 120)
    count = journal.count(JournalFilter(author="Ana"))
    first, last = (
        visible_text(ana.get("/animation/journal?qui=Ana")),
        visible_text(ana.get("/animation/journal?qui=Ana&page=3")),
    )
    assert f"{count} lignes, page 1 sur 3" in first
    assert "Plus ancien" in first
    assert "Plus récent" not in first
    assert "Plus ancien" not in last
    assert "qui=Ana" in last


def test_guessing_links_is_slowed(site: Flask) -> None:
    visitor = site.test_client()
    codes = [visitor.get(f"/animation/bienvenue/essai-{number}").status_code for number in range(61)]
    assert codes == [404] * 60 + [429]
