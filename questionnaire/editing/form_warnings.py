"""The problems of an element in the vocabulary of its form, by group of fields, with the fields concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from questionnaire.criteria.elements import FileElement, element_at
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.field_checks import field_at
from questionnaire.editing.field_spec import FieldSpec
from questionnaire.editing.field_wording import group_label
from questionnaire.errors import Problem
from questionnaire.typography import french, lower_first

_QUOTED = re.compile(r"«\s*([a-z_]+)\s*»")
_VIEWPOINTS = {"collectivite": "collectivité", "projet": "projet"}


@dataclass(frozen=True)
class FormWarning:
    """A problem of a group of fields: the fields concerned, the message, and whether it is only a warning."""

    group: str  # the name of the group in the form; empty for the element as a whole
    title: str
    fields: tuple[FieldSpec, ...]
    message: str
    warning: bool


def form_warnings(
    source: YamlSource, element: FileElement, fields: Sequence[FieldSpec], problems: Iterable[Problem]
) -> tuple[FormWarning, ...]:
    """Return the problems of a text about an element, in the order of its form."""
    all_of_them = list(problems)
    places = source.places_at({problem.line for problem in all_of_them})
    concerned_by: dict[tuple[str, str], tuple[Problem, list[FieldSpec]]] = {}
    for problem in all_of_them:
        place = places[problem.line]
        holder = element_at(source, place)
        if holder and holder.path == element.path:
            field = field_at(fields, place[len(element.path) :]) or _named(fields, problem.message)
            group = str(field.path[0]) if field else _inside(element, problem.message)
            _, concerned = concerned_by.setdefault((group, problem.message), (problem, []))
            concerned += [field] if field and field not in concerned else []
    order = list(dict.fromkeys(str(field.path[0]) for field in fields))
    warnings = [
        FormWarning(
            group,
            group_label(element.kind.model, group) if group else "",
            tuple(concerned),
            form_words(element.kind.model, message),
            problem.warning,
        )
        for (group, message), (problem, concerned) in concerned_by.items()
    ]
    return tuple(
        sorted(warnings, key=lambda warning: order.index(warning.group) if warning.group in order else len(order))
    )


def form_words(model: type[BaseModel], message: str) -> str:
    """Return a message with the labels of the form in place of the YAML keys."""
    names = {info.alias or name for name, info in model.model_fields.items()}

    def label(match: re.Match[str]) -> str:
        word = match[1]
        if word in names:
            return f"« {lower_first(group_label(model, word))} »"
        return _VIEWPOINTS.get(word, match[0])

    return french(_QUOTED.sub(label, message))


def _named(fields: Sequence[FieldSpec], message: str) -> FieldSpec | None:
    """Return the field that a message about the whole element names first, if any."""
    named = (field_at(fields, (name,)) for name in _QUOTED.findall(message))
    return next((field for field in named if field), None)


def _inside(element: FileElement, message: str) -> str:
    """Return the key of the elements inside this one, when a message mentions them; else an empty text."""
    return element.kind.inside if element.kind.inside and element.kind.inside.rstrip("s") in message else ""
