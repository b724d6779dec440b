"""How long a question takes to answer: its words read at 200 a minute, and 8 seconds to choose. Nobody writes a duration.

200 words a minute is a slow reading of a text on a screen; both figures are assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

WORDS_A_MINUTE = 200
SECONDS_A_QUESTION = 8
_WORD = re.compile(r"[^\s«»:;?!–—/]+")


def answering_time(texts: Iterable[str]) -> Fraction:
    """Return the seconds that a question takes whose texts are these."""
    return Fraction(60 * sum(len(_WORD.findall(text)) for text in texts), WORDS_A_MINUTE) + SECONDS_A_QUESTION
