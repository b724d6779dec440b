"""What is wrong with the values of an element, told at its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from questionnaire.criteria.elements import FileElement, element_at
from questionnaire.criteria.messages import translate
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.field_spec import FieldSpec
from questionnaire.editing.field_wording import EMPTY
from questionnaire.errors import Problem


def field_at(fields: Sequence[FieldSpec], place: PlacePath) -> FieldSpec | None:
    """Return the field that holds a place of its element; else the first field inside that place; else None."""
    holding = [field for field in fields if field.path == place[: len(field.path)]]
    inside = (field for field in fields if field.path[: len(place)] == place)
    return max(holding, key=lambda field: len(field.path)) if holding else next(inside, None)


def field_faults(element: FileElement, fields: Sequence[FieldSpec], value: Any) -> dict[str, str]:
    """Return what the model refuses of a new value of an element and did not refuse before, by name of field."""
    before = _refusals(element, fields, element.value) if element.value else {}
    return {
        name: message for name, message in _refusals(element, fields, value).items() if before.get(name) != message
    }


def _refusals(element: FileElement, fields: Sequence[FieldSpec], value: Any) -> dict[str, str]:
    refusals: dict[str, str] = {}
    try:
        element.kind.model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place: PlacePath = tuple(step for step in detail["loc"] if step != "[key]")
            field = field_at(fields, place) if place else None
            if field and detail["type"] != "extra_forbidden":
                empty = detail["type"] in ("missing", "string_too_short")
                message = EMPTY if empty else translate(YamlSource(), place, dict(detail))
                refusals.setdefault(field.name, message)
    return refusals


def new_errors(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Return the errors of a text that an earlier one did not have, wherever their lines went."""
    known = Counter((one.where, one.message) for one in before if not one.warning)
    found = []
    for problem in after:
        if not problem.warning:
            known[problem.where, problem.message] -= 1
            if known[problem.where, problem.message] < 0:
                found.append(problem)
    return found


def at_fields(
    source: YamlSource, element: FileElement, fields: Sequence[FieldSpec], problems: Iterable[Problem]
) -> tuple[dict[str, str], list[Problem]]:
    """Return problems of a text by name of the field of an element that they are about, and the others."""
    told: dict[str, str] = {}
    others = []
    all_of_them = list(problems)
    places = source.places_at({problem.line for problem in all_of_them})
    for problem in all_of_them:
        place = places[problem.line]
        holder = element_at(source, place)
        field = field_at(fields, place[len(element.path) :]) if holder and holder.path == element.path else None
        if field:
            told.setdefault(field.name, problem.message)
        else:
            others.append(problem)
    return told, others
