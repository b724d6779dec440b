"""Changes a text as a facilitator or the project would: by place, everywhere at once, in the layout that it has."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from questionnaire.following.changes import Merge, Renamed
from questionnaire.following.layout import Lines
from questionnaire.following.references import LISTS, definitions, without
from questionnaire.following.renames import rename
from questionnaire.following.tree import (
    AXIS_KEY,
    CRITERIA,
    Place,
    Value,
    by_name,
    identifying_name,
    to_tree,
    to_value,
)
from questionnaire.following.writing import write

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
_KINDS = {"criteres": "critère", "conseils": "conseil", "tiers_lieux": "exemple", "ressources": "ressource"}
_KINDS |= {name: kind for name, kind in LISTS.items() if name not in _KINDS}


def adapt(text: str, *changes: Mapping[str, Any]) -> str:
    """Return a text with changes, each named by its first word: lieu, retire, ajoute, deplace, renomme, ordonne."""
    document = Lines(text)
    tree = to_tree(document.value)
    for change in changes:
        tree = change_tree(tree, change)
    return write(None, document, document, Merge(to_value(tree)))


def change_tree(tree: Value, change: Mapping[str, Any]) -> Value:
    """Return a tree with a change."""
    return _CHANGES[next(iter(change))](copy.deepcopy(tree), change)


def place_of(words: str) -> Place:
    return tuple(words.split("/"))


def find(tree: Value, place: Iterable[str]) -> Value:
    """Return what a tree holds at a place, items by what identifies them, or by their position."""
    for step in place:
        if isinstance(tree, list):
            name = identifying_name(tree)
            tree = by_name(name, tree)[step] if name else tree[int(step)]
        else:
            tree = tree[step]
    return tree


def _set(tree: Value, change: Mapping[str, Any]) -> Value:
    *place, last = place_of(change["lieu"])
    holder = find(tree, place)
    if isinstance(holder, list):
        holder[int(last)] = change["devient"]
    elif "devient" in change:
        holder[last] = change["devient"]
    else:
        del holder[last]
    return tree


def _remove(tree: Value, change: Mapping[str, Any]) -> Value:
    """Remove an item and whatever refers to it in lists."""
    *place, key = place_of(change["retire"])
    items = find(tree, place)
    items[:] = [item for item in items if item is not find(items, (key,))]
    kind = _KINDS.get(place[-1])
    return without((), tree, {(kind, key)} if kind else set())


def _add(tree: Value, change: Mapping[str, Any]) -> Value:
    """Add an item: a copy of another one with changes, or one that is given whole."""
    place = place_of(change["ajoute"])
    items = find(tree, place)
    if not isinstance(change["element"], dict):
        items.insert(change.get("rang", len(items)), change["element"])
        return tree
    item = copy.deepcopy(find(items, (change["comme"],))) if "comme" in change else {}
    item |= change["element"]
    if place == (CRITERIA,) and "comme" in change:
        for card in item.get("conseils", ()):
            card["id"] = f"{item['id']}-{card['id']}"
    items.insert(change.get("rang", len(items)), item)
    return tree


def _move(tree: Value, change: Mapping[str, Any]) -> Value:
    find(tree, place_of(change["deplace"]))[AXIS_KEY] = change["axe"]
    return tree


def _rename(tree: Value, change: Mapping[str, Any]) -> Value:
    place = place_of(change["renomme"])
    kind = next(one[0] for one, defined in definitions(tree).items() if defined == place)
    renamed: Value = rename(tree, Renamed(kind, place[-1], change["en"], place))
    return renamed


def _order(tree: Value, change: Mapping[str, Any]) -> Value:
    items = find(tree, place_of(change["ordonne"]))
    if all(isinstance(item, dict) for item in items):
        items[:] = [find(items, (key,)) for key in change["ainsi"]]
    else:
        items[:] = change["ainsi"]
    return tree


_CHANGES = {
    "lieu": _set,
    "retire": _remove,
    "ajoute": _add,
    "deplace": _move,
    "renomme": _rename,
    "ordonne": _order,
}
