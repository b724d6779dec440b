"""What the page of an element shows: its fields in groups, beside each its place in the text, and the elements inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wtforms import Field

from questionnaire.criteria.elements import FileElement
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.condition_wording import condition_sentence
from questionnaire.editing.field_spec import READ_ONLY, FieldSpec, Widget
from questionnaire.editing.field_values import ANSWER, long_value_at
from questionnaire.editing.field_wording import CONDITION_ALWAYS, READ_IN_THE_TEXT, VIEWPOINT_WORDS, group_label
from questionnaire.web.facilitation.element_form import ADDED, SEEN, THEIRS
from questionnaire.web.forms import PageForm

WIDTH = 62  # characters of a line of a text field
MOST_ROWS = 12


@dataclass(frozen=True)
class ShownField:
    """A field on the page; `words` stand for those that are only read here."""

    spec: FieldSpec
    field: Field | None
    seen: Field | None
    added: Field | None
    rows: int
    words: str
    fault: str
    theirs: str | None  # what somebody else wrote meanwhile
    theirs_name: str


@dataclass(frozen=True)
class FieldGroup:
    """The fields of one name of an element; those of the stages before the opening stand apart."""

    name: str
    title: str
    help: str
    line: int
    fields: tuple[ShownField, ...]
    before_opening: tuple[ShownField, ...]
    paired: bool  # one column for each viewpoint, or for the answer and its note

    @property
    def alone(self) -> bool:
        """Whether it has one field, whose label is its title."""
        return len(self.fields) == 1 and not self.before_opening

    def full_label(self, field: ShownField) -> str:
        """Return the words of a field out of its group."""
        return self.title if self.alone else f"{self.title}, {field.spec.label[:1].lower()}{field.spec.label[1:]}"

    @property
    def opened_before(self) -> bool:
        """Whether a text for the stages before the opening is written, or has a fault."""
        return any(
            (one.field and one.field.data) or one.fault or one.theirs is not None for one in self.before_opening
        )


@dataclass(frozen=True)
class FormState:
    """A form, and what is wrong with it: faults and clashes by name of field."""

    form: PageForm
    faults: dict[str, str]
    clashes: dict[str, str]


def field_groups(
    element: FileElement, source: YamlSource, specs: Iterable[FieldSpec], state: FormState
) -> list[FieldGroup]:
    """Return the fields of an element, by name of the file."""
    groups = []
    for name, members in groupby(specs, key=lambda spec: str(spec.path[0])):
        of_name = list(members)
        by_viewpoint = all(_without_viewpoint(spec) != spec.path for spec in of_name)
        ordered = _in_pairs(of_name) if by_viewpoint else of_name
        paired = by_viewpoint or any(spec.path[-1] == ANSWER for spec in of_name)
        shown = [_shown(spec, element, source, state) for spec in ordered]
        groups.append(
            FieldGroup(
                name,
                group_label(element.kind.model, name),
                of_name[0].help,
                source.line((*element.path, name)),
                tuple(one for one in shown if not one.spec.before_opening),
                tuple(one for one in shown if one.spec.before_opening),
                paired,
            )
        )
    return groups


def _in_pairs(specs: list[FieldSpec]) -> list[FieldSpec]:
    """Return the fields of both viewpoints side by side."""
    places = [_without_viewpoint(spec) for spec in specs]
    return sorted(specs, key=lambda spec: places.index(_without_viewpoint(spec)))


def _without_viewpoint(spec: FieldSpec) -> tuple[Any, ...]:
    return tuple(step for step in spec.path if step not in VIEWPOINT_WORDS)


def _shown(spec: FieldSpec, element: FileElement, source: YamlSource, state: FormState) -> ShownField:
    name, form = spec.name, state.form
    field = None if spec.widget in READ_ONLY else form[name]
    text = str(field.data or "") if field is not None else ""
    lines = text.count("\n") if spec.widget is Widget.LIST else len(text) // WIDTH
    return ShownField(
        spec,
        field,
        None if field is None else form[SEEN + name],
        next((one for one in form if one.name == ADDED + name), None),
        min(max(lines + 1, 2), MOST_ROWS),
        _read_words(long_value_at(element.value, spec.path), source) if field is None else "",
        state.faults.get(name, ""),
        state.clashes.get(name),
        THEIRS + name,
    )


def _read_words(value: Any, source: YamlSource) -> str:
    """Return what is read here of a value that is edited in the text."""
    if value is None:
        return CONDITION_ALWAYS
    words = condition_sentence(source, value)
    return (
        f"Si {words}."
        if words and not words.startswith("sauf")
        else f"Toujours, {words}."
        if words
        else READ_IN_THE_TEXT
    )
