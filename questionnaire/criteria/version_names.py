"""Proposes names for a version that no other version has."""

from __future__ import annotations

import re
from collections.abc import Collection

_NUMBERED = re.compile(r"(.+)-v\d+")
_DATED = re.compile(r"(\d{4}-\d{2})(?!\d)(.*)", re.DOTALL)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return « 2026-12-v2 » for « 2026-12 » or « 2026-12-v2 », or the first number that is not taken."""
    match = _NUMBERED.fullmatch(name)
    base, number = match[1] if match else name, 2
    while f"{base}-v{number}" in taken:
        number += 1
    return f"{base}-v{number}"


def proposed_name(name: str, taken: Collection[str], month: str) -> str:
    """Return a name that may be published: `name`, else with this month in place of an earlier one, else numbered."""
    if name not in taken:
        return name
    numbered = _NUMBERED.fullmatch(name)
    base = numbered[1] if numbered else name
    dated = _DATED.match(base)
    renewed = f"{month}{dated[2]}" if dated and dated[1] < month else base
    return free_name(renewed, taken) if renewed in taken or renewed == base else renewed
