"""Titles of items, labels of fields and values in words, for the report of a merge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.field_labels import field_words, value_words
from questionnaire.criteria.model import Criteria
from questionnaire.following.tree import CRITERIA, Place, Value

_SIDES = {
    "collectivite": "regard collectivité",
    "projet": "regard projet",
    "avant_ouverture": "avant ouverture",
}
_TITLES = ("titre", "nom", "terme", "question")


def title_of(item: Value, key: str) -> str:
    """Return the title of an item, or what identifies it."""
    title = next((item[name] for name in _TITLES if name in item), key)
    if isinstance(title, dict):
        title = title.get("texte") or title.get("collectivite") or key
    return str(title)


def label_of(place: Place) -> tuple[str, str]:
    """Return the label of the field at a place, and what distinguishes it from its neighbours: « (regard projet) »."""
    model: type[BaseModel] = Criterion if place[0] == CRITERIA else Criteria
    steps = list(place[2:] if place[0] == CRITERIA else place)
    label = "l’élément"
    rest: list[str] = []
    while steps:
        step = steps.pop(0)
        field = next(
            ((name, info) for name, info in model.model_fields.items() if (info.alias or name) == step), None
        )
        if field is None:
            rest.append(step)
            continue
        words = field_words(model.__name__, field[0])
        if words:
            label = words
        elif step in _SIDES:
            rest.append(step)
        inner, listed = _model_of(field[1].annotation)
        if inner is not None:
            model = inner
            if listed and steps:
                steps.pop(0)
                rest = []
    details = ", ".join(_detail(step, rest) for step in rest)
    return label, f" ({details})" if details else ""


def _detail(step: str, rest: list[str]) -> str:
    if step.isdigit():
        return f"niveau {step}" if "collectivite" in rest or "projet" in rest else f"n° {int(step) + 1}"
    return _SIDES.get(step, step)


def _model_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model of a field, or None, and whether the field is a list of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for argument in get_args(annotation):
        model, listed = _model_of(argument)
        if model is not None:
            return model, listed or get_origin(annotation) is tuple
    return None, False


def readable_value(value: Value, key: str = "") -> str:
    """Return a value, other than a condition, in words."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float | int):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, list):
        return ", ".join(map(readable_value, value))
    if isinstance(value, Mapping):
        named = any(name in value for name in _TITLES)
        return (
            title_of(value, key)
            if named
            else ", ".join(f"{name} : {readable_value(part)}" for name, part in value.items())
        )
    return value_words(value)
