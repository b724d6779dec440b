"""Conditions picked from lists, without script: a line added, its value, then saved; nested ones only in the text."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.roles import Role
from questionnaire.criteria.conditions import names_in
from questionnaire.criteria.elements import find_element
from questionnaire.criteria.id_places import CONDITIONS
from questionnaire.criteria.yaml_source import read_source
from tests.conftest import begin_draft, fields_of, make_settings, new_app, sign_in
from tests.web.facilitation.test_element_lists import ask
from tests.web.facilitation.test_elements import OURS, text_of, visible_text

pytestmark = pytest.mark.once
CARD = "conseil/trois-chiffres-notes"
CRITERION = "critere/gouvernance-partagee"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("conditions")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def cited_in(text: str) -> set[str]:
    """Return the names of the named conditions that a text cites."""
    source = read_source(text)
    found = ((path, value) for pattern in CONDITIONS for path, value in source.find(pattern))
    return {str(name) for path, value in found for _, name in names_in(value, path)}


def test_a_condition_is_picked_line_by_line(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    page = f"{draft}/{CARD}/condition/quand"
    assert f'href="{page}"' in marie.get(f"{draft}/{CARD}").text
    shown = marie.get(page)
    assert "Aucune condition : toujours." in visible_text(shown)
    added = marie.post(page, data=fields_of(shown) | {"ajouter": "critere.gouvernance-partagee"})
    assert added.status_code == 200
    assert "Pas encore enregistré" in visible_text(added)
    refused = marie.post(page, data=fields_of(added))
    assert refused.status_code == 422
    assert "choisissez ce qui est attendu" in visible_text(refused)
    first = fields_of(refused) | {"valeur-0": "niveau_max.1", "contraire-0": "oui"}
    both = fields_of(marie.post(page, data=first | {"ajouter": "axe.lieu"}))
    both |= {"valeur-0": "niveau_max.1", "valeur-1": "score_min", "nombre-1": "12,5", "reunies": "un_de"}
    assert marie.post(page, data=both | {"nombre-1": "cent"}).status_code == 422
    assert marie.post(page, data=both).status_code == 303
    card = find_element(read_source(text_of(space, draft)), *CARD.split("/"))
    assert card is not None
    level = {"aucun": [{"critere": "gouvernance-partagee", "niveau_max": 1}]}
    assert card.value["quand"] == {"un_de": [level, {"axe": "lieu", "score_min": 12.5}]}
    shown = marie.get(page)
    assert "a au moins 12,5 sur 100" in visible_text(shown)
    chosen = {name: both[name] for name in ("valeur-0", "valeur-1")}
    same = marie.post(page, data=fields_of(shown) | chosen)
    assert "Rien n’avait changé" in visible_text(marie.get(same.headers["Location"]))
    stale = marie.post(page, data=fields_of(shown) | {"csrf_token": "vieux"})
    assert stale.status_code == 422
    gone = fields_of(shown) | {"retirer-0": "oui", "retirer-1": "oui"}
    clash = marie.post(page, data=gone | {"vu": "autre"})
    assert clash.status_code == 409
    assert "quelqu’un a changé cette condition" in visible_text(clash)
    assert marie.post(page, data=gone).status_code == 303
    assert "score_min: 12.5" not in text_of(space, draft)
    assert marie.post(f"{draft}/conseil/parti/condition/quand", data=gone).status_code == 404
    assert marie.get(f"{draft}/conseil/parti/condition/quand").status_code == 303


def test_a_named_condition_keeps_a_line_and_what_is_too_deep_is_changed_in_the_text(
    space: Flask, marie: FlaskClient
) -> None:
    draft = begin_draft(marie)
    page = f"{draft}/condition/regie"
    assert f'href="{page}"' in marie.get(draft).text
    shown = fields_of(marie.get(page))
    emptied = marie.post(page, data=shown | {"retirer-0": "oui"})
    assert emptied.status_code == 422
    assert "il faut au moins une ligne" in visible_text(emptied)
    assert marie.post(page, data=shown | {"valeur-0": "association"}).status_code == 303
    assert "regie: {contexte: portage, vaut: [association]}" in text_of(space, draft)
    deep = visible_text(marie.get(f"{draft}/condition/accord-d-abord"))
    assert "cette page ne sait pas l’écrire" in deep
    assert "/texte?ligne=" in deep
    criterion = visible_text(marie.get(f"{draft}/{CRITERION}/condition/si"))
    assert "Le score d’un axe" not in criterion  # read before the questions
    reader = visible_text(sign_in(space, "Ana", Role.LECTURE).get(page))
    assert "Retirer cette ligne" not in reader


def test_a_named_condition_is_added_with_a_line_renamed_and_removed_to_the_byte(
    space: Flask, marie: FlaskClient
) -> None:
    draft = begin_draft(marie)
    adding = f"{draft}/condition/nouveau"
    assert f'href="{adding}"' in marie.get(draft).text
    empty = ask(marie, adding, identifiant="")
    assert "Ici, il faut au moins une ligne" in visible_text(empty)
    assert "Nom : écrivez-le" in visible_text(empty)
    line = fields_of(ask(marie, adding, identifiant="Projet sans équipe !", ajouter="contexte.portage"))
    said_in_line = line | {"valeur-0": "habitants"}
    assert "choisissez ce qui est attendu" in visible_text(marie.post(adding, data=line))
    for name, expected in (
        ("Régie", "Nom : ce nom sert déjà"),
        ("Nouveau", "« nouveau » est réservé"),
        ("!", "pas « ! »"),
    ):
        refused = marie.post(adding, data=said_in_line | {"identifiant": name})
        assert refused.status_code == 422
        assert expected in visible_text(refused)
    assert text_of(space, draft) == OURS

    made = marie.post(adding, data=said_in_line)
    assert made.headers["Location"] == f"{draft}/condition/projet-sans-equipe"
    assert "projet-sans-equipe: {contexte: portage, vaut: [habitants]}" in text_of(space, draft)
    shown = visible_text(marie.get(made.headers["Location"]))
    assert "La condition est ajoutée" in shown
    assert "peut être publié" in visible_text(marie.get(draft))
    renaming = f"{made.headers['Location']}/renommer"
    assert f'href="{renaming}"' in shown
    assert "Ce nom sert déjà" in visible_text(ask(marie, renaming, new_id="regie"))
    renamed = ask(marie, renaming, new_id="sans-personne")
    assert renamed.headers["Location"] == f"{draft}/condition/sans-personne"
    assert ask(marie, f"{draft}/condition/sans-personne/retirer").status_code == 303
    assert text_of(space, draft) == OURS
    assert marie.get(renaming).headers["Location"] == draft


def test_a_named_condition_is_renamed_and_removed_wherever_it_is_cited(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    renamed = ask(marie, f"{draft}/condition/regie/renommer", new_id="en-regie")
    assert "le nom est en-regie, partout où il est cité" in visible_text(marie.get(renamed.headers["Location"]))
    assert "regie" not in cited_in(text_of(space, draft))
    assert ask(marie, f"{draft}/condition/en-regie/renommer", new_id="regie").status_code == 303
    assert text_of(space, draft) == OURS
    page = visible_text(marie.get(f"{draft}/condition/hors-regie/retirer"))
    assert "la condition nommée et" in page
    assert "À lire avant" in page
    assert ask(marie, f"{draft}/condition/hors-regie/retirer").status_code == 303
    assert "hors-regie" not in cited_in(text_of(space, draft))
    assert "À relire" in visible_text(marie.get(draft))


def test_a_named_condition_of_any_shape_has_its_page(marie: FlaskClient) -> None:
    draft = begin_draft(marie, OURS.replace("  regie: {contexte: portage, vaut: [collectivite]}", "  regie:"))
    page = f"{draft}/condition/regie"
    assert "Aucune condition" in visible_text(marie.get(page))
    line = fields_of(ask(marie, page, ajouter="contexte.portage")) | {"valeur-0": "collectivite"}
    assert marie.post(page, data=line).status_code == 303
    assert "peut être publié" in visible_text(marie.get(draft))


def test_a_condition_that_can_never_be_true_is_told_where_it_is_written(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    page = f"{draft}/condition/regie"
    assert "jamais être vraie" not in visible_text(marie.get(page))
    added = marie.post(page, data=fields_of(marie.get(page)) | {"ajouter": "contexte.portage"})
    sent = fields_of(added) | {"valeur-0": "collectivite", "valeur-1": "indecis", "reunies": "tous"}
    assert marie.post(page, data=sent).status_code == 303
    assert "vaut: [indecis]" in text_of(space, draft)
    assert "Cette condition ne peut jamais être vraie" in visible_text(marie.get(page))


def test_what_a_removal_leaves_to_read_again_is_listed_with_links(marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    announced = f'href="{draft}#a-relire">À relire : '
    copied = ask(marie, f"{draft}/critere/pair-a-pair/copier", title="Un <autre>")
    assert announced in visible_text(marie.get(copied.headers["Location"]))
    removal = ask(marie, f"{copied.headers['Location']}/retirer")  # the counts are what they were: nothing to read
    assert "Retiré : Un &lt;autre&gt;." in marie.get(removal.headers["Location"]).text.replace("\u00a0", " ")
    removal = ask(marie, f"{draft}/critere/pair-a-pair/retirer")
    assert announced in visible_text(marie.get(removal.headers["Location"]))
    assert ask(marie, f"{draft}/choix/portage.collectivite/retirer").status_code == 303
    for page in (draft, f"{draft}/changements"):
        words = visible_text(marie.get(page))
        assert "À relire" in words
        assert "Critères : 22 auparavant, 21 maintenant" in words
        assert "vingt-deux critères" in words
        assert f'href="{draft}/condition/equipe-distincte"' in words
    assert words.index("Avant") < words.index("Maintenant")  # what the condition lost


def test_what_is_read_again_is_marked_by_whom_and_can_be_marked_otherwise(marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    assert "Le palier « Partagé » n’exigera plus rien." in visible_text(
        marie.get(f"{draft}/critere/gouvernance-partagee/retirer")
    )
    assert ask(marie, f"{draft}/critere/gouvernance-partagee/retirer").status_code == 303
    page = f"{draft}/changements"
    first = marie.get(page).text
    assert "Palier\N{NBSP}: Partagé" in first
    left = first.count("C’est relu")
    place = re.search('name="endroit" value="([0-9a-f]+)"', first)
    sent = fields_of(marie.get(page)) | {"endroit": place[1] if place else "", "page": "changements"}
    sent.pop("encore", None)
    answer = marie.post(f"{draft}/relu", data=sent)
    assert answer.location == f"{page}#a-relire"
    assert marie.get(page).text.count("C’est relu") == left - 1
    assert "relu le " in visible_text(marie.get(page))
    history = marie.get(f"{draft}/historique").text
    assert "Relu\N{NBSP}: Palier\N{NBSP}: Partagé" in history
    assert "Annuler\N{NBSP}: Retiré" in history  # reading again is nothing to undo
    marie.post(f"{draft}/relu", data=sent | {"encore": "1", "page": "plan"})
    assert marie.get(draft).text.count("C’est relu") == left
    marie.post(f"{draft}/relu", data={"endroit": sent["endroit"]})  # without the token
    assert marie.get(draft).text.count("C’est relu") == left
