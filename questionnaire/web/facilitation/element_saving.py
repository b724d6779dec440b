"""Saving the form of an element over the text of a draft: field by field, checked as a whole, never over somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field

from questionnaire.criteria.elements import Element, find_element
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.apply import apply
from questionnaire.editing.field_checks import at_fields, field_faults, new_errors
from questionnaire.editing.field_values import operations, with_values
from questionnaire.editing.fields import FieldSpec, element_fields
from questionnaire.errors import CannotWriteError, Problem
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, DraftStore
from questionnaire.web.facilitation.element_form import sent_fields

TRIES = 5  # saves of other people in a row, before giving up
BUSY = "D’autres personnes enregistrent ce brouillon en même temps que vous : envoyez à nouveau."


@dataclass(frozen=True)
class OpenElement:
    """An element of a draft as it is stored now, with its fields."""

    draft: Draft
    source: YamlSource
    element: Element
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a form: the fields saved, and what was refused."""

    opened: OpenElement
    saved: tuple[str, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)
    elsewhere: tuple[Problem, ...] = ()
    problem: str = ""


def open_element(draft: Draft, word: str, key: str) -> OpenElement | None:
    """Return an element of a draft; None when the text cannot be read, or does not have it."""
    source = readable(draft.source)
    element = find_element(source, word, key) if source else None
    if source is None or element is None or not isinstance(element.value, dict):
        return None
    return OpenElement(draft, source, element, element_fields(element, source))


def save_element(
    drafts: DraftStore, number: int, word: str, key: str, sent: object, author: str
) -> Outcome | None:
    """Save what a form changes of an element; None when the draft or the element is no longer there."""
    outcome = None
    for _ in range(TRIES):
        draft = drafts.find(number)
        opened = open_element(draft, word, key) if draft else None
        if not opened:
            return None
        revised, text = _revise(opened, sent)
        if text is None or drafts.save(number, text.encode(), opened.draft.revision, author) is not None:
            return revised
        outcome = Outcome(opened, problem=BUSY)
    return outcome


def _names(element: Element) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in element.kind.model.model_fields.items())


def _revise(opened: OpenElement, sent: object) -> tuple[Outcome, str | None]:
    """Return what becomes of a form, and the text to save, or None when there is none."""
    element, fields, draft = opened.element, opened.fields, opened.draft
    found = sent_fields(fields, element.value, sent)
    value = with_values(element.value, found.changes)
    faults = {**field_faults(element, fields, value), **found.faults}
    if faults or not found.changes:
        return Outcome(opened, faults=faults, clashes=found.clashes), None
    text = draft.source.decode()
    try:
        for operation in operations(element.path, element.value, value, _names(element)):
            text = apply(text, operation).text
    except CannotWriteError as error:
        return Outcome(opened, clashes=found.clashes, problem=str(error)), None
    source, validation = readable(text.encode()), validated(text.encode())
    errors = new_errors(validated(draft.source).problems, validation.problems)
    if errors or source is None:
        told, elsewhere = at_fields(source, element, fields, errors) if source else ({}, errors)
        return Outcome(opened, faults=told, clashes=found.clashes, elsewhere=tuple(elsewhere)), None
    names = tuple(spec.name for spec in fields if spec.path in found.changes)
    return Outcome(opened, saved=names, clashes=found.clashes), text
