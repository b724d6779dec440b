"""Which characters the bundled fonts can draw, and what stands for the others.

A PDF/UA file may not hold a character without a drawing: Typst refuses to make it. Respondents write what
they like in their notes (emoji, other alphabets), so every text goes through `drawable` first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from questionnaire.config import RESOURCES
from questionnaire.renderings.charts.svg import estimated_width, pieces

FONTS = RESOURCES / "templates" / "pdf" / "fonts"
SUBSTITUTE = "□"
LONGEST_WORD = 12.5  # ems: the narrowest column of user text
_PIECE = 5  # ems
_BREAK = "\N{ZERO WIDTH SPACE}"
_WORD = re.compile(r"\S{13,}")


@cache
def coverage(folder: Path = FONTS) -> frozenset[str]:
    """Return the characters that every text font of `folder` draws (the text exists in three styles)."""
    fonts = map(TTFont, sorted(folder.glob("TerrainSans-*.ttf")))
    return frozenset.intersection(*(frozenset(map(chr, font.getBestCmap())) for font in fonts))


def drawable(text: str) -> str:
    """Return `text` with a visible sign for each character that cannot be drawn.

    What has no drawing of its own (control characters, marks of direction, joiners) is left out;
    every kind of line end becomes one; a letter and its separate accent become one letter.
    """
    text = unicodedata.normalize("NFC", re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text))
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawable, text))


def breakable(text: str) -> str:
    """Return `text` with invisible places to break in words too long for a column (an address, « aaaaa… »)."""
    return _WORD.sub(lambda found: _BREAK.join(_pieces(found.group())), text)


def _pieces(word: str) -> list[str]:
    return pieces(word, _PIECE) if estimated_width(word) > LONGEST_WORD else [word]


def _drawable(letter: str) -> str:
    if letter == "\n" or letter in coverage():
        return letter
    category = unicodedata.category(letter)
    if category == "Zs" or letter == "\t":
        return " "
    if category in ("Cc", "Cf") or "\ufe00" <= letter <= "\ufe0f":
        return ""
    return SUBSTITUTE
