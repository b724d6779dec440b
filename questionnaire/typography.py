"""French typography of texts; numbers, dates and times in French.

Facilitators type straight apostrophes and ordinary spaces: `french` replaces them in every text of the criteria when it
is loaded. Rules: Lexique des règles typographiques en usage à l'Imprimerie nationale.
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
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_DECIMALS = 100

_SPACED = re.compile(r"[«»:;!?%€]|\d \d")  # what the rules of spaces are about: most texts have none of it
_SPACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"«\s*"), f"«{NBSP}"),
    (re.compile(r"\s*»"), f"{NBSP}»"),
    (re.compile(r"[ \u202f]+([:;!?%€])"), rf"{NBSP}\1"),
    (re.compile(r"(?<=[\w»)’])([:;!?])(?=\s|$)"), rf"{NBSP}\1"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
)


_COMPOUND = re.compile(r"\w+(?:-\w+)+")
LONGEST_UNBROKEN = (
    20  # characters: a longer compound may break at its hyphen, else it would overflow a narrow screen
)


def compounds(text: str) -> list[tuple[str, bool]]:
    """Split a text into (piece, whether it is a compound that must not break: « a-t-elle », « tiers-lieu »)."""
    pieces, at = [], 0
    for match in _COMPOUND.finditer(text):
        if len(match[0]) <= LONGEST_UNBROKEN:
            pieces += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    return [(piece, unbroken) for piece, unbroken in (*pieces, (text[at:], False)) if piece]


def french(text: str) -> str:
    """Return `text` with typographic apostrophes, ellipses and no-break spaces; idempotent."""
    text = text.replace("'", "’").replace("...", "…")
    if _SPACED.search(text):
        for pattern, replacement in _SPACES:
            text = pattern.sub(replacement, text)
    return text


def counted(count: int, noun: str) -> str:
    """Return « 1 ligne copiée », « 3 lignes copiées »: from two on, each word of `noun` takes an s."""
    return f"{count}{NBSP}{noun if count < 2 else ' '.join(f'{word}s' for word in noun.split())}"


def out_of(count: int, noun: str, total: int) -> str:
    """Return « 1 réponse sur 7 », « 6 réponses sur 7 »."""
    return f"{counted(count, noun)} sur {total}"


def in_words(number: int) -> str:
    """Return a number from 0 to 20 in words, « six »; another one in digits, « 21 »."""
    return _IN_WORDS[number] if 0 <= number < len(_IN_WORDS) else grouped(number)


def spelled(number: int) -> str:
    """Return « vingt-et-un », « quatre-vingts »: a number in letters up to ninety-nine, « 100 » beyond."""
    if number <= 20 or number > 99:
        return in_words(number)
    ten = number // 10 * 10 if number // 10 not in (7, 9) else number // 10 * 10 - 10
    unit = number - ten
    if not unit:
        return f"{_TENS[ten]}{'s' if ten == 80 else ''}"
    return f"{_TENS[ten]}{'-et-' if unit in (1, 11) and ten != 80 else '-'}{in_words(unit)}"


def grouped(number: int) -> str:
    """Return « 1 250 »."""
    return f"{number:,}".replace(",", NBSP)


def decimal(value: Fraction) -> str:
    """Return « 62,5 », « 30 »: two decimals at most, rounded half up."""
    whole, hundredths = divmod(floor(value * _DECIMALS + Fraction(1, 2)), _DECIMALS)
    return f"{grouped(whole)},{hundredths:02}".rstrip("0") if hundredths else grouped(whole)


def upper_first(text: str) -> str:
    """Return `text` with an upper-case first letter, the others unchanged."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return `text` with a lower-case first letter, the others unchanged."""
    return text[:1].lower() + text[1:]


def day_words(date: datetime.date) -> str:
    """Return « 1er mars 2027 », « 23 novembre 2026 »."""
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day}{NBSP}{MONTHS[date.month - 1]}{NBSP}{date.year}"


def hour_words(time: datetime.time) -> str:
    """Return « 14 h 02 »."""
    return f"{time.hour}{NBSP}h{NBSP}{time.minute:02}"
