"""The history of a draft: every operation kept, undone to the byte, nothing lost by coming back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.storage import draft_states
from tests.conftest import begin_draft, fields_of, make_settings, new_app, services_of, sign_in
from tests.web.facilitation.test_element_lists import ask
from tests.web.facilitation.test_elements import CRITERION, OURS, send, text_of, visible_text

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("historique")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def undo(client: FlaskClient, draft: str, **sent: str) -> TestResponse:
    return client.post(f"{draft}/annuler", data=fields_of(client.get(f"{draft}/historique")) | sent)


def typed(client: FlaskClient, draft: str, text: str) -> None:
    address = f"{draft}/texte"
    assert client.post(address, data=fields_of(client.get(address)) | {"source": text}).status_code == 303


def test_what_forms_did_is_undone_to_the_byte(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    assert "Rien n’a encore été changé" in visible_text(marie.get(f"{draft}/historique"))
    send(marie, f"{draft}/{CRITERION}", poids="3", titre="Oser")
    changed = text_of(space, draft)
    ask(marie, f"{draft}/mot/1/retirer")
    history = visible_text(marie.get(f"{draft}/historique"))
    assert "Changé : Lancer des activités (titre ; poids)" in history
    assert "Annuler : Retiré : tiers-lieu" in history
    assert "Annulé : Retiré : tiers-lieu." in visible_text(marie.get(undo(marie, draft).headers["Location"]))
    assert text_of(space, draft) == changed
    undo(marie, draft)
    assert text_of(space, draft) == OURS
    assert "plus rien à annuler" in visible_text(marie.get(undo(marie, draft).headers["Location"]))


def test_coming_back_loses_nothing(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    send(marie, f"{draft}/{CRITERION}", poids="3")
    changed = text_of(space, draft)
    states = services_of(space).drafts.states(int(draft.rsplit("/", 1)[1]))
    fields = fields_of(marie.get(f"{draft}/historique"))
    assert marie.post(f"{draft}/historique/{states[-1].id}", data=fields).status_code == 303
    assert text_of(space, draft) == OURS
    assert "Retour à l’état du" in visible_text(marie.get(f"{draft}/historique"))
    fields = fields_of(marie.get(f"{draft}/historique"))
    marie.post(f"{draft}/historique/{states[0].id}", data=fields)
    assert text_of(space, draft) == changed
    assert marie.post(f"{draft}/historique/9999", data=fields).status_code == 404


def test_nothing_is_undone_over_what_somebody_just_did(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    send(marie, f"{draft}/{CRITERION}", poids="3")
    refused = undo(marie, draft, revision="1")
    assert "quelqu’un a changé ce brouillon" in visible_text(marie.get(refused.headers["Location"]))
    assert "poids: 3\n        # les premières" in text_of(space, draft)
    assert "ouverte depuis longtemps" in visible_text(
        marie.get(undo(marie, draft, csrf_token="vieux").headers["Location"])
    )


def test_one_undoes_ones_own_change_and_keeps_what_others_did_since(space: Flask, marie: FlaskClient) -> None:
    lise, draft = sign_in(space, "Lise"), begin_draft(marie)
    send(marie, f"{draft}/{CRITERION}", poids="3")
    send(lise, f"{draft}/{CRITERION}", titre="Oser")
    only_hers = OURS.replace("titre: Lancer des activités", "titre: Oser", 1)
    history = visible_text(marie.get(f"{draft}/historique"))
    assert "Annuler : Changé : Lancer des activités (poids)" in history
    assert "Ce que Lise a changé depuis reste" in history
    assert "Annulé : Changé" in visible_text(marie.get(undo(marie, draft).headers["Location"]))
    assert text_of(space, draft) == only_hers
    send(marie, f"{draft}/{CRITERION}", titre="Essayer")
    refused = visible_text(lise.get(undo(lise, draft).headers["Location"]))
    assert "Marie a changé le même endroit depuis" in refused
    assert "titre: Essayer" in text_of(space, draft)
    typed(marie, draft, text_of(space, draft).replace("\n        poids: 1", "\n        poids: rien", 1))
    assert "Ce brouillon a des erreurs" in visible_text(lise.get(undo(lise, draft).headers["Location"]))


def test_what_is_typed_in_the_text_is_one_operation(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    for words in ("un", "deux", "trois"):
        typed(marie, draft, f"{OURS}# {words}\n")
    states = services_of(space).drafts.states(int(draft.rsplit("/", 1)[1]))
    assert [state.words for state in states] == [draft_states.TYPED, draft_states.AT_FIRST]
    undo(marie, draft)
    assert text_of(space, draft) == OURS


def test_the_oldest_operations_are_forgotten(
    space: Flask, marie: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_states, "MAX_UNDOABLE", 2)
    draft = begin_draft(marie)
    for weight in ("2", "3", "4"):
        send(marie, f"{draft}/{CRITERION}", poids=weight)
    assert len(services_of(space).drafts.states(int(draft.rsplit("/", 1)[1]))) == 3
    assert ask(marie, f"{draft}/supprimer").status_code == 303
    assert services_of(space).drafts.states(int(draft.rsplit("/", 1)[1])) == []


def test_a_text_that_cannot_be_read_offers_the_last_one_that_could(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    typed(marie, draft, "format: [")
    page = visible_text(marie.get(draft))
    assert "Revenir au dernier état lisible" in page
    number = int(draft.rsplit("/", 1)[1])
    first = services_of(space).drafts.states(number)[-1]
    assert marie.post(f"{draft}/historique/{first.id}", data=fields_of(marie.get(draft))).status_code == 303
    assert text_of(space, draft) == OURS
