"""The tree of values that the merger walks: items by their identifier, criteria in one list outside their axes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from questionnaire.typography import french

Place = tuple[str, ...]  # keys and ids: ("criteres", "mutualisation", "conseils", "visiter", "titre")
Value = Any

AXES, CRITERIA = "axes", "criteres"
AXIS_KEY = "axe"  # the key of a criterion, in the tree, with the id of its axis
_LONGEST_KEY = 400  # characters: some places contain a URL
_KEYS = ("id", "terme", "critere", "url", "niveau", "nom")


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()  # the value of a place where nothing is written


def key_of(place: Place) -> str:
    """Return a place as a text of bounded length; since steps are ids, it does not change when items move."""
    key = "/".join(step.replace("%", "%25").replace("/", "%2F") for step in place)
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_KEY]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def same(one: Value, other: Value) -> bool:
    """Tell whether two values read the same, apart from the typography that `french` adds."""
    if type(one) is type(other) and one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return french(one.strip()) == french(other.strip())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    return _is_number(one) and _is_number(other) and one == other


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def identifying_name(*lists: list[Value]) -> str | None:
    """Return the key whose values identify the items in each of these lists; None when there is none."""
    return next((name for name in _KEYS if any(lists) and all(_identifies(name, items) for items in lists)), None)


def _identifies(name: str, items: list[Value]) -> bool:
    keys = [item.get(name) for item in items if isinstance(item, dict)]
    plain = len(keys) == len(items) and all(isinstance(key, str | int) for key in keys)
    return plain and len(set(map(str, keys))) == len(keys)


def by_name(name: str, items: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Return items by their value of an identifying key."""
    return {str(item[name]): item for item in items}


def to_tree(value: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a valid file with its criteria in one list, each with the axis that it belongs to.

    A criterion that changes axis stays at its place in the tree: only its axis changes.
    """
    tree: dict[str, Value] = {}
    for name, part in value.items():
        if name == AXES:
            tree[AXES] = [{name: part for name, part in axis.items() if name != CRITERIA} for axis in part]
            tree[CRITERIA] = [{AXIS_KEY: axis["id"], **criterion} for axis in part for criterion in axis[CRITERIA]]
        else:
            tree[name] = part
    return tree


def to_value(tree: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values in the shape of the file: each axis with its criteria. An axis without criteria is left out."""
    axes = []
    for axis in tree[AXES]:
        criteria = [
            {name: part for name, part in criterion.items() if name != AXIS_KEY}
            for criterion in tree[CRITERIA]
            if criterion[AXIS_KEY] == axis["id"]
        ]
        if criteria:
            axes.append({**axis, CRITERIA: criteria})
    return {name: axes if name == AXES else part for name, part in tree.items() if name != CRITERIA}


def criteria_by_axis(tree: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return the ids of the criteria of each axis, in order."""
    criteria_ids: dict[str, list[str]] = {}
    for criterion in tree.get(CRITERIA, ()):
        criteria_ids.setdefault(criterion[AXIS_KEY], []).append(criterion["id"])
    return criteria_ids
