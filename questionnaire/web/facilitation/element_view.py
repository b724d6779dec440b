"""The view model of the form of an element: fields in groups, groups in foldable sections."""

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
LONGEST_BRIEF = 30  # characters of a value shown in the summary of a section
_WHEN_EMPTY = {"attendu": "le plus haut partout"}  # group -> what it means when nothing is written; else « rien »
SAVED, REFUSED, CLASH = "enregistre", "refuse", "conflit"  # states of a field sent: read by the script


@dataclass(frozen=True)
class ShownField:
    """A field on the page."""

    spec: FieldSpec
    field: Field | None  # None for a field that this form does not change: `words` stand for it
    seen: Field | None  # hidden: the digest of the value shown
    added: Field | None  # a list of items to add
    rows: int  # height of a text area
    words: str
    fault: str
    theirs: str | None  # in a clash, what somebody else saved
    theirs_name: str  # name of the box « keep theirs »
    state: str  # SAVED, REFUSED, CLASH, or empty
    brief: str  # its value in words
    note: str  # a remark on its value: a date that has passed


@dataclass(frozen=True)
class FieldGroup:
    """The fields of one name of the file; those for the stages before the opening are apart."""

    name: str
    title: str
    help: str
    line: int
    fields: tuple[ShownField, ...]
    before_opening: tuple[ShownField, ...]
    offer: ShownField | None  # the choice of having sentences or not
    paired: bool  # whether fields go two by two: one for each viewpoint, or an answer and its note

    @property
    def all_fields(self) -> tuple[ShownField, ...]:
        """All its fields, in the order of the page."""
        return (*((self.offer,) if self.offer else ()), *self.fields, *self.before_opening)

    @property
    def alone(self) -> bool:
        """Whether it has a single field, whose label is the title of the group."""
        return len(self.all_fields) == 1

    @property
    def in_rows(self) -> bool:
        """Whether it is a list of blocks, whose fields are saved together."""
        return any(field.spec.row >= 0 for field in self.fields)

    @property
    def required(self) -> bool:
        """Whether all its fields have to be filled in."""
        return all(field.spec.required for field in self.fields)

    @property
    def wrong(self) -> bool:
        """Whether a field has a fault or a clash."""
        return any(field.fault or field.theirs is not None for field in self.all_fields)

    @property
    def brief(self) -> str:
        """Its title, and its value when that is short, for the summary of its section."""
        values = [field.brief for field in self.all_fields if field.brief != NOTHING_WRITTEN]
        if not values:
            return f"{lower_first(self.title)} : {_WHEN_EMPTY.get(self.name, 'rien')}"
        short = self.alone and len(values[0]) <= LONGEST_BRIEF
        return lower_first(self.title) + (f" : {lower_first(values[0])}" if short else "")

    @property
    def opened_before(self) -> bool:
        """Whether the fold of the texts for the stages before the opening is open: one is written, or has a fault."""
        return any(
            (shown.field and shown.field.data) or shown.fault or shown.theirs is not None
            for shown in self.before_opening
        )


@dataclass(frozen=True)
class Section:
    """A foldable section of a long form, with its summary; a short form is one section without a title."""

    title: str
    brief: str
    groups: tuple[FieldGroup, ...]
    opened: bool


def form_sections(
    outcome: ChangeOutcome, form: PageForm, *, adding: bool = False, warned: Container[str] = ()
) -> list[Section]:
    """Return the sections of the form of an element.

    Open: the first one, those with a fault, a clash or a warning (`warned`: names of groups), and, when `adding`, those
    with required fields.
    """
    groups = {group.name: group for group in field_groups(outcome, form)}
    sections: list[Section] = []
    for title, names in SECTIONS.get(outcome.opened.element.kind.word, ()):
        own = tuple(groups.pop(name) for name in names if name in groups)
        opened = not sections or any(
            group.wrong or group.name in warned or (adding and group.required) for group in own
        )
        sections.append(Section(title, french(" ; ".join(group.brief for group in own)), own, opened))
    return [*sections, *([Section("", "", tuple(groups.values()), opened=True)] if groups else [])]


def field_groups(outcome: ChangeOutcome, form: PageForm) -> list[FieldGroup]:
    """Return the fields of an element in groups, one for each name of the file."""
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
                tuple(field for field in shown if not field.spec.before_opening),
                tuple(field for field in shown if field.spec.before_opening),
                next((_shown(spec, outcome, form) for spec in of_name if spec.is_offer), None),
                by_viewpoint or any(spec.path[-1] == ANSWER for spec in of_name),
            )
        )
    return groups


def _in_pairs(specs: list[FieldSpec]) -> list[FieldSpec]:
    """Return the fields in an order that puts the two viewpoints of each text side by side."""
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
        next((other for other in form if other.name == ADDED + name), None),
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
