"""Errors in the values of an element, by field of its form."""

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
    """Return the innermost field that contains a place of the element; else the first one inside that place; else None."""
    holding = [field for field in fields if field.path == place[: len(field.path)]]
    inside = (field for field in fields if field.path[: len(place)] == place)
    return max(holding, key=lambda field: len(field.path)) if holding else next(inside, None)


def field_faults(element: FileElement, fields: Sequence[FieldSpec], value: Any) -> dict[str, str]:
    """Return the messages of the model about a new value of an element, by name of field, without those of the old value."""
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
    """Return the required fields at a place; without any, what `field_at` returns."""
    asked = [field for field in fields if place and field.required and field.path[: len(place)] == place]
    field = field_at(fields, place) if place else None
    return asked or ([field] if field else [])


def offer_faults(fields: Iterable[FieldSpec], changes: Mapping[PlacePath, Any], value: Any) -> dict[str, str]:
    """Return the errors of a « proposée ou non » choice that contradicts its sentences, by name of field."""
    chosen = [(field, changes[field.path]) for field in fields if field.is_offer and field.path in changes]
    return {
        field.name: NO_SENTENCE if offered else SENTENCE_AND_NONE
        for field, offered in chosen
        if shown_value(field, value) != offered
    }


def refused_changes(
    fields: Iterable[FieldSpec], changes: Mapping[PlacePath, Any], faults: Mapping[str, str]
) -> tuple[set[PlacePath], dict[str, str]]:
    """Return the changes that faults concern, and the messages by name of field.

    A fault of an unchanged field concerns the changes beside it, else those of its group, else all of them; its message
    is shown at them, or at the field itself when it must be filled in. Changes in one list of blocks are refused
    together: their places depend on each other.
    """
    by_path = {field.path: field for field in fields}
    refused: set[PlacePath] = set()
    messages: dict[str, str] = {}
    for field in by_path.values():
        if field.name not in faults:
            continue
        about = _about(field.path, changes)
        refused.update(about)
        for path in [field.path] if faults[field.name] == field.asks_for else about:
            messages.setdefault(by_path[path].name, faults[field.name])
    lists = {path[0] for path in refused if by_path[path].row >= 0}
    return refused | {path for path in changes if path[0] in lists}, messages


def _about(place: PlacePath, changes: Mapping[PlacePath, Any]) -> list[PlacePath]:
    if place in changes:
        return [place]
    near = (
        [path for path in changes if path[: len(above)] == above] for above in (place[:-1] or place, place[:1])
    )
    return next(filter(None, near), list(changes))


def new_errors(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Return the errors of a text that an earlier one did not have; line numbers are ignored."""
    known = Counter((problem.where, problem.message) for problem in before if not problem.warning)
    errors = []
    for problem in after:
        if not problem.warning:
            known[problem.where, problem.message] -= 1
            if known[problem.where, problem.message] < 0:
                errors.append(problem)
    return errors


def at_fields(
    source: YamlSource, element: FileElement, fields: Sequence[FieldSpec], problems: Iterable[Problem]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the messages of problems about the fields of an element, by name of field, and the other problems."""
    messages: dict[str, str] = {}
    others = []
    all_of_them = list(problems)
    places = source.places_at({problem.line for problem in all_of_them})
    for problem in all_of_them:
        place = places[problem.line]
        holder = element_at(source, place)
        field = field_at(fields, place[len(element.path) :]) if holder and holder.path == element.path else None
        if field:
            messages.setdefault(field.name, problem.message)
        else:
            others.append(problem)
    return messages, others
