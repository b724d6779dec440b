"""Plain answers: read with every problem told, written back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import NOTE_MAX, TEXT_MAX, Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.serialization import read_sheet, write_sheet
from questionnaire.criteria.model import Criteria
from questionnaire.errors import AnswersError
from questionnaire.texts import clean_text
from tests.support.building import Tree, both, complete
from tests.support.strategies import answered_trees


def tree() -> Tree:
    short = {
        "axes": {"un": {"criteres": {"a": {}, "b": {"non_concerne": False}, "c": {}}}},
        "enjeux": {key: [] for key in ("jeunesse", "emploi", "culture", "climat")},
        "parcours": {"express": ["a"], "mairie": ["b"]},
    }
    whole = complete(short)
    whole["parcours"][2]["pour"] = ["collectivite"]
    whole["contexte"][0]["choix"][0]["pour"] = ["projet"]
    whole["contexte"] += [
        {"id": "nom", "type": "texte", "maximum": 10, "question": both("Quel nom ?")},
        {"id": "mot", "type": "texte", "question": both("Un mot ?")},
    ]
    return whole


CRITERIA = Criteria.model_validate(tree())
BASE: Tree = {"regard": "projet", "contexte": {}, "reponses": {}}


def read(**changes: Any) -> AnswerSheet:
    found, notices = read_sheet({**BASE, **changes}, CRITERIA)
    assert notices == ()
    return found


def notices(**changes: Any) -> tuple[AnswerSheet, tuple[str, ...]]:
    return read_sheet({**BASE, **changes}, CRITERIA)


def problems(data: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        read_sheet(data, CRITERIA)
    said = [str(problem) for problem in caught.value.problems]
    assert str(caught.value) == "\n".join(said)
    assert all(one.endswith(".") for one in said)
    return said


def refused(**changes: Any) -> str:
    (said,) = problems({**BASE, **changes})
    return said


def answer_of(value: Any) -> Answer:
    return read(reponses={"a": value}).answers["a"]


@given(answered_trees(), st.data())
def test_what_is_written_is_read_back_the_same(case: tuple[Tree, AnswerSheet], data: st.DataObject) -> None:
    note = data.draw(st.text(max_size=20).map(clean_text))
    answers = {key: replace(one, note=note) for key, one in case[1].answers.items()}
    written = json.loads(json.dumps(write_sheet(replace(case[1], answers=answers))))
    found, left = read_sheet(written, Criteria.model_validate(case[0]))
    assert left == ()
    assert found == replace(case[1], answers=answers)


def test_a_sheet_is_written_as_plain_values() -> None:
    answers = AnswerSheet(
        Viewpoint.PROJET,
        "express",
        {"stade": "idee", "enjeux": ("emploi",)},
        {"a": Answer.at(2, "vu"), "b": Answer()},
    )
    assert write_sheet(answers) == {
        "regard": "projet",
        "parcours": "express",
        "contexte": {"stade": "idee", "enjeux": ["emploi"]},
        "reponses": {
            "a": {"etat": "repondu", "niveau": 2, "note": "vu"},
            "b": {"etat": "sans_reponse", "niveau": None, "note": ""},
        },
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, Answer.at(0)),
        (3, Answer.at(3)),
        ("ne_sait_pas", Answer(State.UNKNOWN)),
        ("non_concerne", Answer(State.NOT_APPLICABLE)),
        ("sans_reponse", Answer()),
        ("masque", Answer()),
        (None, Answer()),
        ({}, Answer()),
        ({"niveau": 1}, Answer.at(1)),
        ({"niveau": 1.0}, Answer.at(1)),
        ({"etat": "repondu", "niveau": 1, "note": "vu"}, Answer.at(1, "vu")),
        ({"etat": None, "niveau": 1, "note": None}, Answer.at(1)),
        ({"etat": "ne_sait_pas", "niveau": None, "note": "voir Ali"}, Answer(State.UNKNOWN, note="voir Ali")),
        ({"etat": "masque", "niveau": 2, "note": "gardée"}, Answer(note="gardée")),
        ({"note": "seule"}, Answer(note="seule")),
    ],
    ids=str,
)
def test_an_answer_is_a_level_a_word_or_an_object(value: Any, expected: Answer) -> None:
    assert answer_of(value) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (4, "le niveau 4 n’existe pas"),
        (-1, "le niveau -1 n’existe pas"),
        (True, "un niveau est un nombre entier"),
        (1.5, "un niveau est un nombre entier"),
        ([1], "un niveau est un nombre entier"),
        ({"niveau": "2"}, "un niveau est un nombre entier"),
        ({"niveau": {"a": 1}}, "un niveau est un nombre entier"),
        ("peut-etre", "l’état « peut-etre » n’est pas admis"),
        ({"etat": 2}, "l’état « 2 » n’est pas admis"),
        ({"etat": ["repondu"]}, "l’état « […] » n’est pas admis"),
        ({"etat": {"a": 1}}, "l’état « {…} » n’est pas admis"),
        ("repondu", "demande un niveau"),
        ({"etat": "repondu"}, "demande un niveau"),
        ({"etat": "repondu", "niveau": None}, "demande un niveau"),
        ({"etat": "ne_sait_pas", "niveau": 2}, "ne va qu’avec l’état « repondu »"),
        ({"niveau": 1, "note": 3}, "« note » : un texte est attendu"),
        ({"niveau": 1, "note": False}, "« note » : un texte est attendu"),
        ({"niveau": 1, "note": "x" * (NOTE_MAX + 1)}, "trop long (10001 caractères, 10000 au plus)"),
        ({"niveau": 1, "note": "a" + "\nb" * 300}, "trop de lignes (300 au plus)"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_answer_that_cannot_be_used_is_a_problem(value: Any, words: str) -> None:
    said = refused(reponses={"a": value})
    assert said.startswith("critère « a »")
    assert words in said


def test_the_longest_note_is_kept_and_control_characters_are_removed() -> None:
    assert answer_of({"niveau": 1, "note": "x" * NOTE_MAX}).note == "x" * NOTE_MAX
    noted = answer_of({"niveau": 1, "note": " l'un\r\n\tl'autre\x00\x1b\x9f\ud800\uffff\rfin "})
    assert noted.note == "l'un\n\tl'autre\nfin"


@pytest.mark.parametrize("data", [None, [], "regard", 3, True])
def test_answers_are_an_object(data: Any) -> None:
    (said,) = problems(data)
    assert "un objet" in said


@pytest.mark.parametrize(
    ("value", "words"), [(None, "il manque"), ("maire", "« maire »"), (3, "« 3 »"), ([], "« […] »")]
)
def test_the_viewpoint_must_be_known(value: Any, words: str) -> None:
    said = refused(regard=value)
    assert said.startswith("« regard »")
    assert words in said


def test_the_path_is_the_whole_one_unless_another_is_named() -> None:
    assert read().path == read(parcours=None).path == "complet"
    assert read(parcours="express").path == "express"
    assert read(parcours="mairie", regard="collectivite").path == "mairie"


@pytest.mark.parametrize("value", ["rapide", "mairie"])
def test_a_path_that_this_viewpoint_does_not_have_is_replaced_by_the_whole_one_and_said(value: str) -> None:
    found, said = notices(parcours=value, reponses={"a": 1})
    assert (found.path, found.answers) == ("complet", {"a": Answer.at(1)})
    assert said == (f"Le parcours « {value} » n’est pas proposé : le parcours « complet » le remplace.",)


@pytest.mark.parametrize("value", [3, ["express"]])
def test_a_path_of_another_shape_is_a_problem(value: Any) -> None:
    said = refused(parcours=value)
    assert said.startswith("« parcours »")
    assert "(complet, express)" in said


def test_blocks_must_be_objects_and_the_answers_must_be_there() -> None:
    assert "« reponses » : il manque" in problems({"regard": "projet"})[0]
    assert refused(reponses=[1]).startswith("« reponses » : n’est pas un objet")
    assert refused(contexte=[1]).startswith("« contexte » : n’est pas un objet")
    assert read(contexte=None).context == {}


def test_context_answers_have_the_shape_of_their_question() -> None:
    given_context = {"stade": "idee", "enjeux": ["emploi", "jeunesse", "emploi"], "nom": " Le Moulin ", "mot": ""}
    assert read(contexte=given_context).context == {
        "stade": "idee",
        "enjeux": ("emploi", "jeunesse"),
        "nom": "Le Moulin",
    }
    repeated = ["emploi", "jeunesse", "emploi", "culture", "jeunesse"]
    assert read(contexte={"enjeux": repeated}).context == {"enjeux": ("emploi", "jeunesse", "culture")}
    assert read(contexte={"enjeux": "emploi"}).context == {"enjeux": ("emploi",)}
    assert read(contexte={"enjeux": [], "stade": None, "nom": "\x00"}).context == {}


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"stade": ["idee"]}, "un seul choix"),
        ({"stade": 3}, "un choix est attendu"),
        ({"stade": {"id": "idee"}}, "un choix est attendu"),
        ({"enjeux": [1]}, "un choix est attendu"),
        ({"enjeux": {"emploi": True}}, "un choix est attendu"),
        ({"enjeux": ["jeunesse", "emploi", "culture", "climat"]}, "4 choix sont donnés, 3 au plus"),
        ({"nom": 3}, "un texte est attendu"),
        ({"nom": ["Le Moulin"]}, "un texte est attendu"),
        ({"nom": "Le Moulin neuf"}, "trop long (14 caractères, 10 au plus)"),
        ({"mot": "x" * (TEXT_MAX + 1)}, "trop long"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_context_answer_of_another_shape_is_a_problem(context: Any, words: str) -> None:
    said = refused(contexte=context)
    assert said.startswith(f"question de contexte « {next(iter(context))} »")
    assert words in said


def test_what_this_version_does_not_know_is_left_out_and_said() -> None:
    found, said = notices(
        contexte={"stade": "ruine", "enjeux": ["emploi", "sport"], "ancienne": "x"},
        reponses={"a": 1, "vieux": 2, 3: 1},
    )
    assert found.context == {"enjeux": ("emploi",)}
    assert found.answers == {"a": Answer.at(1)}
    assert len(said) == 5
    assert all(sentence.endswith(".") for sentence in said)
    for words in ("« ruine »", "« sport »", "« ancienne »", "« vieux »", "« 3 »"):
        assert any(words in sentence for sentence in said)


def test_a_choice_of_the_other_viewpoint_is_left_out() -> None:
    found, said = notices(regard="collectivite", contexte={"stade": "idee"})
    assert found.context == {}
    assert "« idee »" in said[0]


def test_not_concerned_is_left_out_where_it_is_not_offered() -> None:
    found, said = notices(reponses={"b": {"etat": "non_concerne", "note": "dit"}})
    assert found.answers == {"b": Answer(note="dit")}
    assert "« b »" in said[0]


def test_every_problem_comes_at_once() -> None:
    said = problems(
        {
            "regard": "x",
            "parcours": 3,
            "contexte": {"stade": 1, "nom": 2},
            "reponses": {"a": 9, "b": True, "c": "z"},
        }
    )
    assert len(said) == 7


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["repondu", "masque", "idee"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from(["etat", "niveau", "note", "a"]), children, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["a", "b", "stade", "enjeux", "nom", "zz"])


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "regard": st.sampled_from(["projet", "collectivite"]) | JSON_VALUES,
            "parcours": st.sampled_from(["complet", "express"]) | JSON_VALUES,
            "contexte": st.dictionaries(NAMES, JSON_VALUES, max_size=4) | JSON_VALUES,
            "reponses": st.dictionaries(NAMES, JSON_VALUES, max_size=4) | JSON_VALUES,
        },
    )
)
def test_whatever_is_given_is_read_or_refused_in_words(data: Any) -> None:
    try:
        found, said = read_sheet(data, CRITERIA)
    except AnswersError:
        assert problems(data)
    else:
        assert all(sentence.endswith(".") for sentence in said)
        assert read_sheet(write_sheet(found), CRITERIA) == (found, ())
