"""New elements, copies and moves: where they go, the ids that they are given."""

from __future__ import annotations

import pytest

from questionnaire.criteria.elements import KINDS, FileElement, find_element
from questionnaire.criteria.id_places import NAMED_CONDITION, Element
from questionnaire.criteria.yaml_source import YamlSource, read_source
from questionnaire.editing.apply import apply
from questionnaire.editing.new_elements import (
    copy_of,
    destinations,
    free_id,
    has_id,
    has_place,
    id_fault,
    id_refusal,
    in_order,
    insertion,
    is_removable,
    new_condition,
    new_element,
)
from questionnaire.editing.operations import RemoveEverywhere

TEXT = """\
axes:
  - id: lieu
    titre: Le lieu
    criteres:
      - id: accueil
        titre: Accueillir
        conseils:
          - id: ouvrir
            titre: {texte: Ouvrir, avant_ouverture: Ouvrir un matin}
          - id: dire
            titre: Dire
      - id: partage
        titre: Partager
  - id: lien
    titre: Le lien
    criteres:
      - id: parler
        titre: Parler
        conseils: [{id: venir}]
contexte:
  - id: stade
    choix:
      - {id: idee, titre: Une idée}
      - {id: ouvert, titre: Ouvert}
situations: []
glossaire:
  - terme: bail
  - terme: café
"""


@pytest.fixture(scope="module")
def source() -> YamlSource:
    return read_source(TEXT)


def found(source: YamlSource, word: str, key: str) -> FileElement:
    element = find_element(source, word, key)
    assert element
    return element


def added(source: YamlSource, word: str, holder: str, value: dict[str, object]) -> str:
    element = new_element(source, word, holder)
    assert element
    return apply(TEXT, insertion(source, element, value)).text


def test_an_element_is_added_after_the_last_of_its_list(source: YamlSource) -> None:
    assert added(source, "conseil", "accueil", {"id": "lire"}).index("- id: lire") > TEXT.index("- id: dire")
    assert "  - terme: mot\n" in added(source, "mot", "", {"terme": "mot"})


def test_the_first_element_of_a_list_makes_the_list(source: YamlSource) -> None:
    assert "        conseils:\n          - id: lire\n" in added(source, "conseil", "partage", {"id": "lire"})
    assert "situations: [{id: une}]\n" in added(source, "situation", "", {"id": "une"})
    assert "ressources:\n  - id: guide\n" in added(source, "ressource", "", {"id": "guide"})


def test_a_named_condition_goes_after_the_others_or_makes_their_block(source: YamlSource) -> None:
    said = {"contexte": "stade", "vaut": ["idee"]}
    made = new_condition("À l’idée !")
    assert made.key == "a-l-idee"
    first = apply(TEXT, insertion(source, made, said)).text
    assert first.endswith("conditions:\n  a-l-idee:\n    contexte: stade\n    vaut: [idee]\n")
    known = read_source(first)
    assert id_refusal(known, made, "a-l-idee").startswith("ce nom sert déjà")
    second = apply(first, insertion(known, new_condition("ouvert"), said)).text
    assert second == f"{first}  ouvert:\n    contexte: stade\n    vaut: [idee]\n"
    assert apply(second, RemoveEverywhere(Element(NAMED_CONDITION, "ouvert"))).text == first
    named = found(known, "condition", "a-l-idee")
    assert (has_place(named), is_removable(named), has_id(named.kind)) == (False, True, True)
    assert new_condition("a--b").key == "a-b"
    assert "pas « ! »" in id_refusal(source, made, new_condition("!").key).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("word", "holder"), [("conseil", "inconnu"), ("condition", ""), ("accueil", ""), ("inconnu", "")]
)
def test_nothing_is_added_where_nothing_can_be(source: YamlSource, word: str, holder: str) -> None:
    assert new_element(source, word, holder) is None


def test_an_id_is_made_from_the_title_and_is_free(source: YamlSource) -> None:
    card = found(source, "conseil", "dire")
    assert free_id(source, card, "À l’œuvre, ensemble !") == "a-l-oeuvre-ensemble"
    assert free_id(source, card, "Dire") == "dire-2"
    assert free_id(source, card, "Nouveau !") == "nouveau-2"
    assert "est réservé" in id_fault("nouveau")
    assert free_id(source, card, "…") == "conseil"
    assert len(free_id(source, card, "mot " * 40)) <= 60


def test_choices_share_ids_from_one_question_to_another(source: YamlSource) -> None:
    choice = new_element(source, "choix", "stade")
    assert choice
    assert free_id(source, choice, "Ouvert") == "ouvert-2"
    elsewhere = FileElement(KINDS["choix"], "", ("contexte", 1, "choix", 0), "", {})
    assert free_id(source, elsewhere, "Ouvert") == "ouvert"


def test_names_are_written_in_the_order_of_the_model() -> None:
    assert list(in_order(KINDS["conseil"], {"titre": "b", "pour": [], "id": "a"})) == ["id", "pour", "titre"]


def test_a_copy_and_what_it_holds_have_ids_of_their_own(source: YamlSource) -> None:
    operation, key = copy_of(source, found(source, "critere", "accueil"), "Accueillir encore")
    text = apply(TEXT, operation).text
    assert key == "accueillir-encore"
    assert all(one in text for one in ("- id: accueillir-encore", "- id: ouvrir-2", "- id: dire-2"))


def test_a_copy_of_a_block_title_keeps_its_other_text(source: YamlSource) -> None:
    operation, _ = copy_of(source, found(source, "conseil", "ouvrir"), "Fermer")
    assert "titre: {texte: Fermer, avant_ouverture: Ouvrir un matin}" in apply(TEXT, operation).text


def test_a_copy_without_id_or_title_has_its_place_as_key(source: YamlSource) -> None:
    operation, key = copy_of(source, found(source, "mot", "1"), "bail (copie)")
    assert (key, dict(operation.changes)) == ("2", {("terme",): "bail (copie)"})
    assert copy_of(source, found(source, "choix", "stade.idee"), "Autre")[1] == "stade.autre"
    assert ("titre",) not in copy_of(source, found(source, "contexte", "stade"), "Étape")[0].changes


def test_an_element_goes_elsewhere_in_its_list_or_to_the_end_of_another(source: YamlSource) -> None:
    names = [one.name for one in destinations(source, found(source, "critere", "partage"))]
    assert names == ["debut", "fin lien"]
    assert [one.name for one in destinations(source, found(source, "mot", "1"))] == ["apres 1"]
    last = destinations(source, found(source, "critere", "partage"))[-1]
    assert last.words == "À la fin de Le lien"
    moved = apply(TEXT, last.move).text
    assert moved.index("- id: partage") > moved.index("- id: parler")


def test_parts_of_the_whole_file_have_neither_place_nor_id(source: YamlSource) -> None:
    assert not has_place(found(source, "reglages", "reglages"))
    assert has_place(found(source, "mot", "1"))
    assert not has_id(KINDS["mot"])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("entre-pairs", ""),
        ("Été 2027", "pas « É », « é », l’espace. Écrivez par exemple « ete-2027 »."),
        ("a_b", "pas « _ ». Écrivez par exemple « a-b »."),
        ("a--b", "un seul à la fois. Écrivez par exemple « a-b »."),
        ("x" * 61, "60 signes au plus, et celui-ci en a 61."),
        ("!", "pas « ! »."),
    ],
)
def test_what_cannot_be_an_id_is_told_with_how_to_write_it(typed: str, told: str) -> None:
    said = id_fault(typed).replace("\xa0", " ")
    assert told in said
    assert bool(said) is bool(told)
