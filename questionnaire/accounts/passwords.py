"""Passwords of facilitators, hashed by argon2id with OWASP's minimum memory (19 MiB)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# of no password that anybody knows: what unknown names are compared with, for as long as known ones
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$mq4TnXtTtSDdCrwe9IiTFA$yO3d7iX78Crdw/N41zrNuP1Xhf7sNZ7WwP0S2xjL3iM"


def prepare_password(password: str) -> str:
    """Return a password in the form that RFC 8265 compares: composed accents, one kind of space, same case.

    Keyboards differ: a Mac may send decomposed accents, a French layout no-break spaces.
    """
    if len(password) > 4 * LONGEST:  # refused anyway; normalising it could take minutes
        return password
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", spaced)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(prepare_password(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password matches a stored hash; takes the same time when `stored` is None (no account)."""
    prepared = prepare_password(password)
    # passwords hashed by a release without prepare_password are compared as typed
    for typed in dict.fromkeys((prepared, password, _decomposed(prepared))):
        try:
            _hasher.verify(stored or NOBODY, typed)
        except (VerificationError, InvalidHashError):
            continue
        return stored is not None
    return False


def _decomposed(password: str) -> str:
    return unicodedata.normalize("NFD", password) if len(password) <= 4 * LONGEST else password


def password_fault(password: str, name: str = "") -> str:
    """Return why a password is refused, in French, or an empty text."""
    password = prepare_password(password)
    if len(password) < SHORTEST:
        return f"Choisissez au moins {SHORTEST} caractères : une petite phrase se retient bien."
    if len(password) > LONGEST:
        return f"Choisissez au plus {LONGEST} caractères."
    if len(set(password)) < 5 or (name and password.casefold() == name.casefold()):
        return "Ce mot de passe se devine trop facilement : mélangez quelques mots."
    return ""
