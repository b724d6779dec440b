"""Three-way merge of a text that two people edit at once: part by part, and nothing that either wrote is lost.

A form sends back a digest of each part that it displayed: these tell which parts it changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_MAX_PARTS = 8  # of a text; one with more has a single digest
_DIGEST_SEPARATOR = "-"


def part_digests(text: str, separator: str) -> str:
    """Return the digests of the parts of a text, for the form that displays it; `separator` is between the parts."""
    parts = text.split(separator)
    return _DIGEST_SEPARATOR.join(map(digest, parts)) if len(parts) <= _MAX_PARTS else digest(text)


def merge_texts(shown: str, sent: str, stored: str, separator: str) -> str:
    """Return `stored` with the changes that `sent` makes to what the form displayed, `shown` (from `part_digests`).

    The parts that the form changed are replaced where they still are; where someone else changed them too, its new parts
    are added at the end. No part that the form had not displayed is removed.
    """
    theirs, ours = _parts(stored, separator), _parts(sent, separator)
    base = [] if shown == digest("") else shown.split(_DIGEST_SEPARATOR)
    sent_digests = [digest(part) for part in ours]
    start = _common_prefix(base, sent_digests)
    end = _common_prefix(base[start:][::-1], sent_digests[start:][::-1])
    gone, new = base[start : len(base) - end], ours[start : len(ours) - end]
    at = _find_run([digest(part) for part in theirs], gone)
    before, after = (theirs, []) if at is None else (theirs[:at], theirs[at + len(gone) :])
    kept = {*before, *after}
    return separator.join([*before, *(part for part in new if part not in kept), *after])


def digest(text: str) -> str:
    """Return a short digest of a text, to compare it with another."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _parts(text: str, separator: str) -> list[str]:
    return text.split(separator) if text else []


def _common_prefix(some: Sequence[str], others: Sequence[str]) -> int:
    """Return how many items at the start of both lists are the same."""
    count = 0
    while count < min(len(some), len(others)) and some[count] == others[count]:
        count += 1
    return count


def _find_run(parts: list[str], wanted: list[str]) -> int | None:
    """Return the index where `wanted` occurs in `parts` without a gap; None when it does not, or is empty."""
    places = range(len(parts) - len(wanted) + 1) if wanted else ()
    return next((at for at in places if parts[at : at + len(wanted)] == wanted), None)
