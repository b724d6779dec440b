"""Characters: removes those that XML forbids, estimates widths, splits words too long for a column."""

from __future__ import annotations

import re

# characters forbidden in XML 1.0, even escaped
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("iIjltfr.,:;!'’()|·  ")
_WIDE = frozenset("mwMWœŒæÆ@%—…")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def cut_word(word: str, limit: float) -> list[str]:
    """Split a word into pieces at most `limit` ems wide."""
    cut, width = [""], 0.0
    for letter in word:
        letter_width = estimated_width(letter)
        if cut[-1] and width + letter_width > limit:
            cut.append("")
            width = 0.0
        cut[-1] += letter
        width += letter_width
    return cut


def estimated_width(content: str) -> float:
    """Return an estimate of the width of `content`, in ems, in any sans-serif font."""
    return sum(
        0.32 if letter in _NARROW else 0.86 if letter in _WIDE else 0.68 if letter.isupper() else 0.545
        for letter in content
    )
