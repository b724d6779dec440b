"""What waits for the animateur to read it, even when several people wrote it: figures to call, addresses, insults."""

from __future__ import annotations

import re

from questionnaire.texts import clean_text
from questionnaire.workshop.words import WORD_MAX, fold

# whole words, without accents, in every gender and number; short on purpose: the animateur reads what one person said
HELD_WORDS = frozenset(
    [
        "abruti",
        "abrutie",
        "abrutis",
        "abruties",
        "batard",
        "batarde",
        "batards",
        "batardes",
        "bougnoule",
        "bougnoules",
        "con",
        "conne",
        "connes",
        "cons",
        "connard",
        "connards",
        "connasse",
        "connasses",
        "encule",
        "encules",
        "enculee",
        "enculees",
        "facho",
        "fachos",
        "gouine",
        "gouines",
        "merde",
        "merdes",
        "negre",
        "negres",
        "negresse",
        "nique",
        "niquer",
        "pd",
        "pede",
        "pedes",
        "pute",
        "putes",
        "putain",
        "putains",
        "salaud",
        "salauds",
        "salope",
        "salopes",
        "tapette",
        "tapettes",
        "youpin",
        "youpins",
    ]
)
_CALLED = re.compile(r"(?:\d[\s.\-/]*){6,}")
_ADDRESS = re.compile(
    r"@|https?:|www\.|\.(?:fr|com|org|net|eu)\b|\b\d+\s*(?:bis|ter)?,?\s+(?:rue|avenue|av|bd|boulevard|impasse|chemin|route|place)\b"
)
_WORD = re.compile(r"[a-z]+")


def clean_words(texts: list[str], most: int) -> tuple[tuple[str, ...], bool]:
    """Return the words that a phone sends, each on one line, once, and whether one of them is too long."""
    cleaned = [" ".join(clean_text(text).split()) for text in texts]
    words = tuple(dict.fromkeys(text for text in cleaned if text))[:most]
    return words, any(len(text) > WORD_MAX for text in words)


def is_held(text: str) -> bool:
    """Tell whether a word waits to be read before anybody else sees it."""
    folded = fold(text)
    return bool(_CALLED.search(folded) or _ADDRESS.search(folded) or HELD_WORDS & set(_WORD.findall(folded)))
