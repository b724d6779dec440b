"""The rules of writing and the matrix of cards: warnings for files of format 2, silence for the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from questionnaire.criteria.loading import load_criteria, load_file
from tests.support.building import Tree, both, complete, dump
from tests.support.paths import ROOT

LEVELS = ["Pas encore.", "De temps en temps.", "Par un écrit.", "Par un écrit relu ensemble."]
ALL = [{"id": "a1", "niveaux": [0, 1, 2]}]


def tree(file_format: int = 2, **criterion: Any) -> Tree:
    good: Tree = {
        "titre": "Décider à plusieurs",
        "en_bref": "des règles écrites",
        "question": both("Comment se décide le budget ?"),
        "aide": "Par exemple, en réunion.",
        "niveaux": {"collectivite": LEVELS, "projet": LEVELS},
        "conseils": ALL,
        **criterion,
    }
    return complete({"format": file_format, "axes": {"un": {"criteres": {"a": good}}}})


def warnings(made: Tree) -> list[str]:
    """Return the warnings of a tree; they never refuse it."""
    plain = json.loads(json.dumps(made))  # what is the same twice must be written twice
    return [problem.message for problem in load_criteria(dump(plain))[1]]


def with_level(number: int, text: str) -> Tree:
    levels = [text if position == number else one for position, one in enumerate(LEVELS)]
    return {"niveaux": {"collectivite": levels, "projet": LEVELS}}


def test_the_shipped_file_keeps_every_rule_and_has_a_card_for_every_answer() -> None:
    criteria, problems = load_file(Path(ROOT / "criteria.yaml"))
    assert criteria.format == 2
    assert problems == ()


def test_a_good_criterion_has_no_warning() -> None:
    assert warnings(tree()) == []


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ({"titre": "Décider ensemble de tout et toujours"}, "ce texte a 6 mots : 5 au plus"),
        ({"en_bref": None}, "il manque « en_bref »"),
        ({"en_bref": "des règles que l’on écrit puis que l’on relit"}, "ce texte a 9 mots : 8 au plus"),
        ({"en_bref": "des règles écrites par nous"}, "ni « vous » ni « nous »"),
        ({"en_bref": "règles écrites"}, "commencez par « un »"),
        ({"question": both("Budget : comment se décide-t-il ?")}, "sans deux-points"),
        ({"question": both("Dites comment se décide le budget")}, "point d’interrogation"),
        ({"question": both(f"{'mot ' * 15}encore ?")}, "ce texte a 16 mots : 15 au plus"),
        ({"aide": "En réunion."}, "une aide donne un exemple"),
        ({"aide": f"Par exemple {'mot ' * 40}"}, "ce texte a 42 mots : 40 au plus"),
        (with_level(1, "Un peu (parfois)."), "sans parenthèse"),
        (with_level(1, "Un peu et souvent."), "ne pose qu’une condition"),
        (with_level(2, "Au moins une fois."), "ne donne pas de chiffre"),
        (with_level(2, "Par un, l’autre, le suivant, le dernier."), "trop de virgules"),
        (with_level(3, f"{'mot ' * 11}"), "ce texte a 11 mots : 10 au plus"),
        (with_level(3, "Par un écrit."), "deux niveaux disent la même chose"),
        (with_level(0, "Rien."), "constate sans juger"),
        (with_level(0, "Pas encore, la mairie ignore tout."), "ce premier niveau accuse"),
        (
            {"question": {**both("Comment se décide le budget ?"), "avant_ouverture": both("Comment")}},
            "point d’interrogation",
        ),
        ({"conseils": [{**ALL[0], "titre": "mot " * 11}]}, "ce texte a 11 mots : 10 au plus"),
        ({"conseils": [{**ALL[0], "premier_pas": "mot " * 26}]}, "ce texte a 26 mots : 25 au plus"),
    ],
)
def test_a_broken_rule_is_reported_and_refuses_nothing(criterion: Tree, told: str) -> None:
    made = tree(**{key: value for key, value in criterion.items() if value is not None})
    if criterion.get("en_bref", "") is None:
        del made["axes"][0]["criteres"][0]["en_bref"]
    found = warnings(made)
    assert any(told in message for message in found), found


def test_two_criteria_of_one_axis_with_the_same_title_are_reported() -> None:
    made = tree()
    criteria = made["axes"][0]["criteres"]
    criteria.append(json.loads(json.dumps(criteria[0])) | {"id": "double", "titre": "Decider à plusieurs"})
    criteria[-1]["conseils"][0]["id"] = "d1"
    told = [one for one in warnings(made) if "le même titre" in one]
    assert told == ["un autre critère de cet axe a le même titre : rien ne les distingue à la lecture."]


def test_a_file_of_format_1_is_not_bothered() -> None:
    assert warnings(tree(1, titre="Décider ensemble de tout et toujours", aide="Rien")) == []


def carried() -> Tree:
    return {
        "id": "portage",
        "type": "choix",
        "question": both("Qui porte"),
        "choix": [
            {"id": "association", "titre": "Une association"},
            {"id": "collectivite", "titre": "La commune"},
        ],
    }


def test_an_answer_without_a_card_is_named_with_its_stage_and_carrier() -> None:
    made = tree(conseils=[*ALL, {"id": "a2", "niveaux": [2]}])
    made["contexte"].append(carried())
    made["axes"][0]["criteres"][0]["conseils"][0]["quand"] = {"contexte": "portage", "vaut": ["association"]}
    found = warnings(made)
    assert found == [
        f"au niveau {level}, regard « {who} », aucun conseil pour « Idee », « La commune » (et 3\u00a0autres cas)."
        for who in ("collectivite", "projet")
        for level in (0, 1)
    ]


def test_an_answer_as_expected_or_never_asked_needs_no_card() -> None:
    made = tree(
        conseils=[{"id": "a1", "niveaux": [0], "pour": ["projet"]}],
        si={"regard": "projet"},
        attendu={"idee": 1, "prefiguration": 0, "ouverture": 0, "fonctionnement": 0},
    )
    told = [message for message in warnings(made) if "(et" in message or "aucun conseil pour" in message]
    assert told == []


def test_one_case_alone_is_reported_alone() -> None:
    later = {"contexte": "stade", "vaut": ["prefiguration"]}
    made = tree(
        conseils=[{"id": "a1", "niveaux": [0]}, {"id": "a2", "niveaux": [1], "quand": later}],
        attendu={"idee": 2, "prefiguration": 1, "ouverture": 1, "fonctionnement": 1},
        si={"regard": "projet"},
    )
    told = [message for message in warnings(made) if "aucun conseil pour" in message]
    assert told == ["au niveau 1, regard « projet », aucun conseil pour « Idee »."]


def test_a_low_level_without_any_card_is_reported_once() -> None:
    found = warnings(tree(conseils=[{"id": "a1", "niveaux": [0, 2]}]))
    assert found == [
        f"aucun conseil ne répond au niveau 1 pour le regard « {who} »." for who in ("collectivite", "projet")
    ]
