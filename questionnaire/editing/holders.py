"""The element of a criteria text that holds a place, and its title."""

from __future__ import annotations

from typing import Any

from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.plain import value_at

# keys that lead to an element -> its kind; the deepest match holds a place
_HOLDERS = {
    ("axes",): "axe",
    ("axes", "criteres"): "critère",
    ("axes", "criteres", "conseils"): "conseil",
    ("contexte",): "question de contexte",
    ("contexte", "choix"): "choix",
    ("parcours",): "parcours",
    ("paliers",): "palier",
    ("situations",): "situation",
    ("tiers_lieux",): "exemple",
    ("ressources",): "ressource",
    ("profils_fictifs",): "profil",
    ("conditions",): "condition nommée",
}
_TITLES = ("titre", "nom", "id")


def holder_of(path: PlacePath) -> tuple[str, PlacePath]:
    """Return the kind and the place of the element at a place, or of the nearest one above it."""
    if path[0] == "conditions":
        return _HOLDERS["conditions",], path[:2]
    for depth in range(len(path), 1, -1):
        names = tuple(step for step in path[:depth] if isinstance(step, str))
        if isinstance(path[depth - 1], int) and names in _HOLDERS and depth == 2 * len(names):
            return _HOLDERS[names], path[:depth]
    return "", path[:1]


def title_of(value: Any, path: PlacePath) -> str:
    """Return the title of an element, else its id, else its key."""
    element = value_at(value, path)
    for name in _TITLES if isinstance(element, dict) else ():
        title = element.get(name)
        if isinstance(title, dict):
            title = title.get("texte")
        if isinstance(title, str):
            return title
    return str(path[-1])
