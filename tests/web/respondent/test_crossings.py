"""Two parties, one page: what each agrees to, what neither sees before both did, the page, its agenda, its closing."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, masked, read_key
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.consent import Party, Shares
from questionnaire.errors import StorageError
from questionnaire.renderings.formats import FORMATS
from questionnaire.storage import CrossingStore
from questionnaire.storage.tables import metadata
from tests.conftest import answer, begin_draft, fields_of, services_of, sign_in, token_of
from tests.support.crossing import (
    LEVELS,
    NAMES,
    NOTES,
    accept,
    crossed,
    crossing_of,
    diagnostic_of,
    invitation_address,
    invite,
    number_in,
    party,
)
from tests.support.reading import text_of

COMMON = "Les réponses croisées datent du"


@pytest.fixture
def theirs(app: Flask) -> FlaskClient:
    """The other party."""
    return app.test_client()


def main_of(html: str) -> str:
    shown = re.sub('<div class="messages">.*?</div>\\s*</div>', "", html.partition("<main")[2], flags=re.S)
    return text_of(shown)


def words_of(response: TestResponse) -> str:
    """Return all that a response says, whatever its format."""
    content = response.get_data()
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return response.get_data(as_text=True)


def walk(app: Flask, client: FlaskClient, *keys: str) -> dict[str, str]:
    """Open every address of the site that holds a key, with each of these, in every format; return what each says."""
    numbers = {one.id for key in keys for one in services_of(app).crossings.of(number_or_zero(app, key))}
    axes = [axis.id for axis in services_of(app).versions.current.axes]
    names = {
        "axis": axes,
        "page": ["1", "2", "3"],
        "format_name": list(FORMATS),
        "number": [masked(key, number) for number in sorted(numbers | {1}) for key in keys],
    }
    found = {}
    for rule in app.url_map.iter_rules():
        if "key" not in rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith("/animation"):
            continue
        addresses = [re.sub(r"<(?:\w+:)?key>", key, rule.rule) for key in keys]
        for name, values in names.items():
            if name in rule.arguments:
                addresses = [re.sub(rf"<(?:\w+:)?{name}>", value, one) for one in addresses for value in values]
        for address in addresses:
            response = client.get(address)
            assert response.status_code < 500, address
            found[address] = words_of(response)
    return found


def number_or_zero(app: Flask, key: str) -> int:
    found = services_of(app).diagnostics.find(key_digest(key))
    return found.id if found else 0


def sentences(criteria: Criteria, viewpoint: str) -> list[str]:
    """Return sentences of the levels that a party chose, which the other party is not asked in the same words."""
    both = [one.levels for one in criteria.at_stage("prefiguration").all_criteria()]
    other = {
        text
        for levels in both
        for text in getattr(levels, "projet" if viewpoint == "collectivite" else "collectivite")
    }
    chosen = [getattr(levels, viewpoint)[LEVELS[viewpoint]] for levels in both]
    return [text for text in chosen if text not in other][:4]


def pages_with(found: dict[str, str], *texts: str) -> set[str]:
    return {address for address, words in found.items() if any(text in words for text in texts)}


# ── never before both said yes ──


@pytest.mark.once
def test_nothing_of_one_is_shown_to_the_other_in_any_page_or_file_before_both_said_yes(
    app: Flask, client: FlaskClient, theirs: FlaskClient, criteria: Criteria
) -> None:
    mine = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, mine, shares="notes"))
    other = accept(app, theirs, invitation)
    of_mine = (
        NOTES["collectivite"],
        NAMES["collectivite"],
        mine,
        read_key(mine),
        *sentences(criteria, "collectivite"),
    )
    of_theirs = (NOTES["projet"], NAMES["projet"], other, *sentences(criteria, "projet"))
    for step in ("answered", "declined"):
        found = walk(app, theirs, other, read_key(other), invitation[-24:])
        assert len(found) > 60
        assert any(NOTES["projet"] in words for words in found.values())  # the walk reads what is there
        assert pages_with(found, *of_mine) == set()
        assert pages_with(walk(app, client, mine, read_key(mine), invitation[-24:]), *of_theirs) == set()
        if step == "answered":
            page = crossing_of(app, other)
            theirs.post(f"{page}/accord", data={**fields_of(theirs.get(page)), "non": "1"})
    assert "n’a pas croisé" in client.get(f"/diagnostic/{mine}/inviter").text


@pytest.mark.once
@pytest.mark.parametrize(
    ("shares", "agreed", "notes"),
    [
        ("niveaux", "niveaux", False),
        ("notes", "niveaux", False),
        ("notes", "notes", True),
    ],
)
def test_after_both_said_yes_each_sees_the_levels_and_notes_only_if_both_show_them(
    app: Flask,
    client: FlaskClient,
    theirs: FlaskClient,
    criteria: Criteria,
    shares: str,
    agreed: str,
    notes: bool,
) -> None:
    pages = crossed(app, client, theirs, shares, agreed)
    keys = [page.split("/")[2] for page in pages]
    for visitor, key, page, viewpoint, other in (
        (client, keys[0], pages[0], "collectivite", "projet"),
        (theirs, keys[1], pages[1], "projet", "collectivite"),
    ):
        found = walk(app, visitor, key, read_key(key))
        shown = {one for one in found if one.startswith(page)}
        assert page in pages_with(found, *sentences(criteria, other)) <= shown
        assert (page in pages_with(found, NOTES[other])) == notes
        assert pages_with(found, NOTES[other]) <= (shown if notes else set())
        assert pages_with(found, NAMES[other], keys[1] if viewpoint == "collectivite" else keys[0]) == set()
        assert "tendus" not in found[page]
        assert (NOTES[viewpoint] in found[page]) == notes
        assert COMMON in found[page]


def test_with_levels_only_no_table_holds_a_note_but_that_of_one_s_own_answers(
    app: Flask, client: FlaskClient, theirs: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "une note que nul autre essai n’écrit"
    monkeypatch.setitem(NOTES, "projet", secret)
    crossed(app, client, theirs, "notes", "niveaux")
    with services_of(app).crossings._read() as connection:
        holding = {
            table.name
            for table in metadata.sorted_tables
            if any(secret in str(tuple(row)) for row in connection.execute(select(table)))
        }
    assert holding == {"answer"}


def test_a_forged_choice_of_notes_is_refused_when_the_other_shows_its_levels_alone(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine = party(app, client, "collectivite")
    other = accept(app, theirs, invitation_address(client, invite(client, mine)))
    page = crossing_of(app, other)
    form = fields_of(theirs.get(page))
    assert form["shares"] == "niveaux"
    assert "Mes réponses et mes notes" not in theirs.get(page).text
    for forged in ("notes", "tout", ""):
        refused = theirs.post(f"{page}/accord", data={**form, "shares": forged})
        assert refused.status_code == 422
    assert not services_of(app).crossings.of(diagnostic_of(app, mine))[0].open


def test_the_key_of_nobody_else_opens_a_crossing(app: Flask, client: FlaskClient, theirs: FlaskClient) -> None:
    pages = crossed(app, client, theirs)
    stranger = party(app, client, "projet")
    keys = [page.split("/")[2] for page in pages]
    number = number_in(pages[0])
    assert number == number_in(pages[1])
    token = token_of(client.get(pages[0]))
    for key in (stranger, read_key(keys[0]), read_key(keys[1]), "x"):
        address = f"/diagnostic/{key}/croisement/{masked(key, number)}"
        assert client.get(address).status_code == 404
        for end in ("accord", "fermer", "de-nouveau", "ordre-du-jour"):
            assert (
                client.post(f"{address}/{end}", data={"csrf_token": token, "shares": "notes"}).status_code == 404
            )
    assert client.get(pages[0]).status_code == 200


# ── consent ──


def test_what_each_would_see_is_said_before_one_agrees(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine = party(app, client, "collectivite")
    other = accept(app, theirs, invitation_address(client, invite(client, mine, name="La mairie", shares="notes")))
    page = main_of(theirs.get(crossing_of(app, other)).text)
    for said in (
        "Avec La mairie",
        "chaque partie verra de l’autre",
        "La mairie a déjà dit oui en vous invitant",
        "Personne d’autre ne lit cette page",
        "les notes, si les deux parties montrent les leurs",
        "Jamais :",
    ):
        assert said in page


def test_an_answer_that_only_one_gave_is_in_no_page_no_file_and_no_row(
    app: Flask, client: FlaskClient, theirs: FlaskClient, criteria: Criteria
) -> None:
    mine = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, mine, shares="notes"))
    address = f"/commencer/projet?invitation={invitation[-24:]}"
    begun = theirs.post(address, data={**fields_of(theirs.get(address)), "contexte-stade": "prefiguration"})
    other = begun.headers["Location"].split("/")[2]
    answer(theirs, other, "lieu", 1, **{"choix-demarche-entrepreneuriale": "3"})
    page = crossing_of(app, other)
    assert "C’est peu pour une rencontre" in main_of(theirs.get(page).text)
    theirs.post(f"{page}/accord", data={**fields_of(theirs.get(page)), "shares": "notes"})
    found = walk(app, theirs, other)
    worded = criteria.at_stage("prefiguration")
    told = [one.levels.collectivite[LEVELS["collectivite"]] for one in worded.all_criteria()]
    compared = worded.criterion("demarche-entrepreneuriale").levels.collectivite[LEVELS["collectivite"]]
    assert {f"{page}/ods", page} <= pages_with(found, compared)
    assert pages_with({one: words for one, words in found.items() if one.startswith(page)}, *(
        text for text in told if text != compared
    )) == set()  # fmt: skip
    sheets = services_of(app).crossings.sheets(services_of(app).crossings.of(diagnostic_of(app, other))[0].id)
    assert [list(one.sheet.answers) for one in sheets.values()] == [["demarche-entrepreneuriale"]] * 2


def test_without_an_answer_one_is_led_to_the_questions(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine = party(app, client, "collectivite")
    invitation = invitation_address(client, invite(client, mine))
    address = f"/commencer/projet?invitation={invitation[-24:]}"
    begun = theirs.post(address, data={**fields_of(theirs.get(address)), "contexte-stade": "idee"})
    key = begun.headers["Location"].split("/")[2]
    page = crossing_of(app, key)
    assert "Répondez d’abord" in theirs.get(page).text
    token = token_of(theirs.get(f"/diagnostic/{key}"))
    theirs.post(f"{page}/accord", data={"csrf_token": token, "shares": "niveaux"})
    assert not services_of(app).crossings.of(diagnostic_of(app, mine))[0].open


def test_a_refusal_is_told_without_a_date_and_one_may_change_one_s_mind(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine = party(app, client, "collectivite")
    link_page = invite(client, mine)
    other = accept(app, theirs, invitation_address(client, link_page))
    page = crossing_of(app, other)
    declined = theirs.post(
        f"{page}/accord", data={**fields_of(theirs.get(page)), "non": "1"}, follow_redirects=True
    )
    assert declined.text.count("L’autre partie lit seulement") == 1
    assert "C’est fait" not in declined.text
    for address in (link_page, f"/diagnostic/{mine}/inviter", f"/diagnostic/{mine}/resultats"):
        assert "L’autre partie n’a pas croisé les regards." in client.get(address).text
    changing = theirs.get(f"{page}?changer=1")
    agreed = theirs.post(f"{page}/accord", data=fields_of(changing), follow_redirects=True)
    assert COMMON in agreed.text
    assert COMMON in client.get(crossing_of(app, mine)).text
    assert "Voir la page commune" in client.get(f"/diagnostic/{mine}/resultats").text


def test_agreeing_twice_and_agreeing_to_what_was_withdrawn_are_told(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine = party(app, client, "collectivite")
    link_page = invite(client, mine)
    other = accept(app, theirs, invitation_address(client, link_page))
    page = crossing_of(app, other)
    form = fields_of(theirs.get(page))
    assert services_of(app).crossings.withdraw(number_in(page), diagnostic_of(app, mine))
    for more in ({}, {"non": "1"}):
        told = theirs.post(f"{page}/accord", data={**form, **more}, follow_redirects=True)
        assert "Il n’y a plus rien à accepter ici" in told.text.replace("\xa0", " ")
    _, opened = crossed(app, client, theirs)
    again = theirs.post(f"{opened}/accord", data=form)
    assert again.headers["Location"] == opened


def test_a_stale_form_and_a_database_that_does_not_answer_lose_no_choice(
    app: Flask, client: FlaskClient, theirs: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = party(app, client, "collectivite")
    other = accept(app, theirs, invitation_address(client, invite(client, mine, shares="notes")))
    page = crossing_of(app, other)
    form = {**fields_of(theirs.get(page)), "name": "Le collectif", "shares": "notes"}
    for more in ({}, {"non": "1"}):
        told = theirs.post(f"{page}/accord", data={**form, "csrf_token": "faux", **more})
        assert (told.status_code, fields_of(told)["name"], fields_of(told)["shares"]) == (
            422,
            "Le collectif",
            "notes",
        )
    _, opened = crossed(app, client, theirs)

    def broken(*_: object) -> None:
        raise StorageError("panne")

    mine_closed, _ = crossed(app, client, theirs)
    assert services_of(app).crossings.end(number_in(mine_closed), diagnostic_of(app, mine_closed.split("/")[2]))
    for name in ("consent", "decline", "end", "propose_again", "allow_agenda", "forbid_agenda"):
        monkeypatch.setattr(CrossingStore, name, broken)
    for more in ({}, {"non": "1"}):
        told = theirs.post(f"{page}/accord", data={**form, **more})
        assert (told.status_code, fields_of(told)["name"]) == (503, "Le collectif")
        assert "votre choix n’est pas encore enregistré" in told.text
    told = client.post(
        f"{mine_closed}/de-nouveau", data={**fields_of(client.get(mine_closed)), "shares": "niveaux"}
    )
    assert (told.status_code, "la proposition n’est pas encore enregistrée" in told.text) == (503, True)
    assert client.post(f"{mine_closed}/ordre-du-jour", data=fields_of(client.get(mine_closed))).status_code == 303
    closing = theirs.post(f"{opened}/fermer", data=form)
    assert closing.status_code == 503
    assert "n’est pas encore fermée" in closing.text
    for end, said in (
        ("de-nouveau", "la proposition n’est pas encore enregistrée"),
        ("ordre-du-jour", "rien n’a encore changé"),
    ):
        told = theirs.post(f"{opened}/{end}", data=form)
        assert (told.status_code, said in told.text) == (503, True)


# ── the common page ──


def test_both_parties_read_the_same_page_which_does_not_change(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine, other = crossed(app, client, theirs)
    pages = [main_of(client.get(mine).text), main_of(theirs.get(other).text)]
    assert pages[0] != pages[1]  # each reads which one it is
    assert pages[0].replace(" (vous)", "") == pages[1].replace(" (vous)", "")
    key = mine.split("/")[2]
    answer(client, key, "lieu", 1, **{"choix-demarche-entrepreneuriale": "3"})
    assert main_of(client.get(mine).text) == pages[0]


def test_the_overview_leads_to_the_only_page_or_lists_them(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine, _ = crossed(app, client, theirs)
    key = mine.split("/")[2]
    index = f"/diagnostic/{key}/croisement"
    assert client.get(index).headers["Location"] == mine
    invite(client, key, name="La mairie")
    listed = main_of(client.get(index).text)
    assert "Vos regards sont croisés avec" in listed
    assert "En attente de l’autre partie." in listed
    assert client.get(crossing_of(app, key)).headers["Location"].startswith(f"/diagnostic/{key}/inviter/")
    alone = party(app, client, "projet")
    assert "avec personne" in client.get(f"/diagnostic/{alone}/croisement").text


@pytest.mark.parametrize("closing", [0, 1])
def test_either_closes_the_page_for_both_after_a_confirmation(
    app: Flask, client: FlaskClient, theirs: FlaskClient, closing: int
) -> None:
    pages = crossed(app, client, theirs)
    visitors = (client, theirs)
    asked = visitors[closing].get(f"{pages[closing]}/fermer")
    assert "pour les deux parties" in asked.text
    assert visitors[closing].post(f"{pages[closing]}/fermer", data={"csrf_token": "faux"}).status_code == 422
    assert visitors[1 - closing].get(pages[1 - closing]).status_code == 200
    done = visitors[closing].post(f"{pages[closing]}/fermer", data=fields_of(asked), follow_redirects=True)
    assert "les réponses croisées sont effacées" in done.text
    for visitor, page in zip(visitors, pages, strict=True):
        told = visitor.get(page)
        assert told.status_code == 410
        assert "Cette page commune est fermée" in told.text
        assert COMMON not in told.text
        again = visitor.get(f"{page}/fermer")
        assert again.headers["Location"] == page
        own = page.split("/croisement")[0]
        assert "est fermée, pour les deux parties" in visitor.get(f"{own}/resultats").text


def test_a_page_closed_while_it_is_opened_says_so(
    app: Flask, client: FlaskClient, theirs: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, _ = crossed(app, client, theirs)
    monkeypatch.setattr(CrossingStore, "sheets", lambda *_: {})
    told = client.get(mine)
    assert told.status_code == 410
    assert "vient d’être fermée" in told.text


@pytest.mark.parametrize("deleting", [0, 1])
def test_a_deletion_closes_it_and_leaves_the_other_its_own(
    app: Flask, client: FlaskClient, theirs: FlaskClient, deleting: int
) -> None:
    pages = crossed(app, client, theirs)
    visitors = (client, theirs)
    own = [page.split("/croisement")[0] for page in pages]
    address = f"{own[deleting]}/supprimer"
    visitors[deleting].post(address, data={"csrf_token": token_of(visitors[deleting].get(address))})
    told = visitors[1 - deleting].get(pages[1 - deleting])
    assert told.status_code == 410
    assert "Croiser de nouveau" not in told.text
    assert visitors[1 - deleting].get(f"{own[1 - deleting]}/resultats").status_code == 200
    token = token_of(visitors[1 - deleting].get(own[1 - deleting]))
    again = visitors[1 - deleting].post(
        f"{pages[1 - deleting]}/de-nouveau", data={"csrf_token": token, "shares": "niveaux"}, follow_redirects=True
    )
    assert "L’autre partie n’est plus là" in again.text


def test_crossing_again_asks_the_other_party_and_keeps_the_first_page(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine, other = crossed(app, client, theirs)
    form = {**fields_of(client.get(mine)), "shares": "notes"}
    assert (
        "ouverte depuis longtemps"
        in client.post(f"{mine}/de-nouveau", data={**form, "csrf_token": "faux"}, follow_redirects=True).text
    )
    offered = client.post(f"{mine}/de-nouveau", data=form, follow_redirects=True)
    assert "si l’autre partie dit oui aussi" in offered.text
    for said in ("C’est fait", "C’est noté"):  # the page says it: once is enough
        assert said not in offered.text
    key, their_key = mine.split("/")[2], other.split("/")[2]
    met = theirs.post(f"{other}/de-nouveau", data={**fields_of(theirs.get(other))}, follow_redirects=True)
    assert "Croiser nos regards" in met.text  # each offers it: they meet on one
    assert "a proposé" not in met.text
    page = crossing_of(app, their_key)
    theirs.post(f"{page}/accord", data={**fields_of(theirs.get(page)), "non": "1"})
    anew = theirs.post(f"{other}/de-nouveau", data={**fields_of(theirs.get(other))}, follow_redirects=True)
    assert "Croiser nos regards" in anew.text  # declined, then offered: one is asked again
    newer = f"{page}?changer=1"
    theirs.post(f"{page}/accord", data={**fields_of(theirs.get(newer)), "shares": "notes"})
    assert page != other
    assert NOTES["projet"] in client.get(crossing_of(app, key)).text
    assert NOTES["projet"] not in client.get(mine).text
    listed = main_of(client.get(f"/diagnostic/{key}/croisement").text)
    assert listed.count("Voir la page commune") == 2
    assert listed.index("La plus récente. La page") < listed.index("Une plus ancienne. La page")


@pytest.mark.parametrize("closed", [False, True])
def test_who_offers_to_cross_again_and_who_is_asked_read_the_name_of_the_other(
    app: Flask, client: FlaskClient, theirs: FlaskClient, closed: bool
) -> None:
    mine, other = crossed(app, client, theirs)
    before = [re.findall(r"spot-(\w+)\".*?<bdi>([^<]+)", visitor.get(page).text)[:2]
              for visitor, page in ((client, mine), (theirs, other))]  # fmt: skip
    key, their_key = mine.split("/")[2], other.split("/")[2]
    if closed:
        client.post(f"{mine}/fermer", data=fields_of(client.get(f"{mine}/fermer")))
        for visitor, own in ((client, key), (theirs, their_key)):
            assert "Regards croisés avec L" in main_of(visitor.get(f"/diagnostic/{own}/resultats").text)
    form = {"csrf_token": token_of(theirs.get(f"/diagnostic/{their_key}")), "shares": "niveaux"}
    theirs.post(f"{other}/de-nouveau", data=form)
    offered = main_of(theirs.get(f"/diagnostic/{their_key}/resultats").text)
    assert "Croiser de nouveau vos regards avec La collectivité" in offered
    asked = main_of(client.get(f"/diagnostic/{key}/resultats").text)
    assert "Croiser vos regards avec L’équipe du projet ?" in asked
    assert "Propose de croiser de nouveau, et dit donc oui" in asked
    for lines in (offered, asked):
        assert "est fermée" not in lines  # it is offered again: that line is done
    page = crossing_of(app, key)
    assert "L’équipe du projet propose de croiser de nouveau" in main_of(client.get(page).text)
    client.post(f"{page}/accord", data=fields_of(client.get(page)))
    again = [re.findall(r"spot-(\w+)\".*?<bdi>([^<]+)", visitor.get(crossing_of(app, own)).text)[:2]
             for visitor, own in ((client, key), (theirs, their_key))]  # fmt: skip
    assert [len(found) for found in before] == [2, 2]
    assert again == before  # each party keeps its column and its sign


# ── the agenda, for a third person ──


def test_a_third_person_reads_the_agenda_alone_once_both_allow_it_until_one_takes_it_back(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine, other = crossed(app, client, theirs, "notes", "notes")

    def send(visitor: FlaskClient, page: str, **more: str) -> str:
        data = {"csrf_token": token_of(visitor.get(page)), **more}
        return visitor.post(f"{page}/ordre-du-jour", data=data, follow_redirects=True).text

    client.post(f"{mine}/ordre-du-jour", data={"csrf_token": "faux"})
    assert "Vous l’avez permis" not in client.get(mine).text
    assert "dès que l’autre partie l’aura permis" in send(client, mine)
    assert "L’autre partie l’a permis" in theirs.get(other).text
    assert "/ordre-du-jour/" not in client.get(mine).text
    both = send(theirs, other)
    found = re.search(r'value="http://localhost(/ordre-du-jour/[\w-]{24})"', both)
    assert found
    assert found[1] in client.get(mine).text
    reader = app.test_client()
    agenda = reader.get(found[1])
    assert "Comment lire cet ordre du jour" in agenda.text
    for secret in (*(page.split("/")[2] for page in (mine, other)), *NOTES.values(), *NAMES.values()):
        assert secret not in agenda.text
    assert "côte à côte" not in agenda.text.lower()
    assert reader.get(f"{found[1]}).").headers["Location"] == found[1]
    pasted = {"csrf_token": token_of(reader.get("/reprendre")), "link": f"http://localhost{found[1]}"}
    assert reader.post("/reprendre", data=pasted).headers["Location"] == found[1]
    own = mine.split("/croisement")[0]
    client.post(f"{own}/fini", data={"csrf_token": token_of(client.get(own))})
    assert client.get(found[1]).headers["Location"] == "/reprendre"
    assert NOTES["projet"] in theirs.get(other).text  # the parties read the notes there, a third person does not
    assert "n’ouvre plus rien" in send(theirs, other, retirer="1")
    assert "dès que l’autre partie l’aura permis" in send(
        theirs, other
    )  # who took it back does not reopen it alone
    assert "Vous ne le permettez plus" in send(theirs, other, retirer="1")
    told = reader.get(found[1])
    assert told.status_code == 404
    assert "n’est plus ouvert" in told.text


def test_after_a_change_of_the_secret_key_a_new_link_is_allowed(
    app: Flask, client: FlaskClient, theirs: FlaskClient
) -> None:
    mine, _ = crossed(app, client, theirs)
    store = services_of(app).crossings
    found = store.of(diagnostic_of(app, mine.split("/")[2]))[0]
    for number in found.diagnostics.values():
        assert store.allow_agenda(found.id, number or 0, "nonce", "empreinte-d-une-autre-cle")
    page = client.get(mine)
    assert "/ordre-du-jour/" not in page.text
    done = client.post(f"{mine}/ordre-du-jour", data={"csrf_token": token_of(page)}, follow_redirects=True)
    assert 'value="http://localhost/ordre-du-jour/' in done.text


def test_a_preview_of_a_draft_shows_nothing_of_real_crossings(app: Flask, criteria: Criteria) -> None:
    marie = sign_in(app)
    page = marie.get(f"{begin_draft(marie)}/apercu/diagnostic/{criteria.profiles[0].id}/resultats")
    assert page.status_code == 200
    assert "/inviter" not in page.text
    assert "Regards croisés" not in page.text


@pytest.mark.parametrize("viewpoint", ["projet", "collectivite"])
def test_one_s_own_data_says_nothing_of_the_other(
    app: Flask, client: FlaskClient, theirs: FlaskClient, viewpoint: str
) -> None:
    pages = crossed(app, client, theirs, "notes", "notes")
    own, visitor = (pages[1], theirs) if viewpoint == "projet" else (pages[0], client)
    other = "projet" if viewpoint == "collectivite" else "collectivite"
    data: dict[str, Any] = visitor.get(f"{own.split('/croisement')[0]}/resultats/json").get_json(force=True)
    assert NOTES[other] not in str(data)
    assert NOTES[viewpoint] in str(data)
    assert "crois" not in str(list(data)).lower()


def test_both_names_and_the_lower_consent_are_kept(app: Flask, client: FlaskClient, theirs: FlaskClient) -> None:
    mine, _ = crossed(app, client, theirs, "notes", "niveaux")
    found = services_of(app).crossings.of(diagnostic_of(app, mine.split("/")[2]))[0]
    assert found.names == {Party.INVITER: "La collectivité", Party.INVITED: "L’équipe du projet"}
    assert found.shares == {Party.INVITER: Shares.NOTES, Party.INVITED: Shares.LEVELS}
