"""Cleans free text before it is stored: Unicode normalised, control characters removed, its size bounded."""

from __future__ import annotations

import re
import unicodedata

MAX_LINES = 300  # of a text: with more, a PDF takes seconds to typeset
MAX_MARKS = 4  # combining marks on one letter: no language has more, and a long pile is slow to normalise
_MAX_TYPED_MARKS = 30  # the same, before NFC composes them

# PowerPoint writes U+000B, some spreadsheets U+2028
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# control characters and others that HTML, XML or PostgreSQL refuse; bidirectional embeddings and overrides, which would
# reorder the text around them (isolates are allowed, in pairs); line ends and tabs are allowed
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_ISOLATE = re.compile("[\u2066-\u2069]")
# a fast path for most French texts: no combining mark, no isolate, nothing that NFC would change
_PLAIN = re.compile("[\x00-\u02ff\u2010-\u2026\u20ac]*")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"})


def clean_text(text: str) -> str:
    """Return text ready to be stored: NFC, \\n line ends, no control character, no surrounding space; idempotent.

    A text without a visible character becomes empty. Blank lines beyond two in a row, and combining marks beyond
    MAX_MARKS on one letter, are removed.
    """
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
    if not _PLAIN.fullmatch(text):
        text = _drop_lone_isolates(text)
        # NFC sorts the marks of a letter, in time quadratic in their number
        text = _limit_marks(unicodedata.normalize("NFC", _limit_marks(text, _MAX_TYPED_MARKS)), MAX_MARKS)
    if not text.isascii() and all(unicodedata.category(character) in _INVISIBLE for character in text):
        return ""
    return _BLANK_LINES.sub("\n\n\n", text).strip()


def _drop_lone_isolates(text: str) -> str:
    """Remove the bidirectional isolates that are not closed on their line, and the terminators that close none."""
    if not _ISOLATE.search(text):
        return text
    return "\n".join(map(_without_unmatched, text.split("\n")))


def _without_unmatched(line: str) -> str:
    open_at: list[int] = []
    characters = list(line)
    for at, character in enumerate(line):
        if character in "\u2066\u2067\u2068":
            open_at.append(at)
        elif character == "\u2069":
            if open_at:
                open_at.pop()
            else:
                characters[at] = ""
    for at in open_at:
        characters[at] = ""
    return "".join(characters)


def has_too_many_lines(text: str, limit: int = MAX_LINES) -> bool:
    """Tell whether a text has more than `limit` lines."""
    return text.count("\n") >= limit


def _limit_marks(text: str, limit: int) -> str:
    """Remove the combining marks of a letter beyond the first `limit`."""
    characters: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= limit:
            characters.append(character)
    return "".join(characters)
