"""How lists are merged, by position or item by item; short and long forms of values."""

from __future__ import annotations

from typing import Any

from questionnaire.following.references import kind_of_list
from questionnaire.following.tree import Place, Value

_STAGED = (
    "titre",
    "aide",
    "premier_pas",
    "dialogue",
)  # keys of a text, or of a block with a text and one for before the opening


def are_placed(place: Place, every: list[Value]) -> bool:
    """Tell whether the items of a list are matched by their position: levels, steps, tiers."""
    if all(isinstance(item, dict) for item in every):
        return True
    return kind_of_list(place) is None and all(isinstance(item, str) for item in every) and place[-1] != "pour"


def are_rewritten(place: Place, base: Any, ours: Any, theirs: Any) -> bool:
    """Tell whether a list must be merged as a whole: both sides rewrote it, or an item-by-item merge would empty it."""
    left = [item for item in (*ours, *theirs) if (item in ours and item in theirs) or item not in base]
    if ours and theirs and not left:
        return True
    if (
        kind_of_list(place)
        or all(isinstance(item, int) for item in (*base, *ours, *theirs))
        or place[-1] == "pour"
    ):
        return False
    gone = [item for item in base if item not in ours and item not in theirs]
    added_here = [item for item in ours if item not in base]
    added_there = [item for item in theirs if item not in base]
    return bool((gone or not base) and added_here and added_there)


def unfold(place: Place, value: Value) -> Value:
    """Return the long form, a block, of a value in its short form, a text."""
    if not isinstance(value, str | bool):
        return value
    if place[-1] in _STAGED:
        return {"texte": value}
    return {"collectivite": value, "projet": value} if place[-1] == "non_concerne" else value


def fold(place: Place, ours: Value, merged: dict[str, Value]) -> Value:
    """Return a merged block in its short form, when ours has the short form and nothing is lost."""
    if not isinstance(ours, dict):
        for short in (merged.get("texte"), merged.get("collectivite")):
            if short is not None and unfold(place, short) == merged:
                return short
    return merged
