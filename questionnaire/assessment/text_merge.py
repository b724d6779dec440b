"""Two texts that two people write at once in one field: both are kept, part by part, one below the other.

A form tells what it had shown by a digest of each part, so that what it changed is found again in what is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_MAX_PARTS = 8  # of a text; one with more has a single digest
_DIGEST_SEPARATOR = "-"


def part_digests(text: str, separator: str) -> str:
    """Return what a form tells of a text that it shows: a digest of each part; `separator` is what parts them."""
    parts = text.split(separator)
    return _DIGEST_SEPARATOR.join(map(digest, parts)) if len(parts) <= _MAX_PARTS else digest(text)


def merge_texts(shown: str, sent: str, stored: str, separator: str) -> str:
    """Return `stored` with what a form that displayed `shown` (as `part_digests` gives it) changed in it.

    The parts that the form changed are replaced where they still are; else, someone else changed them too, and what the
    form writes goes below. Nothing that the form had not shown is taken away.
    """
    theirs, ours = _parts(stored, separator), _parts(sent, separator)
    base = [] if shown == digest("") else shown.split(_DIGEST_SEPARATOR)
    given = [digest(part) for part in ours]
    start = _common_prefix(base, given)
    end = _common_prefix(base[start:][::-1], given[start:][::-1])
    gone, new = base[start : len(base) - end], ours[start : len(ours) - end]
    at = _find_run([digest(part) for part in theirs], gone)
    before, after = (theirs, []) if at is None else (theirs[:at], theirs[at + len(gone) :])
    kept = {*before, *after}
    return separator.join([*before, *(part for part in new if part not in kept), *after])


def digest(text: str) -> str:
    """Return a digest of a text, to be compared with that of another."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _parts(text: str, separator: str) -> list[str]:
    return text.split(separator) if text else []


def _common_prefix(some: Sequence[str], others: Sequence[str]) -> int:
    """Return how many of the first ones are the same."""
    count = 0
    while count < min(len(some), len(others)) and some[count] == others[count]:
        count += 1
    return count


def _find_run(parts: list[str], wanted: list[str]) -> int | None:
    """Return where these parts follow one another; None when they do not, or when there is none."""
    places = range(len(parts) - len(wanted) + 1) if wanted else ()
    return next((at for at in places if parts[at : at + len(wanted)] == wanted), None)
