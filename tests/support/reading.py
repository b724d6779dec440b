"""A page as it is read."""

from __future__ import annotations

import re

from questionnaire.typography import NBSP
from tests.support.checking import squeeze


def text_of(html: str) -> str:
    """Return the words of a page, or of a part of one, between ordinary spaces."""
    return squeeze(re.sub(r"<[^>]+>", "", html).replace(NBSP, " "))
