"""Free text, as people type, paste and import it, made ready to be stored: one form, no trick, a bounded cost."""

from __future__ import annotations

import re
import unicodedata

MAX_LINES = 300  # of a text: more cost seconds of typesetting, and nobody reads them
MAX_MARKS = 4  # combining marks on one letter: as many cost as much, and no language has more
_MAX_TYPED_MARKS = 30  # before they are composed

# PowerPoint writes U+000B, some spreadsheets U+2028
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# control characters and others that HTML, XML or PostgreSQL refuse; embeddings and overrides of direction, which would
# move our own words (isolates are allowed, in pairs); line ends and tabs are allowed
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_ISOLATE = re.compile("[\u2066-\u2069]")
# most of what is typed in French: no combining mark, no isolate, nothing that composing would change
_PLAIN = re.compile("[\x00-\u02ff\u2010-\u2026\u20ac]*")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"})


def clean_text(text: str) -> str:
    """Return text ready to be stored: NFC, \\n line ends, no control character, no surrounding space; idempotent.

    A text without a visible character is empty. Beyond two blank lines in a row, and MAX_MARKS marks on one letter, the
    rest is left out.
    """
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
    if not _PLAIN.fullmatch(text):
        text = _without_lone_isolates(text)
        # composing sorts the marks of a letter, in a time that is the square of their number
        text = _without_piles(unicodedata.normalize("NFC", _without_piles(text, _MAX_TYPED_MARKS)), MAX_MARKS)
    if not text.isascii() and all(unicodedata.category(sign) in _INVISIBLE for sign in text):
        return ""
    return _BLANK_LINES.sub("\n\n\n", text).strip()


def _without_lone_isolates(text: str) -> str:
    """Leave out the isolates of direction that are not closed in their line, and the ends that close nothing."""
    if not _ISOLATE.search(text):
        return text
    return "\n".join(map(_paired, text.split("\n")))


def _paired(line: str) -> str:
    open_at: list[int] = []
    kept = list(line)
    for at, sign in enumerate(line):
        if sign in "\u2066\u2067\u2068":
            open_at.append(at)
        elif sign == "\u2069":
            if open_at:
                open_at.pop()
            else:
                kept[at] = ""
    for at in open_at:
        kept[at] = ""
    return "".join(kept)


def has_too_many_lines(text: str, most: int = MAX_LINES) -> bool:
    """Tell whether a text has more lines than that."""
    return text.count("\n") >= most


def _without_piles(text: str, most: int) -> str:
    signs: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign).startswith("M") else 0
        if marks <= most:
            signs.append(sign)
    return "".join(signs)
