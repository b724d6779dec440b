"""Reads and changes the values of an element at the places of its fields, and makes the operations that write a change.

Places are those of the long form (see fields.py), even where the file has a short form.
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

ANSWER = "reponse"  # the step to an answer of a profile: « niveau » or « etat » in the file
OFFERED = "propose"  # the step to whether `non_concerne` is offered: False is written instead of sentences
_NONE = (None, False, "non")  # values that mean no sentence
_SHORT = ("texte", "collectivite", "projet", ANSWER)  # the steps whose value a short form gives


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
    """Tell whether the value has at least one sentence; None when there is no value."""
    if isinstance(value, dict):
        return any(sentence not in _NONE for sentence in value.values())
    return None if value is None else value not in _NONE


def value_digest(value: Any) -> str:
    """Return a short digest of the value that a field showed, for the form to send back."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[
        :12
    ]


def with_values(value: Any, changes: Mapping[PlacePath, Any]) -> Any:
    """Return a copy of the value of an element with the values of `changes` at their places; None removes a place."""
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
    """Return the block or list that replaces a short form, or nothing, so that it can hold `rest`."""
    if held is None:
        return [] if isinstance(rest[0], int) else {}
    if rest == ("note",):
        return {"niveau" if isinstance(held, int) else "etat": held}
    return {"texte": held} if rest == (BEFORE,) else {"collectivite": held, "projet": held}


def _without_gaps(value: Any) -> Any:
    """Return a value without the places removed, and the collections that this leaves empty."""
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
    """Yield the operations that turn the block `old` at `place` into `new`; `order` is that of the keys in the model."""
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
