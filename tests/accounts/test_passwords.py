"""The passwords of facilitators."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters

from questionnaire.accounts.passwords import (
    LONGEST,
    NOBODY,
    SHORTEST,
    hash_password,
    password_fault,
    verify_password,
)

PASSWORD = "quatre mots bien choisis"
NAME = "Marie Curie Sklodowska"
ACCENTED = "quatre élèves très réveillés"


def test_a_password_is_stored_as_argon2id() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, "autre")
    assert not verify_password("abime", PASSWORD)
    assert not verify_password(stored, "e\u0301" * 10_000)  # refused without being composed


def test_an_unknown_name_is_refused_for_the_same_work_as_a_known_one() -> None:
    assert not verify_password(None, PASSWORD)
    assert extract_parameters(NOBODY) == extract_parameters(hash_password(PASSWORD))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("court", f"au moins {SHORTEST} caractères"),
        ("x" * (LONGEST + 1), f"au plus {LONGEST} caractères"),
        ("aaaaaaaaaaaaaaa", "se devine trop facilement"),
        (NAME.upper(), "se devine trop facilement"),
    ],
)
def test_a_poor_password_is_refused_in_words(password: str, said: str) -> None:
    assert said in password_fault(password, NAME)


@pytest.mark.parametrize("password", [PASSWORD, "douze signes", "mot" + "é" * (LONGEST - 6) + "fin"])
def test_a_good_password_is_taken(password: str) -> None:
    assert password_fault(password, NAME) == ""
    assert password_fault(password) == ""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("stored_form", ["NFC", "NFD"])
@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_a_password_is_the_same_on_every_keyboard(
    form: Literal["NFC", "NFD"], stored_form: Literal["NFC", "NFD"], space: str
) -> None:
    typed = unicodedata.normalize(form, ACCENTED).replace(" ", space)
    assert verify_password(hash_password(unicodedata.normalize(stored_form, ACCENTED)), typed)
    before = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # hashed before passwords were prepared
    assert verify_password(before.hash(unicodedata.normalize(stored_form, ACCENTED)), typed)
    assert not verify_password(before.hash(ACCENTED), typed.upper())
