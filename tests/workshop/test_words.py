"""Spellings of one idea are grouped; no others are. The cases are in tests/cases/workshop."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from questionnaire.workshop.moderation import Held, clean_words, reason_to_hold
from questionnaire.workshop.words import WORD_MAX, join_words, word_key
from tests.support.building import HERE
from tests.support.plain_yaml import plain_yaml

CASES = sorted((HERE / "cases" / "workshop").glob("*.yaml"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_answers_give_the_groups_that_a_person_would_make(file: Path) -> None:
    case: Any = plain_yaml(file.read_text(encoding="utf-8"))
    found = join_words(case["reponses"], case.get("sous"))
    assert [{"etiquette": one.label, "telephones": one.phones} for one in found] == case["groupes"]


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_order_in_which_phones_answered_changes_nothing(file: Path) -> None:
    case: Any = plain_yaml(file.read_text(encoding="utf-8"))
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
        ("lien social", None),
        ("06 12 34 56 78", Held.NUMBER),
        ("appelez le 0612345678", Held.NUMBER),
        ("moi@exemple.fr", Held.ADDRESS),
        ("www.exemple.org", Held.ADDRESS),
        ("12 rue des Lilas", Held.ADDRESS),
        ("3 bis, allée du Parc", Held.ADDRESS),
        ("Mme Dupont", Held.PERSON),
        ("M. le maire", Held.PERSON),
        ("maire Dupont", Held.PERSON),
        ("la présidente Martin", Held.PERSON),
        ("le maire adjoint D’Angelo", Held.PERSON),
        ("Présidente Élodie", Held.PERSON),
        ("un maire impliqué", None),
        ("maires ruraux", None),
        ("Elle et la Directrice", None),
        ("LE MAIRE RURAL", None),
        ("15 communes en 2030", None),
        ("20 places", None),
        ("concertation", None),
        ("Conne", Held.INSULT),
        ("les cons", Held.INSULT),
        ("c o n n a r d", Held.INSULT),
        ("quelle merrrde", Held.INSULT),
        ("c0nnnards", Held.INSULT),
        ("a b c", None),
    ],
)
def test_figures_addresses_people_and_insults_wait_to_be_read(text: str, held: Held | None) -> None:
    assert reason_to_hold(text) is held


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (["acces services", "accès aux services"], "accès aux services"),
        (["accès services", "accès aux services"], "accès aux services"),
        (["l’emploi", "emploi"], "emploi"),
        (["ÉCOLE", "ecole"], "ecole"),
        (["accès à la culture", "accès culture", "Accès culture"], "accès culture"),
        (["nous", "Nous"], "nous"),
    ],
)
def test_the_label_keeps_its_accents_and_loses_only_a_first_article(said: list[str], label: str) -> None:
    assert [one.label for one in join_words([[text] for text in said])] == [label]


def test_words_of_every_alphabet_are_ideas() -> None:
    assert [(one.label, one.phones) for one in join_words([["Дружба"], ["дружба"], ["🎉"]])] == [("дружба", 2)]


def test_words_are_kept_on_one_line_once_and_no_more_than_asked() -> None:
    assert clean_words(["  lien\n social ", "lien social", "", "emploi", "jeunes"], 2) == (
        ("lien social", "emploi"),
        False,
    )
    assert clean_words(["x" * (WORD_MAX + 1)], 3)[1]
