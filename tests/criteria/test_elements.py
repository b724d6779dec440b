"""The elements of a file, found by their place, their key or a line; the search in its values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.criteria import searching
from questionnaire.criteria.elements import KINDS, UNTITLED, FileElement, element_at, elements, find_element
from questionnaire.criteria.searching import search
from questionnaire.criteria.yaml_source import YamlSource, read_source
from tests.support.paths import ROOT

SMALL = """\
titre: L'essai
axes:
  - id: lieu
    titre: Le lieu
    criteres:
      - id: accueil
        titre: Accueillir   # une remarque
        question: {collectivite: "Qui vient, et pourquoi ?", projet: Qui vient ?}
        conseils:
          - id: ouvrir
            titre: {texte: Ouvrir la porte, avant_ouverture: Ouvrir un matin}
            pourquoi: >-
              Une porte ouverte
              attire l'œil.
contexte:
  - id: stade
    question: {collectivite: Où en êtes-vous ?}
    choix: [{id: idee, titre: Une idée}, {id: Pas Un Nom}]
  - question: Sans identifiant ?
    choix: [{id: idee, titre: Une autre}]
glossaire:
  - terme: tiers-lieu
conditions:
  ouvert: {contexte: stade, vaut: [idee]}
tiers_lieux: [{id: 12}, seul]
autre: 2.5
montrer: true
"""


@pytest.fixture(scope="module")
def small() -> YamlSource:
    return read_source(SMALL)


def at(source: YamlSource, *place: str | int) -> FileElement:
    found = element_at(source, place)
    assert found
    return found


def test_one_of_each_kind_is_said_with_its_article() -> None:
    said = [KINDS[word].with_article for word in ("critere", "conseil", "situation", "condition", "contexte")]
    assert said == [
        *("un critère", "un conseil", "une situation", "une condition nommée", "une question de contexte"),
    ]


def test_each_element_has_a_key_and_a_title(small: YamlSource) -> None:
    found = {word: [(one.key, one.title) for one in elements(small, word)] for word in KINDS}
    assert found["critere"] == [("accueil", "Accueillir")]
    assert found["conseil"] == [("ouvrir", "Ouvrir la porte")]
    assert found["contexte"] == [
        ("stade", "Où en êtes-vous\N{NO-BREAK SPACE}?"),
        ("", "Sans identifiant\N{NO-BREAK SPACE}?"),
    ]
    assert found["choix"] == [("stade.idee", "Une idée"), ("", "Pas Un Nom"), ("", "Une autre")]
    assert found["mot"] == [("1", "tiers-lieu")]
    assert found["condition"] == [("ouvert", "ouvert")]
    assert found["lieu"] == [("", UNTITLED), ("", UNTITLED)]
    assert found["accueil"] == [("accueil", "Accueil et regards")]
    assert found["profil"] == []


def test_an_element_is_found_by_its_key(small: YamlSource) -> None:
    found = find_element(small, "critere", "accueil")
    assert found
    assert found.path == ("axes", 0, "criteres", 0)
    assert "conseils" not in found.own
    assert found.has_form
    assert at(small, "conditions", "ouvert").has_form
    assert find_element(small, "critere", "") is None
    assert find_element(small, "inconnu", "accueil") is None


def test_a_place_belongs_to_the_innermost_element(small: YamlSource) -> None:
    assert at(small, "axes", 0, "criteres", 0, "conseils", 0, "pourquoi").key == "ouvrir"
    assert at(small, "axes", 0, "criteres", 0, "question", "projet").key == "accueil"
    assert at(small, "axes", 0, "titre").key == "lieu"
    assert at(small, "titre").own == {"titre": "L'essai"}
    assert at(small, "tiers_lieux", 1).own == "seul"
    assert element_at(small, ("autre",)) is None
    assert element_at(small, ()) is None


def test_a_line_is_that_of_the_place_written_there_or_above(small: YamlSource) -> None:
    pourquoi = SMALL.split("attire")[0].count("\n") + 1
    places = small.places_at({0, 1, pourquoi, 9_999})
    assert places[0] == ()
    assert places[1] == ("titre",)
    assert places[pourquoi][-1] == "pourquoi"
    assert places[9_999] == ("montrer",)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ACCUEILLIR", "Accueillir"),
        ("une porte ouverte attire l’œil", "Une porte ouverte attire l’œil"),
        ("rien de tel", ""),
        ("ou en etes-vous", "Où en êtes-vous"),
        ("qui vient ?", "Qui vient\N{NO-BREAK SPACE}?"),
        ("2.5", "2.5"),
        ("        titre: Accueillir\n        poids: 1", "Accueillir"),
        ("      - id: accueil        titre: Accueillir", "Accueillir"),
        ("vaut: [idee]", "idee"),
        ("   ", ""),
    ],
)
def test_a_search_finds_values_however_they_are_typed(small: YamlSource, query: str, found: str) -> None:
    hits = search(small, query).hits
    assert (hits[0].found if hits else "") == found


def test_words_that_do_not_follow_each_other_are_found_apart(small: YamlSource) -> None:
    result = search(small, "porte attire")
    assert result.scattered
    assert [hit.element.key for hit in result.hits if hit.element] == ["ouvrir"]


def test_a_search_without_result_proposes_the_nearest_words(small: YamlSource) -> None:
    assert search(small, "acueilir").suggestion == "accueillir"
    assert search(small, "zzzz").suggestion == ""
    assert search(small, "idée zzzz").suggestion == ""


def test_a_long_text_is_cut_around_what_is_found() -> None:
    words = " ".join(["mot"] * 60)
    source = read_source(f"titre: {words} ici {words}")
    hit = search(source, "ici").hits[0]
    assert (hit.before[:2], hit.found, hit.after[-2:]) == ("… ", "ici", " …")
    assert len(hit.before) < 90


def test_the_shipped_file_has_every_kind_of_element() -> None:
    source = read_source((ROOT / "criteria.yaml").read_bytes())
    assert all(any(elements(source, word)) for word in KINDS)
    assert all(one.key for word in KINDS for one in elements(source, word))


def test_runs_of_spaces_count_as_one() -> None:
    assert searching.plain_text_with_positions("  Été \n là") == ("ete la", [2, 3, 4, 5, 8, 9, 10])


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_places_follow_the_text_that_is_compared(text: str) -> None:
    plain, places = searching.plain_text_with_positions(text)
    assert plain.strip() == searching.plain_text(text)
    assert len(places) == len(plain) + 1


def test_a_block_copied_from_the_guide_leads_to_those_of_its_name() -> None:
    source = read_source("situations: [{id: a, titre: A}]\nprofils_fictifs: [{id: p, reponses: {a: 1}}]\n")
    assert [hit.line for hit in search(source, "situations: - id: bail titre: Le bail finit").hits] == [1]
    (answers,) = search(source, "reponses: {gouvernance-partagee: 2}").hits
    assert (answers.found, answers.path) == ("reponses", ("profils_fictifs", 0, "reponses"))
    assert search(source, "inconnu: rien de tel").hits == ()
