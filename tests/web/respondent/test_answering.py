"""Answering, from the first page to the results, as browsers do it without JavaScript."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest, new_nonce, read_key
from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.storage import DiagnosticStore
from questionnaire.web.respondent import starting
from tests.conftest import answer, begin, fields_of, key_in, make_settings, new_app, services_of, token_of
from tests.support.checking import Page, squeeze

FIRST = "demarche-entrepreneuriale"


def stored(app: Flask, key: str) -> dict[str, tuple[str, int | None, str]]:
    """Return what is kept of a diagnostic."""
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found is not None
    return {name: (one.state.value, one.level, one.note) for name, one in found.sheet.answers.items()}


@pytest.mark.parametrize("viewpoint", ["collectivite", "projet"])
def test_a_whole_diagnostic_goes_from_the_first_question_to_the_results(
    app: Flask, client: FlaskClient, viewpoint: str
) -> None:
    key = begin(client, viewpoint)
    address = f"/diagnostic/{key}/axe/lieu/1"
    pages = 0
    while "/axe/" in address:
        page = client.get(address)
        data = fields_of(page)
        for name in re.findall(r'name="(choix-[^"]+)"', page.get_data(as_text=True)):
            data[name] = "2"
        response = client.post(address, data=data)
        assert response.status_code == 303
        address, pages = response.headers["Location"], pages + 1
    assert address == f"/diagnostic/{key}/resultats"  # nothing is blank: nothing to check
    assert pages == 6
    assert len(stored(app, key)) == 20
    assert client.get(f"/diagnostic/{key}/verification").headers["Location"] == address
    results = client.get(address).get_data(as_text=True)
    assert "Trois pas" in results
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    assert found.finished_at is not None


def test_nothing_is_stored_before_the_context_is_sent(client: FlaskClient) -> None:
    page = client.get("/commencer/projet")
    assert page.status_code == 200
    assert "checked" not in re.sub(r"\s", "", "".join(re.findall(r"<input[^>]*radio[^>]*>", page.text)))


def test_the_stage_must_be_said_and_the_rest_is_kept(client: FlaskClient) -> None:
    data = fields_of(client.get("/commencer/collectivite"))
    response = client.post("/commencer/collectivite", data=data | {"contexte-portage": "association"})
    assert response.status_code == 422
    assert "Choisissez une réponse pour continuer." in response.text
    assert fields_of(response)["contexte-portage"] == "association"


def test_at_most_three_stakes_may_be_chosen(client: FlaskClient) -> None:
    address = f"/diagnostic/{begin(client)}/contexte"
    stakes = ["jeunesse", "culture", "numerique", "transition"]
    response = client.post(
        address, data={**fields_of(client.get(address)), "contexte-enjeux-prioritaires": stakes}
    )
    assert response.status_code == 422
    assert "vous en avez coché 4" in response.text


def test_a_form_sent_twice_begins_one_diagnostic(client: FlaskClient) -> None:
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "idee"}
    first = client.post("/commencer/projet", data=data)
    second = client.post("/commencer/projet", data=data)
    assert first.headers["Location"] == second.headers["Location"]


def test_a_form_that_another_person_finds_on_a_shared_computer_begins_another_diagnostic(
    client: FlaskClient,
) -> None:
    data = fields_of(client.get("/commencer/projet")) | {
        "contexte-stade": "idee",
        "contexte-portage": "association",
    }
    anne = key_in(client.post("/commencer/projet", data=data).headers["Location"])
    other = data | {"contexte-portage": "cooperative"}
    basile = [key_in(client.post("/commencer/projet", data=other).headers["Location"]) for _ in range(2)]
    assert basile[0] == basile[1] != anne
    assert fields_of(client.get(f"/diagnostic/{anne}/contexte"))["contexte-portage"] == "association"
    assert fields_of(client.get(f"/diagnostic/{basile[0]}/contexte"))["contexte-portage"] == "cooperative"


def test_a_form_whose_diagnostic_holds_answers_begins_another_even_unchanged(client: FlaskClient) -> None:
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "prefiguration"}
    first = key_in(client.post("/commencer/projet", data=data).headers["Location"])
    answer(client, first, "lieu", 1, **{f"note-{FIRST}": "une note d’Anne"})
    second = key_in(client.post("/commencer/projet", data=data).headers["Location"])
    assert second != first
    assert "une note d’Anne" not in client.get(f"/diagnostic/{second}/axe/lieu/1").text
    for carrier in ("association", "cooperative", "mixte", "habitants", "association", "mixte"):  # again and again
        more = client.post("/commencer/projet", data=data | {"contexte-portage": carrier})
        assert more.status_code == 303
        assert key_in(more.headers["Location"]) not in (first, second)


def test_a_form_sent_again_later_begins_another_diagnostic(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "idee"}
    first = client.post("/commencer/projet", data=data).headers["Location"]
    monkeypatch.setattr(starting, "SENT_AGAIN", datetime.timedelta(0))
    assert client.post("/commencer/projet", data=data).headers["Location"] != first


def test_a_collectivite_without_a_project_gets_the_shortest_path_and_goes_on_once_there_is_one(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client, "collectivite", stade="aucun")
    hub = client.get(f"/diagnostic/{key}")
    assert "sur 3" in hub.text
    assert "Changer de parcours" not in hub.text  # no other path asks more
    answer(client, key, "relation", 1, choix_accueil_initiatives="1")
    context = fields_of(client.get(f"/diagnostic/{key}/contexte")) | {"contexte-stade": "prefiguration"}
    moved = client.post(f"/diagnostic/{key}/contexte", data=context, follow_redirects=True)
    assert "1\u00a0réponse sur 20" in moved.text
    assert stored(app, key)["accueil-initiatives"] == ("repondu", 1, "")


def test_one_goes_on_from_the_express_path_to_the_whole_one_and_keeps_ones_answers(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client, "collectivite", parcours="express")
    answer(client, key, "relation", 1, choix_accueil_initiatives="1")
    hub = client.get(f"/diagnostic/{key}")
    assert "1\u00a0réponse sur 10" in hub.text
    moved = client.post(
        f"/diagnostic/{key}/parcours",
        data={"csrf_token": token_of(hub), "parcours": "complet"},
        follow_redirects=True,
    )
    assert "1\u00a0réponse sur 20" in moved.text
    assert stored(app, key)["accueil-initiatives"] == ("repondu", 1, "")


def test_the_express_path_asks_ten_questions(client: FlaskClient) -> None:
    key = begin(client, "projet", parcours="express")
    assert "0\u00a0réponse sur 10" in client.get(f"/diagnostic/{key}").text


def test_a_path_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    key = begin(client, "projet")
    token = token_of(client.get(f"/diagnostic/{key}/supprimer"))
    for wanted in ("express", "preparer-le-terrain", "x" * 5000, ""):
        response = client.post(f"/diagnostic/{key}/parcours", data={"csrf_token": token, "parcours": wanted})
        assert response.status_code == 400


def answer_all(client: FlaskClient, key: str, *, but: str = "") -> str:
    """Answer every question but one, page after page; return where the last page leads."""
    address = f"/diagnostic/{key}/axe/lieu/1"
    while "/axe/" in address:
        page = client.get(address)
        names = [name for name in re.findall(r'name="choix-([^"]+)"', page.text) if name != but]
        sent = client.post(address, data=fields_of(page) | {f"choix-{name}": "2" for name in names})
        address = sent.headers["Location"]
    return address


def finished(app: Flask, key: str) -> bool:
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return found.finished_at is not None


def test_one_begins_at_the_first_question_with_the_private_link_a_touch_away(client: FlaskClient) -> None:
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "idee"}
    begun = client.post("/commencer/projet", data=data)
    page = client.get(begun.headers["Location"])
    assert "Question 1" in squeeze("".join(Page(page.text).text))
    key = key_in(begun.headers["Location"])
    assert f'<a href="/diagnostic/{key}">Reprendre plus tard</a>' in page.text
    assert f'value="http://localhost/diagnostic/{key}"' in client.get(f"/diagnostic/{key}").text


def test_a_blank_may_be_left_and_the_check_lists_the_blanks_alone(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    assert answer_all(client, key, but=FIRST) == f"/diagnostic/{key}/verification"
    assert not finished(app, key)
    check = client.get(f"/diagnostic/{key}/verification")
    assert "<h1>Il reste 1\u00a0blanc</h1>" in check.text
    assert "19\u00a0réponses sur 20" in check.text
    before, _, folded = check.text.partition("Relire mes 19\u00a0réponses")
    assert before.count("?retour=verification#") == 1
    assert folded.count("?retour=verification#") == 19
    done = client.post(f"/diagnostic/{key}/terminer", data={"csrf_token": token_of(check)})
    assert done.headers["Location"] == f"/diagnostic/{key}/resultats"
    assert finished(app, key)


def test_filling_the_last_blank_from_the_check_leads_to_the_results(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = answer_all(client, key, but=FIRST).replace("verification", "axe/lieu/1?retour=verification")
    data = fields_of(client.get(address))
    assert client.post(address, data=data).headers["Location"] == f"/diagnostic/{key}/verification"
    sent = client.post(address, data=data | {f"choix-{FIRST}": "1"})
    assert sent.headers["Location"] == f"/diagnostic/{key}/resultats"
    assert finished(app, key)


def test_the_private_page_of_a_complete_diagnostic_leads_to_the_results(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    assert "Commencer à répondre" in client.get(f"/diagnostic/{key}").text
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    assert "Voir ce qui reste" in client.get(f"/diagnostic/{key}").text
    for page in range(1, 7):  # saved without going to the end
        axis = ("lieu", "lieu", "relation", "relation", "ingenierie", "ingenierie")[page - 1]
        shown = fields_of(client.get(f"/diagnostic/{key}/axe/{axis}/{2 - page % 2}"))
        names = [name.replace("vu-", "choix-") for name in shown if name.startswith("vu-")]
        client.post(
            f"/diagnostic/{key}/axe/{axis}/{2 - page % 2}/enregistrer", data=shown | dict.fromkeys(names, "2")
        )
    hub = client.get(f"/diagnostic/{key}")
    assert "Voir ce qui reste" not in hub.text
    sent = client.post(f"/diagnostic/{key}/terminer", data={"csrf_token": token_of(hub)})
    assert sent.headers["Location"] == f"/diagnostic/{key}/resultats"
    assert finished(app, key)
    assert f'<a class="button" href="/diagnostic/{key}/resultats">' in client.get(f"/diagnostic/{key}").text


def test_modifying_from_the_check_comes_back_to_the_check(client: FlaskClient) -> None:
    key = begin(client)
    check = client.get(f"/diagnostic/{key}/verification").text
    edit = re.search(rf'href="(/diagnostic/[^"]+\?retour=verification#question-{FIRST})"', check)
    assert edit
    address = edit[1].partition("#")[0]
    data = fields_of(client.get(address)) | {f"choix-{FIRST}": "1"}
    assert client.post(address, data=data).headers["Location"] == f"/diagnostic/{key}/verification"


def test_an_answer_and_its_note_come_back_on_the_page(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "ne_sait_pas", f"note-{FIRST}": "Vu <b>hier</b> & noté"})
    page = client.get(f"/diagnostic/{key}/axe/lieu/1")
    assert fields_of(page)[f"choix-{FIRST}"] == "ne_sait_pas"
    assert "Vu &lt;b&gt;hier&lt;/b&gt; &amp; noté</textarea>" in page.text


def test_two_tabs_do_not_overwrite_each_other_in_silence(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    old_tab = fields_of(client.get(address))
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3"})
    # the old tab answers another question: what the other tab said stays
    response = client.post(address, data=old_tab | {"choix-diagnostic-territoire": "1"}, follow_redirects=True)
    assert stored(app, key)[FIRST] == ("repondu", 3, "")
    assert stored(app, key)["diagnostic-territoire"] == ("repondu", 1, "")
    assert "a changé entre-temps" in response.text
    # the old tab changes the same question: the last write wins, and the page says so
    response = client.post(address, data=old_tab | {f"choix-{FIRST}": "0"}, follow_redirects=True)
    assert stored(app, key)[FIRST] == ("repondu", 0, "")
    assert "la vôtre l’a remplacée" in response.text


def test_an_expired_form_comes_back_with_the_answers_kept(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address)) | {
        f"choix-{FIRST}": "2",
        f"note-{FIRST}": "à garder",
        "csrf_token": "périmé",
    }
    response = client.post(address, data=data)
    assert response.status_code == 422
    assert stored(app, key) == {}
    assert "rien n’a encore été enregistré" in response.text
    assert fields_of(response)[f"choix-{FIRST}"] == "2"
    assert "à garder</textarea>" in response.text
    # sent again from the page that came back, it is saved
    again = client.post(address, data=fields_of(response) | {f"note-{FIRST}": "à garder"})
    assert again.status_code == 303
    assert stored(app, key)[FIRST] == ("repondu", 2, "à garder")


def test_the_back_button_after_sending_changes_nothing_by_itself(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    shown = fields_of(client.get(address)) | {f"choix-{FIRST}": "2"}
    client.post(address, data=shown)
    assert client.post(address, data=shown).status_code == 303
    assert stored(app, key)[FIRST] == ("repondu", 2, "")


def test_the_private_page_says_what_is_done_of_each_part_and_the_questions_where_one_is(
    client: FlaskClient,
) -> None:
    key = begin(client)
    answer(client, key, "relation", 1, choix_accueil_initiatives="1")
    hub = squeeze("".join(Page(client.get(f"/diagnostic/{key}").text).text))
    assert "En cours, 1 sur 6" in hub
    page = client.get(f"/diagnostic/{key}/axe/relation/1").text
    assert "<h1>La relation" in page
    assert "Questions 9 à 11 sur 20" in page
    assert 'data-rank="Question 9 sur 20"' in page


def test_autosave_answers_in_json_and_keeps_what_was_said(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address)) | {f"choix-{FIRST}": "1"}
    answered = client.post(f"{address}/enregistrer", data=data)
    assert answered.get_json()["saved"] is True
    assert answered.get_json()["progress"] == "1\u00a0réponse sur 20"
    assert answered.get_json()["done"] == 1
    assert stored(app, key)[FIRST] == ("repondu", 1, "")
    # the page now knows what is kept: another save is no clash
    data |= answered.get_json()["seen"] | {f"choix-{FIRST}": "2"}
    assert client.post(f"{address}/enregistrer", data=data).get_json()["messages"] == []


def test_autosave_never_overwrites_later_what_it_once_kept(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    mine = fields_of(client.get(address))
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3"})
    for choice in ("0", "1"):
        mine["choix-diagnostic-territoire"] = choice
        answered = client.post(f"{address}/enregistrer", data=mine).get_json()
        mine |= answered["seen"]
        assert answered["saved"] is True
    assert stored(app, key)[FIRST] == ("repondu", 3, "")


def test_autosave_with_an_expired_token_gives_a_new_one(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address)) | {f"choix-{FIRST}": "1", "csrf_token": ""}
    refused = client.post(f"{address}/enregistrer", data=data)
    assert refused.status_code == 422
    assert refused.get_json()["stale"] is True
    data["csrf_token"] = refused.get_json()["csrf"]
    assert client.post(f"{address}/enregistrer", data=data).get_json()["saved"] is True


@pytest.mark.parametrize("late", ["", "/enregistrer"])
@pytest.mark.parametrize("first", ["", "/enregistrer"])
def test_a_save_that_a_later_one_of_its_page_has_overtaken_changes_nothing(
    app: Flask, client: FlaskClient, first: str, late: str
) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    shown = fields_of(client.get(address))
    older = shown | {f"choix-{FIRST}": "1", f"note-{FIRST}": "brouillon", "envoi": "00112233445566ff-1"}
    client.post(address + first, data=shown | {f"choix-{FIRST}": "3", "envoi": "00112233445566ff-2"})
    response = client.post(address + late, data=older)
    assert response.status_code == (409 if late else 303)
    assert stored(app, key)[FIRST] == ("repondu", 3, "")
    # what another page sends later is no late save
    client.post(address, data=older | {"envoi": "ffffffffffffffff-1"})
    assert stored(app, key)[FIRST] == ("repondu", 1, "brouillon")


def test_a_save_sent_again_by_the_browser_or_numbered_in_nonsense_is_still_saved(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address)) | {f"choix-{FIRST}": "1"}
    for order in ("00112233445566ff-1", "00112233445566ff-1", "x", "00112233445566ff-²", "-", "9" * 5000):
        sent = client.post(f"{address}/enregistrer", data=data | {"envoi": order})
        assert sent.get_json()["saved"] is True
    for number in range(20):  # many tabs
        client.post(address, data=data | {"envoi": f"{number:016x}-1"})
    assert stored(app, key)[FIRST] == ("repondu", 1, "")


def test_every_page_with_answers_is_private(client: FlaskClient) -> None:
    key = begin(client)
    for page in ("", "/contexte", "/axe/lieu/1", "/verification", "/resultats", "/partager", "/supprimer"):
        response = client.get(f"/diagnostic/{key}{page}")
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex' in response.text


def test_the_context_can_be_changed_and_brings_the_path_with_it(client: FlaskClient) -> None:
    key = begin(client, "collectivite")
    page = client.get(f"/diagnostic/{key}/contexte")
    moved = client.post(
        f"/diagnostic/{key}/contexte", data=fields_of(page) | {"contexte-stade": "aucun"}, follow_redirects=True
    )
    assert "sur 3" in moved.text


def context_of(app: Flask, key: str) -> tuple[dict[str, object], str]:
    """Return the context and the path that are kept of a diagnostic."""
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return dict(found.sheet.context), found.sheet.path


def test_two_tabs_that_change_the_context_keep_what_each_has_changed(app: Flask, client: FlaskClient) -> None:
    key = begin(client, "collectivite", nom="Avant", **{"enjeux-prioritaires": ["culture", "jeunesse"]})
    address = f"/diagnostic/{key}/contexte"
    boxes = {"contexte-enjeux-prioritaires": ["culture", "jeunesse"]}  # a browser sends each one ticked
    first, second = fields_of(client.get(address)), fields_of(client.get(address))
    client.post(address, data=first | boxes | {"contexte-nom": "Saint-Essai"})
    client.post(address, data=second | boxes | {"contexte-stade": "aucun"})
    context, path = context_of(app, key)
    assert context["nom"] == "Saint-Essai"
    assert set(context["enjeux-prioritaires"]) == {"culture", "jeunesse"}  # type: ignore[call-overload]
    assert (context["stade"], path) == ("aucun", "preparer-le-terrain")
    # an answer that is taken away goes, and only that one
    client.post(address, data=fields_of(client.get(address)) | boxes | {"contexte-nom": ""})
    assert context_of(app, key)[0].keys() == {"stade", "enjeux-prioritaires"}


@pytest.mark.parametrize("shown", ["", "x", "[]", '{"nom": 1, "stade": {}}', "[" * 5000])
def test_a_context_form_that_says_nothing_of_what_it_showed_is_saved_as_it_is(
    app: Flask, client: FlaskClient, shown: str
) -> None:
    key = begin(client, "collectivite", nom="Avant")
    address = f"/diagnostic/{key}/contexte"
    client.post(address, data=fields_of(client.get(address)) | {"shown": shown, "contexte-nom": "Après"})
    assert context_of(app, key)[0]["nom"] == "Après"


@pytest.mark.parametrize("mine", ["parcours", "contexte"])
def test_a_change_of_path_and_one_of_context_at_once_are_both_kept(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, mine: str
) -> None:
    key, other = begin(client, "projet", parcours="express", stade="idee"), app.test_client()
    sent = {
        "contexte": fields_of(client.get(f"/diagnostic/{key}/contexte")) | {"contexte-nom": "Saint-Essai"},
        "parcours": {"csrf_token": token_of(client.get(f"/diagnostic/{key}")), "parcours": "complet"},
    }
    theirs = "contexte" if mine == "parcours" else "parcours"
    token = token_of(other.get(f"/diagnostic/{key}"))
    revise = DiagnosticStore.revise

    def late(store: DiagnosticStore, *arguments: Any) -> None:
        monkeypatch.setattr(DiagnosticStore, "revise", revise)
        data = sent[theirs] | {"csrf_token": token}
        someone = Thread(target=lambda: other.post(f"/diagnostic/{key}/{theirs}", data=data))
        someone.start()
        someone.join()
        revise(store, *arguments)

    monkeypatch.setattr(DiagnosticStore, "revise", late)
    assert client.post(f"/diagnostic/{key}/{mine}", data=sent[mine]).status_code == 303
    assert context_of(app, key) == ({"stade": "idee", "nom": "Saint-Essai"}, "complet")


def test_how_long_answers_are_kept_is_said_where_one_begins_and_with_the_results(tmp_path: Path) -> None:
    client = new_app(replace(make_settings(tmp_path), retention_months=7)).test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    for page in (f"/diagnostic/{key}", f"/diagnostic/{key}/resultats", "/donnees-personnelles"):
        assert "7 mois après leur dernière consultation" in client.get(page).text.replace("\xa0", " "), page


def test_the_mail_link_holds_the_private_address(client: FlaskClient) -> None:
    key = begin(client)
    hub = client.get(f"/diagnostic/{key}").text
    assert f"http://localhost/diagnostic/{key}" in hub
    assert re.search(rf'href="mailto:\?[^"]*{key}', hub)


def test_a_deleted_diagnostic_is_gone_at_once(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    data = {"csrf_token": token_of(client.get(f"/diagnostic/{key}/supprimer"))}
    assert client.post(f"/diagnostic/{key}/supprimer", data=data).status_code == 200
    assert client.get(f"/diagnostic/{key}").status_code == 404
    assert client.get(f"/resultats/{read_key(key)}").status_code == 404
    assert services_of(app).diagnostics.find(key_digest(key)) is None


def test_states_are_told_in_the_check(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "relation", 1, choix_exigence_constructive=State.NOT_APPLICABLE.value)
    assert "Non concerné" in client.get(f"/diagnostic/{key}/verification").text


def test_addresses_of_a_diagnostic_stay_on_its_own_site(client: FlaskClient) -> None:
    key = begin(client)
    for link in re.findall(r'href="([^"]+)"', client.get(f"/diagnostic/{key}/axe/lieu/1").text):
        assert urlsplit(link).netloc == ""


def test_a_clash_told_many_times_unread_fills_no_cookie(client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    old = fields_of(client.get(address))
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    for _ in range(3):
        sent = client.post(address, data=old | {f"choix-{FIRST}": "3"})
        assert sent.status_code == 303
    assert client.get(f"/diagnostic/{key}/axe/lieu/1").text.count("a changé entre-temps") <= 1


@pytest.mark.parametrize("last", ["-", "_"])
def test_a_link_opens_without_the_final_sign_that_a_mail_program_left_out(
    app: Flask, client: FlaskClient, criteria: Criteria, last: str
) -> None:
    key = new_nonce()[:-1] + last  # keys made before could end so
    read = new_nonce()[:-1] + last
    sheet = AnswerSheet(Viewpoint.PROJET, context={"stade": "idee", "nom": "Lieu d’Anne"})
    services_of(app).diagnostics.create(key_digest(key), key_digest(read), criteria.digest, sheet)
    assert "Lieu d’Anne" in client.get(f"/diagnostic/{key[:-1]}/contexte", follow_redirects=True).text
    assert client.get(f"/diagnostic/{key[:-1]}/contexte").headers["Location"] == f"/diagnostic/{key}/contexte"
    assert client.get(f"/resultats/{read[:-1]}").headers["Location"] == f"/resultats/{read}"
    assert client.get(f"/diagnostic/{read[:-1]}").status_code == 404
    assert client.get(f"/diagnostic/{key[:-2]}").status_code == 404


def test_a_choice_is_its_sentence_alone_and_several_true_ones_are_settled(client: FlaskClient) -> None:
    page = client.get(f"/diagnostic/{begin(client)}/axe/lieu/1").text
    assert "<strong>Amorcé</strong>" not in page
    assert page.count("Choisissez la dernière.") == 1
