"""Replaces the characters that the bundled fonts lack, and lets long words break.

Typst refuses to make a PDF/UA file with a character that has no glyph. Notes may hold any character (emoji, other
alphabets), so every text goes through `drawable`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from questionnaire.config import RESOURCES
from questionnaire.renderings.letters import cut_word, estimated_width

FONTS = RESOURCES / "templates" / "pdf" / "fonts"
SUBSTITUTE = "□"
LONGEST_WORD = 12.5  # ems: the width of the narrowest column of user text
_PIECE = 5  # ems
_BREAK = "\N{ZERO WIDTH SPACE}"
_WORD = re.compile(r"\S{13,}")


@cache
def coverage(folder: Path = FONTS) -> frozenset[str]:
    """Return the characters that have a glyph in every text font of `folder` (one font for each style)."""
    fonts = map(TTFont, sorted(folder.glob("TerrainSans-*.ttf")))
    return frozenset.intersection(*(frozenset(map(chr, font.getBestCmap())) for font in fonts))


def drawable(text: str) -> str:
    """Return `text` with SUBSTITUTE for each character without a glyph.

    Invisible characters (control characters, direction marks, joiners) are removed, line ends become U+000A,
    combining accents are composed (NFC).
    """
    text = unicodedata.normalize("NFC", re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text))
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawable, text))


def breakable(text: str) -> str:
    """Return `text` with zero-width spaces in words too long for a column (a URL, « aaaaa… »)."""
    return _WORD.sub(lambda match: _BREAK.join(_pieces(match.group())), text)


def _pieces(word: str) -> list[str]:
    return cut_word(word, _PIECE) if estimated_width(word) > LONGEST_WORD else [word]


def _drawable(letter: str) -> str:
    if letter == "\n" or letter in coverage():
        return letter
    category = unicodedata.category(letter)
    if category == "Zs" or letter == "\t":
        return " "
    if category in ("Cc", "Cf") or "\ufe00" <= letter <= "\ufe0f":
        return ""
    return SUBSTITUTE
