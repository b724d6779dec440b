"""Conditions read as sentences, with the titles of the file."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaire.criteria.elements import elements
from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.condition_wording import condition_sentence
from tests.support.paths import ROOT

SOURCE = read_source("""\
axes:
  - id: lieu
    titre: Le lieu
    criteres: [{id: accueil, titre: Accueillir}]
contexte:
  - id: stade
    question: {projet: Où en êtes-vous ?}
    choix: [{id: idee, titre: Une idée}, {id: ouvert, titre: Ouvert}]
conditions:
  sans-lieu: {regard: projet}
""")
STAGE = {"contexte": "stade", "vaut": ["idee", "inconnu"]}


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("ouvert", "« ouvert »"),
        (["ouvert", "regie"], "« ouvert » et « regie »"),
        ("sans-lieu", "« sans-lieu » (on répond pour un projet)"),
        (["sans-lieu", "ouvert"], "« sans-lieu » et « ouvert »"),
        ({"noms": ["ouvert"]}, "« ouvert »"),
        (STAGE, "à « stade », on répond « Une idée » ou « inconnu »"),
        ({"regard": "projet"}, "on répond pour un projet"),
        ({"axe": "lieu", "score_max": 40}, "« Le lieu » a au plus 40 sur 100"),
        ({"axe": "lieu", "score_min": 40}, "« Le lieu » a au moins 40 sur 100"),
        ({"critere": "accueil", "niveau_max": 1}, "« Accueillir » est au plus au niveau 1"),
        ({"critere": "accueil", "niveau_min": 2}, "« Accueillir » est au moins au niveau 2"),
        ({"critere": "parti", "etat": "ne_sait_pas"}, "« parti » reçoit « Je ne sais pas »"),
        ({"un_de": [{"regard": "projet"}, "ouvert"]}, "on répond pour un projet ou « ouvert »"),
        ({"tous": [{"aucun": ["ouvert"]}, "regie"]}, "« regie », sauf si « ouvert »"),
        ({"tous": [{"aucun": ["ouvert"]}]}, "sauf si « ouvert »"),
        ({"un_de": [{"aucun": ["ouvert"]}, "regie"]}, "(sauf si « ouvert ») ou « regie »"),
        ({"axe": "lieu", "score_min": 12.5}, "« Le lieu » a au moins 12,5 sur 100"),
        ({"aucun": ["ouvert", "regie"]}, "sauf si « ouvert » ou si « regie »"),
        (
            {"tous": ["ouvert", {"un_de": ["regie", {"regard": "collectivite"}]}]},
            "« ouvert » et (« regie » ou on répond pour une collectivité)",
        ),
    ],
)
def test_a_condition_is_a_sentence(condition: Any, sentence: str) -> None:
    assert (condition_sentence(SOURCE, condition) or "").replace("\N{NO-BREAK SPACE}", " ") == sentence


@pytest.mark.parametrize(
    "condition",
    [
        3,
        {},
        {"tous": [{"critere": "accueil"}]},
        {"contexte": "stade"},
        {"regard": "autre"},
        {"critere": "accueil"},
    ],
)
def test_what_is_no_condition_is_no_sentence(condition: Any) -> None:
    assert condition_sentence(SOURCE, condition) is None


def test_a_condition_without_end_is_no_sentence() -> None:
    condition: Any = "ouvert"
    for _ in range(12):
        condition = {"tous": [condition]}
    assert condition_sentence(SOURCE, condition) is None


def test_every_condition_of_the_shipped_file_is_a_sentence() -> None:
    source = read_source((ROOT / "criteria.yaml").read_bytes())
    assert all(condition_sentence(source, one.value) for one in elements(source, "condition"))
