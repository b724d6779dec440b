"""Pages rendered once for everyone, then filled for one respondent.

A template that asks `own("note-x")` for each value that belongs to a respondent can be rendered with marks in their
place, and cut at these marks: what is left is the same for everyone, and filling it is a matter of microseconds. The
same template, given the values themselves, renders the page in one go (errors, previews): the two never differ.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Hashable, Mapping

from markupsafe import escape

# nobody can write this in a text of the criteria: it is drawn when the process starts, and never shown
_SIGN = f"m{secrets.token_hex(16)}m"
_MARK = re.compile(f"{_SIGN}([a-z0-9_-]+?){_SIGN}")
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
        shown = {name: (value if value.isalnum() else escape(value)).encode() for name, value in values.items()}
        pieces = self._pieces.copy()
        for place, name in self._places:
            pieces[place] = shown.get(name, b"")
        return b"".join(pieces)


class Molds:
    """The molds of one app: the last ones made. They hold no one's answers."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Hashable, Mold] = {}
        self._turn = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> Mold:
        """Return the mold of that key, which says all that the page depends on besides the marks."""
        found = self._kept.get(key)
        if found is None:
            found = Mold(render())
            with self._turn:
                self._kept[key] = found
                while len(self._kept) > self._most:
                    del self._kept[next(iter(self._kept))]
        return found

    def __len__(self) -> int:
        return len(self._kept)
