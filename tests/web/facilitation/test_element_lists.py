"""Adding, copying, moving, renaming and removing elements of a draft by its pages."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import begin_draft, fields_of, make_settings, new_app, sign_in
from tests.web.facilitation.test_elements import OURS, send, text_of, visible_text

pytestmark = pytest.mark.once

CARD = {
    "titre__texte": "Appelez le réseau",
    "pourquoi": "Il connaît les lieux voisins.",
    "premier_pas__texte": "Téléphonez cette semaine.",
    "piege": "Attendre.",
    "effort": "1",
    "effet": "3",
}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("listes")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def ask(client: FlaskClient, address: str, **sent: str) -> TestResponse:
    return client.post(address, data=fields_of(client.get(address)) | sent)


def test_a_card_is_added_copied_moved_and_removed_to_the_byte(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    adding = f"{draft}/conseil/nouveau?dans=demarche-entrepreneuriale"
    empty = send(marie, adding, titre__texte="Appelez le réseau", identifiant="Pas Bon")
    assert empty.status_code == 422
    assert "Identifiant : un identifiant n’a que des minuscules sans accent" in visible_text(empty)
    assert "pas « P », l’espace, « B ». Écrivez par exemple « pas-bon »." in visible_text(empty)
    assert 'value="Pas Bon"' in empty.text
    incomplete = send(marie, adding, titre__texte="Appelez le réseau")
    assert "Pourquoi : ce champ ne peut pas rester vide." in visible_text(incomplete)
    assert "<h1>Ajouter un conseil</h1>" in incomplete.text
    assert "Regards concernés : cochez au moins un regard." in visible_text(incomplete)
    assert not re.search(r'name="effort" value="[0-9]" checked|value="" checked', incomplete.text)
    assert text_of(space, draft) == OURS

    made = send(marie, adding, **CARD, pour=["projet"], niveaux=["0"])
    assert made.headers["Location"] == f"{draft}/conseil/appelez-le-reseau"
    assert "Ajouté" in visible_text(marie.get(made.headers["Location"]))
    assert "Ajouté : conseil « Appelez le réseau »" in visible_text(marie.get(f"{draft}/historique"))
    copied = ask(marie, f"{draft}/conseil/appelez-le-reseau/copier", title="Appelez la mairie")
    assert copied.headers["Location"] == f"{draft}/conseil/appelez-la-mairie"
    sent = ask(marie, f"{draft}/conseil/appelez-la-mairie/deplacer", place="fin diagnostic-territoire")
    assert sent.status_code == 303
    text = text_of(space, draft)
    assert text.index("- id: appelez-la-mairie") > text.index("- id: diagnostic-territoire")
    assert ask(marie, f"{draft}/conseil/appelez-la-mairie/deplacer", place="apres 99").status_code == 422
    for key in ("appelez-la-mairie", "appelez-le-reseau"):
        assert ask(marie, f"{draft}/conseil/{key}/retirer").status_code == 303
    assert text_of(space, draft) == OURS


def test_a_removal_tells_all_that_it_takes_then_takes_it(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    page = visible_text(marie.get(f"{draft}/critere/pair-a-pair/retirer"))
    assert "le critère, ses 8 conseils et 22 autres endroits" in page
    assert "À lire avant" in visible_text(marie.get(f"{draft}/contexte/portage/retirer"))
    assert ask(marie, f"{draft}/critere/pair-a-pair/retirer").status_code == 303
    assert "pair-a-pair" not in text_of(space, draft)
    assert "peut être publié" in visible_text(marie.get(draft))
    assert marie.get(f"{draft}/critere/pair-a-pair/retirer").headers["Location"] == draft


def test_an_id_changes_wherever_it_is_written(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/critere/pair-a-pair/renommer"
    assert "Les diagnostics déjà commencés gardent" in visible_text(marie.get(address))
    assert "Cet identifiant sert déjà" in visible_text(ask(marie, address, new_id="mutualisation"))
    assert "Écrivez par exemple « pair-a-pair-2 »" in visible_text(ask(marie, address, new_id="Pair à pair 2"))
    assert ask(marie, address, new_id="").status_code == 422
    renamed = ask(marie, address, new_id="entre-pairs")
    assert renamed.headers["Location"] == f"{draft}/critere/entre-pairs"
    assert "pair-a-pair" not in text_of(space, draft)
    choice = ask(marie, f"{draft}/choix/stade.idee/renommer", new_id="envie")
    assert choice.headers["Location"] == f"{draft}/choix/stade.envie"


def test_words_and_choices_are_added_at_their_place(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    word = send(marie, f"{draft}/mot/nouveau", terme="bail", definition="Un contrat pour louer.")
    assert "bail" in visible_text(marie.get(word.headers["Location"]))
    choice = send(marie, f"{draft}/choix/nouveau?dans=portage", titre="Une autre forme")
    assert choice.headers["Location"] == f"{draft}/choix/portage.une-autre-forme"
    assert ask(marie, f"{word.headers['Location']}/retirer").status_code == 303
    assert "- terme: bail\n" not in text_of(space, draft)
    assert marie.get(f"{draft}/conseil/nouveau?dans=inconnu").headers["Location"] == draft
    assert marie.get(f"{draft}/reglages/reglages/deplacer").headers["Location"] == draft


def test_a_contact_of_a_card_is_shown_on_the_results_and_reminded(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    shown = visible_text(marie.get(f"{draft}/apercu/diagnostic/village-en-preparation/resultats"))
    card = re.findall(r'/conseil/([a-z-]+)">Modifier ce conseil', shown)[0]
    address = f"{draft}/conseil/{card}"
    contact = {"contacts__0__qui": "Réseau régional", "contacts__0__a_relire_avant": "2020-01-01"}
    refused = send(marie, address, **contact)
    assert "un contact a au moins un téléphone, un courriel ou un lien" in visible_text(refused)
    ways = {"contacts__0__telephone": "04 75 00 00 00", "contacts__0__courriel": "accueil@exemple.fr"}
    assert send(marie, address, **contact, **ways).status_code == 303
    assert "telephone: 04 75 00 00 00" in text_of(space, draft)
    results = marie.get(f"{draft}/apercu/diagnostic/village-en-preparation/resultats").text
    assert 'href="tel:0475000000"' in results
    assert 'href="mailto:accueil@exemple.fr"' in results
    assert "2020" not in results.split("accueil@exemple.fr")[0][-600:]
    assert "Contact à relire</span>" in visible_text(marie.get(draft))
    gone = dict.fromkeys((*contact, *ways), "")
    assert send(marie, address, **gone).status_code == 303
    assert text_of(space, draft) == OURS
