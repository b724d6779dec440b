"""Plain values of a criteria text, as its reader returns them: strict comparison, and changes on copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from questionnaire.criteria.yaml_source import PlacePath, Step

Change = Callable[[Any], None]


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; `true` is not 1, a text is not a number, the order of keys does not matter."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple):
        return isinstance(other, list | tuple) and len(one) == len(other) and all(map(same, one, other))
    return one == other and (type(one) is type(other) or (_is_number(one) and _is_number(other)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def value_at(value: Any, path: PlacePath) -> Any:
    """Return the value at a place."""
    for step in path:
        value = value[step]
    return value


def changed(value: Any, *changes: tuple[PlacePath, Change]) -> Any:
    """Return a copy of `value` with changes: each gets the copy of the collection at its place, and mutates it.

    All places are resolved before any change, so that one change cannot shift the place of another.
    """
    top = {None: value}
    copied: set[int] = set()
    holders = [_copied_along(top, (None, *path), copied) for path, _ in changes]
    for holder, (_, change) in zip(holders, changes, strict=True):
        change(holder)
    return top[None]


def _copied_along(holder: Any, path: tuple[Step | None, ...], copied: set[int]) -> Any:
    for step in path:
        if id(holder[step]) not in copied:
            holder[step] = holder[step].copy()
            copied.add(id(holder[step]))
        holder = holder[step]
    return holder
