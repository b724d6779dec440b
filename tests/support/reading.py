"""A page as it is read."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.DOTALL)


def text_of(page: str) -> str:
    """Return the words of a page, between ordinary spaces."""
    return " ".join(html.unescape(_TAGS.sub(" ", page)).split())
