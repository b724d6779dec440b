"""French typography for texts typed on an ordinary keyboard; numbers, dates and hours in French.

Facilitators write straight apostrophes and ordinary spaces; every text of the criteria passes here
when it is loaded, so pages and downloads show « l’exemple : » with real signs. Rules: Lexique des
règles typographiques en usage à l'Imprimerie nationale.
"""

import datetime
import re
from fractions import Fraction
from math import floor

NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_IN_WORDS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
)  # fmt: skip
_DECIMALS = 100

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"«\s*"), f"«{NBSP}"),
    (re.compile(r"\s*»"), f"{NBSP}»"),
    (re.compile(r"[ \u202f]+([:;!?%€])"), rf"{NBSP}\1"),
    (re.compile(r"(?<=[\w»)’])([:;!?])(?=\s|$)"), rf"{NBSP}\1"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
)


def french(text: str) -> str:
    """Return `text` with real apostrophes, ellipses and no-break spaces; idempotent."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def counted(count: int, words: str) -> str:
    """Return « 1 ligne copiée », « 3 lignes copiées »: from two on, each word takes an s."""
    return f"{count}{NBSP}{words if count < 2 else ' '.join(f'{word}s' for word in words.split())}"


def out_of(count: int, words: str, total: int) -> str:
    """Return « 1 réponse sur 7 », « 6 réponses sur 7 »."""
    return f"{counted(count, words)} sur {total}"


def in_words(number: int) -> str:
    """Return « six » up to « vingt », « 21 » beyond."""
    return _IN_WORDS[number] if 0 <= number < len(_IN_WORDS) else grouped(number)


def grouped(number: int) -> str:
    """Return « 1 250 »."""
    return f"{number:,}".replace(",", NBSP)


def decimal(value: Fraction) -> str:
    """Return « 62,5 », « 30 »: two decimals at most, rounded half up."""
    whole, part = divmod(floor(value * _DECIMALS + Fraction(1, 2)), _DECIMALS)
    return f"{grouped(whole)},{part:02}".rstrip("0") if part else grouped(whole)


def upper_first(text: str) -> str:
    """Return `text` with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, the others as they are."""
    return text[:1].lower() + text[1:]


def day_words(date: datetime.date) -> str:
    """Return « 1er mars 2027 », « 23 novembre 2026 »."""
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day}{NBSP}{MONTHS[date.month - 1]}{NBSP}{date.year}"


def hour_words(time: datetime.time) -> str:
    """Return « 14 h 02 »."""
    return f"{time.hour}{NBSP}h{NBSP}{time.minute:02}"
