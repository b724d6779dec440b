"""Detects the ids that the project renamed, by the content of their items, and renames them in the base and our text."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.criteria.conditions import NAME
from questionnaire.following.changes import Renamed
from questionnaire.following.nearest import ALIKE, said_in
from questionnaire.following.outcomes import at
from questionnaire.following.references import (
    AXIS,
    CHOICE,
    CRITERION,
    LISTS,
    Id,
    definitions,
    id_of_name,
    ids_of_value,
    is_condition,
    kind_of_list,
)
from questionnaire.following.tree import Place, Value

_ATOMS = {"critere": CRITERION, "axe": AXIS, "contexte": "question de contexte"}


def find_renames(base: Mapping[str, Value], theirs: Mapping[str, Value]) -> list[Renamed]:
    """Return the renames of the project: an id that is gone and a new one whose items have mostly the same values."""
    before, after = definitions(base), definitions(theirs)
    pairs = []
    for gone in before.keys() - after.keys():
        said = said_in(at(base, before[gone]))
        for new in after.keys() - before.keys():
            if new[0] != gone[0] or before[gone][:-1] != after[new][:-1] or gone[0] == CHOICE:
                continue
            alike = sum((said & said_in(at(theirs, after[new]))).values()) / max(said.total(), 1)
            if alike >= ALIKE:
                pairs.append((-alike, gone, new))
    renames: list[Renamed] = []
    used: set[Id] = set()
    for _, gone, new in sorted(pairs):
        if not used & {gone, new}:
            used |= {gone, new}
            renames.append(Renamed(gone[0], gone[1], new[1], after[new]))
    return renames


def rename(value: Value, renamed: Renamed, place: Place = ()) -> Value:
    """Return a value with the new id, where it is defined and wherever it is used."""
    old, new = (renamed.kind, renamed.old), renamed.new
    if place and is_condition(place):
        return _rename_in_condition(value, renamed)
    if place and old in ids_of_value(place, value):
        return {**value, "critere": new} if isinstance(value, dict) else new
    if isinstance(value, dict):
        return {
            new if _is_name_of(old, (*place, name)) else name: rename(part, renamed, (*place, name))
            for name, part in value.items()
        }
    if not isinstance(value, list):
        return value
    kind = kind_of_list(place)
    return [
        _rename_item(item, renamed, place) if isinstance(item, dict) else new if (kind, item) == old else item
        for item in value
    ]


def _is_name_of(old: Id, place: Place) -> bool:
    return id_of_name(place) == old or (len(place) == 2 and place[0] == "conditions" and old[1:] == place[1:])


def _rename_item(item: dict[str, Value], renamed: Renamed, place: Place) -> dict[str, Value]:
    old = (renamed.kind, renamed.old)
    key = item.get("id", item.get("critere", ""))
    child = (*place, str(key))
    inside: dict[str, Value] = rename(item, renamed, child)
    if id_of_name(child) == old:
        inside["critere"] = renamed.new
    elif "id" in item and key == renamed.old and _kind_of_items(place) == renamed.kind:
        inside["id"] = renamed.new
    return inside


def _kind_of_items(place: Place) -> str | None:
    return LISTS.get(place[0]) if len(place) == 1 else kind_of_list(place)


def _rename_in_condition(condition: Value, renamed: Renamed) -> Value:
    named = renamed.kind not in _ATOMS.values()
    if isinstance(condition, dict):
        return {
            name: renamed.new
            if part == renamed.old and _ATOMS.get(name) == renamed.kind
            else part
            if name in ("vaut", "regard", "etat")
            else _rename_in_condition(part, renamed)
            for name, part in condition.items()
        }
    if isinstance(condition, list):
        return [_rename_in_condition(part, renamed) for part in condition]
    is_name = named and isinstance(condition, str) and NAME.fullmatch(condition)
    return (
        renamed.new if is_name and condition == renamed.old and renamed.kind == "condition nommée" else condition
    )
