"""Conditions: what each form means, and what is never one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from questionnaire.answers import Answer, State, Viewpoint
from questionnaire.criteria.conditions import Condition, Facts, holds

FACTS = Facts(
    Viewpoint.COLLECTIVITE,
    {"stade": "idee", "enjeux": ("jeunesse", "emploi"), "nom": ""},
    {"a": Answer.at(1), "b": Answer(State.UNKNOWN), "c": Answer(State.NOT_APPLICABLE), "h": Answer(State.HIDDEN)},
    {"un": Fraction(50)},
)
TRUE, FALSE = {"regard": "collectivite"}, {"regard": "projet"}

CASES = [
    ({"critere": "a", "niveau_max": 1}, True),
    ({"critere": "a", "niveau_max": 0}, False),
    ({"critere": "a", "niveau_min": 1}, True),
    ({"critere": "a", "niveau_min": 2}, False),
    ({"critere": "a", "niveau_min": 0}, True),
    ({"critere": "b", "niveau_max": 3}, False),
    ({"critere": "b", "niveau_min": 0}, False),
    ({"critere": "b", "etat": "ne_sait_pas"}, True),
    ({"critere": "b", "etat": "sans_reponse"}, False),
    ({"critere": "a", "etat": "repondu"}, True),
    ({"critere": "c", "etat": "non_concerne"}, True),
    ({"critere": "z", "etat": "sans_reponse"}, True),
    ({"critere": "h", "etat": "sans_reponse"}, False),
    ({"axe": "un", "score_max": 50}, True),
    ({"axe": "un", "score_max": 49.9}, False),
    ({"axe": "un", "score_min": 50}, True),
    ({"axe": "un", "score_min": 50.1}, False),
    ({"axe": "deux", "score_max": 100}, False),
    ({"axe": "deux", "score_min": 0}, False),
    ({"contexte": "stade", "vaut": ["ouverture", "idee"]}, True),
    ({"contexte": "stade", "vaut": ["ouverture"]}, False),
    ({"contexte": "enjeux", "vaut": ["emploi"]}, True),
    ({"contexte": "enjeux", "vaut": ["culture"]}, False),
    ({"contexte": "autre", "vaut": ["idee"]}, False),
    (TRUE, True),
    (FALSE, False),
    ({"tous": [TRUE, TRUE]}, True),
    ({"tous": [TRUE, FALSE]}, False),
    ({"un_de": [FALSE, TRUE]}, True),
    ({"un_de": [FALSE, FALSE]}, False),
    ({"aucun": [FALSE, FALSE]}, True),
    ({"aucun": [FALSE, TRUE]}, False),
    ({"aucun": [{"tous": [TRUE, {"un_de": [FALSE]}]}]}, True),
]


@pytest.mark.parametrize(("tree", "expected"), CASES, ids=str)
def test_a_condition_means_what_it_says(tree: dict[str, Any], expected: bool) -> None:
    assert holds(Condition.model_validate(tree), FACTS) is expected


def test_no_condition_is_always_true() -> None:
    assert holds(None, FACTS)


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"tous": []},
        {"tous": None},
        {"critere": None},
        {"critere": "a"},
        {"critere": "a", "niveau_max": None},
        {"critere": "a", "niveau_max": 1, "niveau_min": 0},
        {"critere": "a", "niveau_max": 1, "etat": "repondu"},
        {"critere": "a", "score_max": 1},
        {"critere": "a", "niveau_max": True},
        {"critere": "a", "niveau_max": -1},
        {"axe": "un"},
        {"axe": "un", "score_max": 101},
        {"axe": "un", "niveau_max": 1},
        {"axe": "un", "score_min": 1, "score_max": 1},
        {"contexte": "stade"},
        {"contexte": "stade", "vaut": []},
        {"contexte": "stade", "vaut": "idee"},
        {"regard": "autre"},
        {"regard": "projet", "vaut": ["idee"]},
        {"tous": [TRUE], "un_de": [TRUE]},
        {"tous": [{}]},
        {"niveau_max": 1},
        {"sinon": TRUE},
        "a >= 2",
    ],
    ids=str,
)
def test_anything_else_is_refused(tree: Any) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(tree)


@given(st.lists(st.booleans(), min_size=1, max_size=4))
def test_combinations_agree_with_python(truths: list[bool]) -> None:
    children = [TRUE if truth else FALSE for truth in truths]
    for kind, expected in (("tous", all(truths)), ("un_de", any(truths)), ("aucun", not any(truths))):
        assert holds(Condition.model_validate({kind: children}), FACTS) is expected
