"""The passwords of facilitators."""

from __future__ import annotations

import pytest

from questionnaire.accounts.passwords import LONGEST, SHORTEST, hash_password, password_fault, verify_password

PASSWORD = "quatre mots bien choisis"
NAME = "Marie Curie Sklodowska"


def test_a_password_is_stored_as_argon2id() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, "autre")
    assert not verify_password(None, "personne n’a ce mot de passe")
    assert not verify_password("abime", PASSWORD)


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
