"""Passwords of facilitators, hashed by argon2id with OWASP's minimum memory (19 MiB)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _dummy_hash() -> str:
    return _hasher.hash("personne n’a ce mot de passe")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password matches a stored hash; takes the same time when `stored` is None (no account)."""
    try:
        return _hasher.verify(stored or _dummy_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def password_fault(password: str, name: str = "") -> str:
    """Return why a password is refused, in French, or an empty text."""
    if len(password) < SHORTEST:
        return f"Choisissez au moins {SHORTEST} caractères : une petite phrase se retient bien."
    if len(password) > LONGEST:
        return f"Choisissez au plus {LONGEST} caractères."
    if len(set(password)) < 5 or (name and password.casefold() == name.casefold()):
        return "Ce mot de passe se devine trop facilement : mélangez quelques mots."
    return ""
