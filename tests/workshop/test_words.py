"""Words that are the same idea are joined; no others are. The cases are in tests/cases/workshop."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from questionnaire.workshop.moderation import clean_words, is_held
from questionnaire.workshop.words import WORD_MAX, join_words, word_key
from tests.support.building import HERE

CASES = sorted((HERE / "cases" / "workshop").glob("*.yaml"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_answers_give_the_groups_that_a_person_would_make(file: Path) -> None:
    case: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    found = join_words(case["reponses"], case.get("sous"))
    assert [{"etiquette": one.label, "telephones": one.phones} for one in found] == case["groupes"]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_order_in_which_phones_answered_changes_nothing(file: Path) -> None:
    case: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    answers = list(case["reponses"])
    random.Random(7).shuffle(answers)  # noqa: S311 - an order, not a secret
    assert join_words(answers, case.get("sous")) == join_words(case["reponses"], case.get("sous"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("culturelle", "culturels"),
        ("participative", "participatif"),
        ("un bail", "des baux"),
        ("travaux", "travail"),
        ("bureaux", "bureau"),
        ("œuvre", "OEUVRE"),
        ("l’un", "L'UN"),
        ("taux", "le taux"),
        ("jeux", "jeu"),
    ],
)
def test_two_spellings_of_one_idea_share_a_key(one: str, other: str) -> None:
    assert word_key(one) == word_key(other)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("lien social", False),
        ("06 12 34 56 78", True),
        ("appelez le 0612345678", True),
        ("moi@exemple.fr", True),
        ("www.exemple.org", True),
        ("12 rue des Lilas", True),
        ("15 communes en 2030", False),
        ("concertation", False),
        ("Conne", True),
    ],
)
def test_figures_addresses_and_insults_wait_to_be_read(text: str, held: bool) -> None:
    assert is_held(text) is held


def test_words_are_kept_on_one_line_once_and_no_more_than_asked() -> None:
    assert clean_words(["  lien\n social ", "lien social", "", "emploi", "jeunes"], 2) == (
        ("lien social", "emploi"),
        False,
    )
    assert clean_words(["x" * (WORD_MAX + 1)], 3)[1]
