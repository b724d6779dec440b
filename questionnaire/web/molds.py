"""Pages rendered once for everyone, then filled for one respondent.

A template that asks `own("note-x")` for each value that belongs to a respondent can be rendered with marks in their
place, and cut at these marks: what is left is the same for everyone, and filling it is a matter of microseconds. The
same template, given the values themselves, renders the page in one go (errors, previews): the two never differ.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping

from markupsafe import escape

from questionnaire.recent import Recent

# nobody can write this in a text of the criteria: it is drawn when the process starts, and never shown
_SIGN = f"m{secrets.token_hex(16)}m"
_MARK = re.compile(f"{_SIGN}([a-z0-9_-]+?){_SIGN}")
_SPECIAL = re.compile("[&<>'\"]").search  # what escape() changes
MOST = 256  # of some 25 kB each


def mark(name: str) -> str:
    """Return what stands for the value of that name while a mold is made; as fit for an address as for a text."""
    return f"{_SIGN}{name}{_SIGN}"


class Mold:
    """A rendered page, cut where the values of a respondent go."""

    def __init__(self, page: str) -> None:
        pieces = _MARK.split(page)
        self._pieces = [piece.encode() for piece in pieces]
        self._places = [(place, pieces[place]) for place in range(1, len(pieces), 2)]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the page with these values, escaped as the template would; a name without a value is left empty."""
        shown = {name: (escape(value) if _SPECIAL(value) else value).encode() for name, value in values.items()}
        pieces = self._pieces.copy()
        for place, name in self._places:
            pieces[place] = shown.get(name, b"")
        return b"".join(pieces)


class Molds:
    """The molds of one app: the last ones made. They hold no one's answers."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: Recent[Mold] = Recent(most)

    def get(self, key: Hashable, render: Callable[[], str]) -> Mold:
        """Return the mold of that key, which says all that the page depends on besides the marks."""
        found = self._kept.get(key)
        if found is None:
            found = Mold(render())
            self._kept.put(key, found)
        return found

    def __len__(self) -> int:
        return len(self._kept)
