"""The values of the fields of an element: read at their places, changed, and the operations that write the change.

Places are those of the long form (see fields.py); the file may have a short one.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from questionnaire.criteria.types import BEFORE
from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.operations import AddName, Operation, RemoveName, SetValue

ANSWER = "reponse"  # of a profile, beside its note: « niveau » or « etat » in the long form
OFFERED = "propose"  # stands beside sentences: False writes that there is none
_NONE = (None, False, "non")  # what stands for no sentence
_SHORT = ("texte", "collectivite", "projet", ANSWER)  # the names that a short form stands for


def long_value_at(value: Any, path: PlacePath) -> Any:
    """Return the value at a place of the long form, or None; accepts any shape."""
    for step in path:
        if isinstance(value, dict):
            value = value.get("niveau", value.get("etat")) if step == ANSWER else value.get(step)
        elif isinstance(value, list):
            value = value[step] if isinstance(step, int) and step < len(value) else None
        elif step not in _SHORT:
            return None
    return value


def is_offered(value: Any) -> bool | None:
    """Tell whether sentences are written, one at least, or that there is none; None when nothing is said."""
    if isinstance(value, dict):
        return any(one not in _NONE for one in value.values())
    return None if value is None else value not in _NONE


def value_digest(value: Any) -> str:
    """Return a short digest of what a field showed."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[
        :12
    ]


def with_values(value: Any, changes: Mapping[PlacePath, Any]) -> Any:
    """Return a copy of the value of an element with others at some places; None takes a place out."""
    changed = copy.deepcopy(value)
    for path, new in changes.items():
        _put(changed, path, new)
    return _without_gaps(changed)


def _put(holder: Any, path: PlacePath, new: Any) -> None:
    step, rest = path[0], path[1:]
    if rest == (OFFERED,):
        if new is False:
            holder[step] = False
        return
    if rest:
        held = long_value_at(holder, (step,))
        if isinstance(held, dict | list):
            _put(held, rest, new)
            return
        if rest not in (("texte",), (ANSWER,)):  # else the short form stays
            new, inner = _long_form(held, rest), new
            _put(new, rest, inner)
    if step == ANSWER:
        holder.pop("niveau", None), holder.pop("etat", None)
        step = "niveau" if isinstance(new, int) else "etat"
    if isinstance(holder, list):
        holder.extend([""] * (int(step) + 1 - len(holder)))
    holder[step] = new


def _long_form(held: Any, rest: PlacePath) -> Any:
    """Return the block, or the list, that takes the place of a short form so that it may hold `rest`."""
    if held is None:
        return [] if isinstance(rest[0], int) else {}
    if rest == ("note",):
        return {"niveau" if isinstance(held, int) else "etat": held}
    return {"texte": held} if rest == (BEFORE,) else {"collectivite": held, "projet": held}


def _without_gaps(value: Any) -> Any:
    """Return a value without what was taken out, nor what that leaves empty."""
    if isinstance(value, dict):
        kept = {name: _without_gaps(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if not _is_gap(value[name], item)}
    if isinstance(value, list):
        items = [_without_gaps(item) for item in value]
        kept_items = [item for before, item in zip(value, items, strict=True) if not _is_gap(before, item)]
        return kept_items if any(item != "" for item in kept_items) else []
    return value


def _is_gap(before: Any, after: Any) -> bool:
    return after is None or (after in ({}, []) and before != after)


def operations(place: PlacePath, old: Any, new: Any, order: tuple[str, ...]) -> Iterator[Operation]:
    """Yield the operations that turn the block of an element into another; `order` is that of its names."""
    for name in old:
        if name not in new:
            yield RemoveName((*place, name))
    for name, value in new.items():
        if name not in old:
            yield AddName((*place, name), value, order)
        elif not _same(value, old[name]):
            yield SetValue((*place, name), value)


def _same(one: Any, other: Any) -> bool:
    return value_digest(one) == value_digest(other)  # 1 is not true
