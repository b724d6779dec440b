"""Where a tree defines ids and refers to them: an element is added or removed together with its references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from questionnaire.criteria.conditions import atoms, names_in
from questionnaire.following.tree import AXIS_KEY, CRITERIA, Place, Value

Id = tuple[str, str]  # kind and id

CRITERION, AXIS, CARD, NAMED, CHOICE = "critère", "axe", "conseil", "condition nommée", "choix"
# key of a list at the top of the tree whose items have an id -> kind of the items
LISTS = {
    "axes": AXIS,
    CRITERIA: CRITERION,
    "situations": "situation",
    "tiers_lieux": "exemple",
    "ressources": "ressource",
    "contexte": "question de contexte",
    "parcours": "parcours",
    "profils_fictifs": "profil",
}
# key of a list of ids, anywhere -> kind of the ids
_LIST_NAMES = {
    "monte": CRITERION,
    "criteres": CRITERION,
    "exemples": "exemple",
    "ressources": "ressource",
    "conseils": CARD,
}
_CONDITION_NAMES = ("quand", "si")
_STAGE = "stade"


def definitions(tree: Mapping[str, Value]) -> dict[Id, Place]:
    """Return every id that a tree defines, with its place."""
    return {id_: place for id_, place, _ in defined(tree)}


def defined(tree: Mapping[str, Value]) -> Iterator[tuple[Id, Place, Value]]:
    """Yield every id that a tree defines, with its place and its item."""
    for name, kind in LISTS.items():
        for id_, item in _items(tree, name):
            yield (kind, id_), (name, id_), item
            if name == CRITERIA:
                for card, inside in _items(item, "conseils"):
                    yield (CARD, card), (name, id_, "conseils", card), inside
            elif name == "contexte":
                for choice, inside in _items(item, "choix"):
                    yield (CHOICE, f"{id_}/{choice}"), (name, id_, "choix", choice), inside
    for name, condition in (tree.get("conditions") or {}).items():
        yield (NAMED, name), ("conditions", name), condition


def _items(holder: Mapping[str, Value], name: str) -> list[tuple[str, Value]]:
    return [(item["id"], item) for item in holder.get(name) or () if isinstance(item, dict) and "id" in item]


def kind_of_list(place: Place) -> str | None:
    """Return the kind of the ids that the list of a place holds, or None when it holds none."""
    return _LIST_NAMES.get(place[-1]) if len(place) > 1 else None


def id_of_name(place: Place) -> Id | None:
    """Return the id that the last step of a place is, as in the answers of a profile; None when it is none."""
    if len(place) < 3:
        return None
    parent, name = place[-2:]
    if parent in ("exige", "illustre", "reponses"):
        return CRITERION, name
    if parent == "attendu":
        return CHOICE, f"{_STAGE}/{name}"
    if parent == "contexte" and place[0] == "profils_fictifs":
        return "question de contexte", name
    return None


def ids_of_value(place: Place, value: Value) -> set[Id]:
    """Return the ids that the value of a place refers to as a whole: a condition, a prerequisite, an axis, a path."""
    if is_condition(place):
        return set(_ids_of_condition(value))
    if place[-1] == "suppose" and isinstance(value, dict):
        return {(CRITERION, value.get("critere", ""))}
    if not isinstance(value, str):
        return set()
    if place[0] == CRITERIA and place[2:] == (AXIS_KEY,):
        return {(AXIS, value)}
    if place[0] == "profils_fictifs" and place[2:] == ("parcours",):
        return {("parcours", value)}
    if place[0] == "contexte" and place[2:] == ("place",):
        return {(AXIS, value)}
    return set()


def _ids_of_condition(condition: Any) -> Iterator[Id]:
    for _, atom in atoms(condition, ()):
        if "critere" in atom:
            yield CRITERION, atom["critere"]
        if "axe" in atom:
            yield AXIS, atom["axe"]
        if "contexte" in atom:
            yield "question de contexte", atom["contexte"]
            yield from ((CHOICE, f"{atom['contexte']}/{choice}") for choice in atom.get("vaut") or ())
    for _, name in names_in(condition, ()):
        yield NAMED, name


def is_condition(place: Place) -> bool:
    """Tell whether the value of a place is a condition."""
    return place[-1] in _CONDITION_NAMES or (place[0] == "conditions" and len(place) == 2)


def is_whole(place: Place) -> bool:
    """Tell whether the value of a place is merged as a whole: halves of two conditions would make no sense."""
    return is_condition(place) or place[-1] == "suppose"


def uses(place: Place, value: Value) -> Iterator[tuple[Place, Id]]:
    """Yield each reference of a value, with its place."""
    if refers_to := id_of_name(place) if place else None:
        yield place, refers_to
    if place and (ids := ids_of_value(place, value)):
        yield from ((place, used) for used in sorted(ids))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from uses((*place, name), part)
    elif isinstance(value, list):
        yield from _uses_of_list(place, value)


def _uses_of_list(place: Place, items: list[Value]) -> Iterator[tuple[Place, Id]]:
    kind = kind_of_list(place)
    for number, item in enumerate(items):
        if isinstance(item, dict):
            key = item.get("id", item.get("critere", number))
            yield from uses((*place, str(key)), item)
        elif kind:
            yield (*place, item), (kind, item)


def without(place: Place, value: Value, gone: set[Id]) -> Value:
    """Return a value without the list items and keys that refer to an id that is gone."""
    if isinstance(value, dict):
        return {
            name: left
            for name, part in value.items()
            if id_of_name((*place, name)) not in gone
            and ((left := without((*place, name), part, gone)) != [] or part == [])
        }
    if not isinstance(value, list) or (place and is_whole(place)):
        return value
    kind = kind_of_list(place) if place else None
    kept = []
    for item in value:
        if not isinstance(item, dict):
            if not kind or (kind, item) not in gone:
                kept.append(item)
            continue
        child = (*place, str(item.get("id", item.get("critere", ""))))
        if id_of_name(child) not in gone:
            kept.append(without(child, item, gone))
    return kept
