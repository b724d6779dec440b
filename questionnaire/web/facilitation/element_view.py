"""What the form of an element shows: its fields in groups, the groups in folds."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wtforms import Field

from questionnaire.editing.condition_wording import condition_words
from questionnaire.editing.field_reading import shown_value, shown_words
from questionnaire.editing.field_spec import READ_ONLY, FieldSpec, Widget
from questionnaire.editing.field_values import ANSWER, long_value_at
from questionnaire.editing.field_wording import (
    NOTHING_WRITTEN,
    PAST_DATE,
    SECTIONS,
    VIEWPOINT_WORDS,
)
from questionnaire.storage import now
from questionnaire.typography import french, lower_first
from questionnaire.web.facilitation.element_form import ADDED, SEEN, THEIRS
from questionnaire.web.facilitation.element_saving import ChangeOutcome
from questionnaire.web.forms import PageForm
from questionnaire.web.local_time import local_time

WIDTH = 62  # characters of a line of a text field
MOST_ROWS = 12
LONGEST_BRIEF = 30  # characters of a value told in the summary of a fold
_WITHOUT = {"attendu": "le plus haut partout"}  # what a group means when nothing is written
SAVED, REFUSED, CLASH = "enregistre", "refuse", "conflit"  # what became of a field, for the script


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
    state: str  # SAVED, REFUSED, CLASH, or nothing
    brief: str  # its value in words
    note: str  # what to know of its value


@dataclass(frozen=True)
class FieldGroup:
    """The fields of one name of an element; those of the stages before the opening stand apart."""

    name: str
    title: str
    help: str
    line: int
    fields: tuple[ShownField, ...]
    before_opening: tuple[ShownField, ...]
    offer: ShownField | None  # whether there are sentences at all
    paired: bool  # one column for each viewpoint, or for the answer and its note

    @property
    def all_fields(self) -> tuple[ShownField, ...]:
        """Its fields, in their order on the page."""
        return (*((self.offer,) if self.offer else ()), *self.fields, *self.before_opening)

    @property
    def alone(self) -> bool:
        """Whether it has one field, whose label is its title."""
        return len(self.all_fields) == 1

    @property
    def in_rows(self) -> bool:
        """Whether it is a list of blocks, whose fields depend on each other."""
        return any(one.spec.row >= 0 for one in self.fields)

    @property
    def required(self) -> bool:
        """Whether all its fields have to be filled in."""
        return all(one.spec.required for one in self.fields)

    @property
    def wrong(self) -> bool:
        """Whether a field has a fault, or asks something."""
        return any(one.fault or one.theirs is not None for one in self.all_fields)

    @property
    def brief(self) -> str:
        """What it is about, and its value when that is short."""
        values = [one.brief for one in self.all_fields if one.brief != NOTHING_WRITTEN]
        if not values:
            return f"{lower_first(self.title)} : {_WITHOUT.get(self.name, 'rien')}"
        short = self.alone and len(values[0]) <= LONGEST_BRIEF
        return lower_first(self.title) + (f" : {lower_first(values[0])}" if short else "")

    @property
    def opened_before(self) -> bool:
        """Whether a text for the stages before the opening is written, or has a fault."""
        return any(
            (one.field and one.field.data) or one.fault or one.theirs is not None for one in self.before_opening
        )


@dataclass(frozen=True)
class Section:
    """A fold of a long form: what it is about, in its summary; a short form is one section without a title."""

    title: str
    brief: str
    groups: tuple[FieldGroup, ...]
    opened: bool


def form_sections(
    outcome: ChangeOutcome, form: PageForm, *, adding: bool = False, told: Container[str] = ()
) -> list[Section]:
    """Return the fields of an element in the folds of its form; those with something to do, or to read, are open."""
    groups = {one.name: one for one in field_groups(outcome, form)}
    sections: list[Section] = []
    for title, names in SECTIONS.get(outcome.opened.element.kind.word, ()):
        own = tuple(groups.pop(name) for name in names if name in groups)
        opened = not sections or any(one.wrong or one.name in told or (adding and one.required) for one in own)
        sections.append(Section(title, french(" ; ".join(one.brief for one in own)), own, opened))
    return [*sections, *([Section("", "", tuple(groups.values()), opened=True)] if groups else [])]


def field_groups(outcome: ChangeOutcome, form: PageForm) -> list[FieldGroup]:
    """Return the fields of an element, by name of the file."""
    opened, groups = outcome.opened, []
    for name, members in groupby(opened.fields, key=lambda spec: str(spec.path[0])):
        of_name = list(members)
        texts = [spec for spec in of_name if not spec.is_offer]
        by_viewpoint = all(_without_viewpoint(spec) != spec.path for spec in texts)
        shown = [_shown(spec, outcome, form) for spec in (_in_pairs(texts) if by_viewpoint else texts)]
        groups.append(
            FieldGroup(
                name,
                of_name[0].group,
                of_name[0].help,
                opened.source.line((*opened.element.path, name)),
                tuple(one for one in shown if not one.spec.before_opening),
                tuple(one for one in shown if one.spec.before_opening),
                next((_shown(spec, outcome, form) for spec in of_name if spec.is_offer), None),
                by_viewpoint or any(spec.path[-1] == ANSWER for spec in of_name),
            )
        )
    return groups


def _in_pairs(specs: list[FieldSpec]) -> list[FieldSpec]:
    """Return the fields of both viewpoints side by side."""
    places = [_without_viewpoint(spec) for spec in specs]
    return sorted(specs, key=lambda spec: places.index(_without_viewpoint(spec)))


def _without_viewpoint(spec: FieldSpec) -> tuple[Any, ...]:
    return tuple(step for step in spec.path if step not in VIEWPOINT_WORDS)


def _shown(spec: FieldSpec, outcome: ChangeOutcome, form: PageForm) -> ShownField:
    name, value = spec.name, outcome.opened.element.value
    field = None if spec.widget in READ_ONLY else form[name]
    text = str(field.data or "") if field is not None else ""
    lines = text.count("\n") if spec.widget is Widget.LIST else len(text) // WIDTH
    words = condition_words(outcome.opened.source, long_value_at(value, spec.path)) if field is None else ""
    return ShownField(
        spec,
        field,
        None if field is None else form[SEEN + name],
        next((one for one in form if one.name == ADDED + name), None),
        min(max(lines + 1, 2), MOST_ROWS),
        words,
        outcome.faults.get(name, ""),
        outcome.clashes.get(name),
        THEIRS + name,
        _state(outcome, name),
        words or shown_words(spec, shown_value(spec, value)),
        french(PAST_DATE) if spec.widget is Widget.DATE and "" < text <= f"{local_time(now()):%Y-%m-%d}" else "",
    )


def _state(outcome: ChangeOutcome, name: str) -> str:
    if name in outcome.clashes:
        return CLASH
    return REFUSED if name in (*outcome.unsaved, *outcome.faults) else SAVED if name in outcome.saved else ""
