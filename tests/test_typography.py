"""French typography: what is typed on an ordinary keyboard becomes what is printed."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.typography import (
    compounds,
    counted,
    day_words,
    decimal,
    french,
    grouped,
    hour_words,
    in_words,
    lower_first,
    out_of,
    spelled,
    upper_first,
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("l'exemple", "l’exemple"),
        ("et puis...", "et puis…"),
        ("« mot »", "«_mot_»"),
        ("«mot»", "«_mot_»"),
        ("« »", "«_»"),
        ("ici : là ; oui ! non ?", "ici_: là_; oui_! non_?"),
        ("Quoi? Non! Si; bon: voilà", "Quoi_? Non_! Si_; bon_: voilà"),
        ("Vraiment?", "Vraiment_?"),
        ("(ici)! l'autre » !", "(ici)_! l’autre_»_!"),
        ("ici\u202f:", "ici_:"),
        ("50 % et 3 €", "50_% et 3_€"),
        (
            "10 000 habitants, 1 234 567 euros, en 2020 1500 personnes",
            "10_000 habitants, 1_234_567 euros, en 2020 1500 personnes",
        ),
        ("https://exemple.fr/?a=b;c et 10:30", "https://exemple.fr/?a=b;c et 10:30"),
        ("déjà_: bien_!", "déjà_: bien_!"),
        ("", ""),
    ],
)
def test_typewriter_punctuation_becomes_typographic(typed: str, shown: str) -> None:
    assert french(typed.replace("_", "\u00a0")) == shown.replace("_", "\u00a0")


@given(st.text(alphabet="aé1 0\u00a0\u202f\n'’.…«»:;!?%€()/", max_size=30))
@settings(max_examples=400)
def test_passing_twice_changes_nothing_more(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text(max_size=40))
def test_nothing_but_spaces_and_punctuation_changes(text: str) -> None:
    def bare(value: str) -> str:
        return "".join("".join(value.split()).replace("'", "’").replace("...", "…").split())

    assert bare(french(text)) == bare(text)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 ligne copiée"), (1, "1 ligne copiée"), (2, "2 lignes copiées")]
)
def test_words_follow_their_number(count: int, told: str) -> None:
    assert counted(count, "ligne copiée") == told.replace(" ", "\N{NO-BREAK SPACE}", 1)


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [
        (0, 7, "0_réponse sur 7"),
        (1, 2, "1_réponse sur 2"),
        (6, 7, "6_réponses sur 7"),
        (22, 22, "22_réponses sur 22"),
    ],
)
def test_a_part_is_told_with_its_whole(count: int, total: int, told: str) -> None:
    assert out_of(count, "réponse", total) == told.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "zéro"), (1, "un"), (2, "deux"), (6, "six"), (17, "dix-sept"), (20, "vingt"), (21, "21")],
)
def test_small_numbers_are_words(number: int, told: str) -> None:
    assert in_words(number) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (20, "vingt"),
        (21, "vingt-et-un"),
        (30, "trente"),
        (71, "soixante-et-onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "100"),
    ],
)
def test_numbers_are_spelled_up_to_ninety_nine(number: int, told: str) -> None:
    assert spelled(number) == told


@pytest.mark.parametrize(("number", "told"), [(0, "0"), (999, "999"), (1_250, "1_250"), (1_000_000, "1_000_000")])
def test_thousands_are_set_apart(number: int, told: str) -> None:
    assert grouped(number) == told.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("value", "told"),
    [("30", "30"), ("62.5", "62,5"), ("33.25", "33,25"), ("0.05", "0,05"), ("200/3", "66,67"), ("99.999", "100")],
)
def test_decimals_have_a_comma_and_no_idle_zero(value: str, told: str) -> None:
    assert decimal(Fraction(value)) == told


@pytest.mark.parametrize(
    ("date", "told"),
    [((2027, 3, 1), "1er_mars_2027"), ((2026, 11, 23), "23_novembre_2026"), ((2026, 8, 2), "2_août_2026")],
)
def test_days_are_told_in_french(date: tuple[int, int, int], told: str) -> None:
    assert day_words(datetime.date(*date)) == told.replace("_", "\u00a0")


def test_hours_are_told_in_french() -> None:
    assert hour_words(datetime.time(14, 2)) == "14\u00a0h\u00a002"


def test_only_the_first_letter_changes() -> None:
    assert upper_first("à préciser, au CESER") == "À préciser, au CESER"
    assert lower_first("Projet ou EPCI") == "projet ou EPCI"
    assert upper_first("") == lower_first("") == ""


def test_compounds_are_kept_whole_unless_they_are_very_long() -> None:
    assert compounds("L’équipe a-t-elle un tiers-lieu ?") == [
        ("L’équipe ", False),
        ("a-t-elle", True),
        (" un ", False),
        ("tiers-lieu", True),
        (" ?", False),
    ]
    assert compounds("Rendez-vous") == [("Rendez-vous", True)]
    assert compounds("une arrière-arrière-petite-fille") == [("une arrière-arrière-petite-fille", False)]
    assert compounds("") == []
