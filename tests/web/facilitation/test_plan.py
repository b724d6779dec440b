"""The plan of a draft and its search: what can be changed, what changed, what is wrong; a text that cannot be read."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.roles import Role
from tests.conftest import begin_draft, make_settings, new_app, sign_in
from tests.support.paths import ROOT

pytestmark = pytest.mark.once

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
MAX_BYTES = 120_000


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("plan")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def visible_text(client: FlaskClient, address: str) -> str:
    return client.get(address).text.replace("\xa0", " ")


def test_the_plan_marks_what_changed_since_the_draft_was_begun(marie: FlaskClient) -> None:
    text = OURS.replace("titre: Lancer des activités", "titre: Oser des activités", 1)
    text = text.replace("glossaire:\n", "glossaire:\n  - terme: café\n    definition: Un lieu où l’on boit.\n", 1)
    text = text.replace("  - id: lab01\n", "  - id: labo\n", 1)
    address = begin_draft(marie, text)
    page = marie.get(address)
    assert len(page.data) < MAX_BYTES
    plan = page.text.replace("\xa0", " ")
    assert 'Oser des activités</a> <span class="plan-mark plan-mark-changed">Modifié</span>' in plan
    assert 'café</a> <span class="plan-mark plan-mark-new">Nouveau</span>' in plan
    assert 'Lab01</a> <span class="plan-mark plan-mark-new">Nouveau</span>' in plan
    assert "Retiré : Lab01." in plan
    assert plan.count("Modifié</span>") == 1


def test_what_the_checks_say_is_told_by_element_in_the_words_of_its_form(marie: FlaskClient) -> None:
    text = OURS.replace("    quand: [fin-proche, hors-regie]", "    quand: [regie, hors-regie]", 1)
    draft = begin_draft(marie, text)
    for page in (draft, f"{draft}/changements"):
        shown = visible_text(marie, page)
        assert "<summary>1 avertissement</summary>" in shown
        assert f'<h3><a href="{draft}/situation/bail-qui-finit">Situation : ' in shown
        assert f'href="{draft}/situation/bail-qui-finit#quand' in shown
    assert "1 avertissement</span>" in visible_text(marie, draft)


def test_a_title_is_found_before_the_settings_of_what_it_names(marie: FlaskClient) -> None:
    found = visible_text(marie, f"{begin_draft(marie)}?q=Se+former")
    first = found.index('<p class="excerpt"><mark>Se former</mark>')
    assert first < found.index("<summary>")


def test_the_plan_says_where_the_problems_are(marie: FlaskClient) -> None:
    text = OURS.replace("poids: 1\n        # les premières", "poids: lourd\n        # les premières", 1)
    plan = visible_text(marie, begin_draft(marie, text))
    assert "<summary>1 erreur</summary>" in plan
    assert re.search(r'/critere/[a-z-]+#poids">[^<]+</a>', plan)
    assert "1 erreur</span>" in plan.split("Lancer des activités</a>")[2][:200]
    assert "1 erreur à corriger" in plan


def test_a_text_that_cannot_be_read_sends_to_its_line(marie: FlaskClient) -> None:
    address = begin_draft(marie, "format: [")
    plan = visible_text(marie, address)
    assert "Ce texte ne peut pas être lu" in plan
    assert f"{address}/texte?ligne=" in plan
    assert "Ce texte ne peut pas être lu" in visible_text(marie, f"{address}?q=accueil")


def test_the_search_leads_to_the_text(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    found = visible_text(marie, f"{address}?q=nouvelles activites")
    assert "2 résultats pour « nouvelles activites »" in found
    assert "<mark>nouvelles activités</mark>" in found
    assert "Question, pour le projet, ligne" in found
    line = OURS.split("Comment lancez-vous")[0].count("\n") + 1
    assert f"/texte?ligne={line}#source" in found
    assert "Aucun résultat pour « acceuil »" in visible_text(marie, f"{address}?q=acceuil")
    assert 'q=accueil">accueil</a>' in visible_text(marie, f"{address}?q=acceuil")
    assert "voici où ils sont tous" in visible_text(marie, f"{address}?q=activites lancez")
    assert "Aucun résultat" in visible_text(marie, f"{address}?q={'x' * 200}")
    assert "Les 60 premiers sont montrés" in visible_text(marie, f"{address}?q=le")


def test_settings_are_found_by_their_name_and_each_result_is_seen_in_the_preview(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    found = visible_text(marie, f"{address}?q=poids se parler")
    assert "1 réglage</summary>" in found
    assert "Critère : Se parler" in found
    asked = re.findall(r'href="([^"]+)">Voir<', found)
    assert asked[0].endswith("#question-posture-egal-a-egal")
    found = visible_text(marie, f"{address}?q=une porte d’entrée dans la collectivité")
    results, anchor = re.findall(r'href="([^"]+)#(situation-[^"]+)">Voir<', found)[0]
    assert f'id="{anchor}"' in marie.get(results).text
    named = (
        visible_text(marie, f"{address}?q=fin-proche")
        .split("Condition nommée : fin-proche</h3>")[1]
        .split("</li>")[0]
    )
    assert ">Modifier<" in named
    assert ">Voir<" not in named  # no page shows it by itself
    for query in (
        "Lab01",
        "glossaire",
        "version",
        "seuil",
        "stade",
        "portage",
        "mairie",
        "poids axe",
        "le",
        "situation",
    ):
        page = marie.get(f"{address}?q={query}")
        assert len(page.data) < MAX_BYTES
        for preview in dict.fromkeys(re.findall(r'href="([^"#]+)[^"]*">Voir<', page.text)):
            assert marie.get(preview).status_code == 200
    assert ">Voir<" not in visible_text(
        marie, f"{begin_draft(marie, OURS.replace('format: 2', 'format: un'))}?q=poids"
    )


def test_the_address_of_a_line_before_there_was_a_plan_leads_to_the_text(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    assert marie.get(f"{address}?ligne=12").headers["Location"] == f"{address}/texte?ligne=12#source"


def test_a_reader_is_not_offered_to_write(space: Flask) -> None:
    address = begin_draft(sign_in(space))
    plan = visible_text(sign_in(space, "Ana", Role.LECTURE), address)
    assert "Renommer ou supprimer" not in plan
    assert "Voir ce que cela change, publier" not in plan
