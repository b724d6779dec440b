"""Proposes a version name that no other text carries."""

from __future__ import annotations

import re
from collections.abc import Collection

_NUMBERED = re.compile(r"(.+)-v\d+")


def free_name(name: str, taken: Collection[str]) -> str:
    """Return « 2026-12-v2 » for « 2026-12 » or « 2026-12-v2 », or the first number that is not taken."""
    match = _NUMBERED.fullmatch(name)
    base, number = match[1] if match else name, 2
    while f"{base}-v{number}" in taken:
        number += 1
    return f"{base}-v{number}"
