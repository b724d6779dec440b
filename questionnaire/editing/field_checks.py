"""What is wrong with the values of an element, told at its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from questionnaire.criteria.elements import FileElement, element_at
from questionnaire.criteria.messages import translate
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.field_reading import shown_value
from questionnaire.editing.field_spec import FieldSpec, Widget
from questionnaire.editing.field_wording import NO_SENTENCE, SENTENCE_AND_NONE, form_message
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
            message = form_message(detail["type"]) or translate(YamlSource(), place, dict(detail))
            if detail["type"] != "extra_forbidden":
                asked = detail["type"] in ("missing", "too_short")
                refusals |= {
                    field.name: field.asks_for if asked and field.widget is not Widget.LIST else message
                    for field in _concerned(fields, place)
                    if field.name not in refusals
                }
    return refusals


def _concerned(fields: Sequence[FieldSpec], place: PlacePath) -> list[FieldSpec]:
    """Return the fields to fill in at a place; else the field that holds it, else the first one inside."""
    asked = [field for field in fields if place and field.required and field.path[: len(place)] == place]
    field = field_at(fields, place) if place else None
    return asked or ([field] if field else [])


def offer_faults(fields: Iterable[FieldSpec], changes: Mapping[PlacePath, Any], value: Any) -> dict[str, str]:
    """Return what contradicts the choice to write sentences or none, by name of field."""
    chosen = [(field, changes[field.path]) for field in fields if field.is_offer and field.path in changes]
    return {
        field.name: NO_SENTENCE if offered else SENTENCE_AND_NONE
        for field, offered in chosen
        if shown_value(field, value) != offered
    }


def refused_changes(
    fields: Iterable[FieldSpec], changes: Mapping[PlacePath, Any], faults: Mapping[str, str]
) -> tuple[set[PlacePath], dict[str, str]]:
    """Return the changes that faults are about, and the words of these faults by name of field changed.

    A fault of a field that did not change is about those beside it, else about those of its group, else about all;
    it is told there, unless it says that the field itself is to be filled in.
    What is changed in a list of blocks goes together: places in it depend on each other.
    """
    by_path = {field.path: field for field in fields}
    refused: set[PlacePath] = set()
    told: dict[str, str] = {}
    for field in by_path.values():
        if field.name not in faults:
            continue
        about = _about(field.path, changes)
        refused.update(about)
        for path in [field.path] if faults[field.name] == field.asks_for else about:
            told.setdefault(by_path[path].name, faults[field.name])
    lists = {path[0] for path in refused if by_path[path].row >= 0}
    return refused | {path for path in changes if path[0] in lists}, told


def _about(place: PlacePath, changes: Mapping[PlacePath, Any]) -> list[PlacePath]:
    if place in changes:
        return [place]
    near = (
        [path for path in changes if path[: len(above)] == above] for above in (place[:-1] or place, place[:1])
    )
    return next(filter(None, near), list(changes))


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
