"""Saving changes over the text of a draft: checked as a whole, and never over somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from questionnaire.criteria.elements import FileElement, find_element
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.apply import apply
from questionnaire.editing.field_checks import at_fields, field_faults, new_errors
from questionnaire.editing.field_spec import FieldSpec
from questionnaire.editing.field_values import operations, with_values
from questionnaire.editing.field_wording import group_label
from questionnaire.editing.fields import element_fields
from questionnaire.editing.new_elements import has_id, in_order, insertion, names_of
from questionnaire.editing.operations import Operation
from questionnaire.errors import CannotWriteError, Problem
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, DraftStore
from questionnaire.typography import french
from questionnaire.web.facilitation.element_form import SentFields, sent_fields

TRIES = 5  # saves of other people in a row, before giving up
BUSY = "D’autres personnes enregistrent ce brouillon en même temps que vous : envoyez à nouveau."


@dataclass(frozen=True)
class OpenElement:
    """An element of a draft as it is stored now, or one to add, with its fields."""

    draft: Draft
    source: YamlSource
    element: FileElement
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a change: the fields saved, and what was refused; the text to save, if there is one."""

    opened: OpenElement
    saved: tuple[str, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)
    elsewhere: tuple[Problem, ...] = ()
    problem: str = ""
    text: str | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing was saved, for a reason to be told."""
        return bool(self.faults or self.elsewhere or self.problem)


Opener = Callable[[Draft], OpenElement | None]


def open_element(draft: Draft, word: str, key: str) -> OpenElement | None:
    """Return an element of a draft; None when the text cannot be read, or does not have it."""
    source = readable(draft.source)
    element = find_element(source, word, key) if source else None
    if source is None or element is None or not isinstance(element.value, dict):
        return None
    return OpenElement(draft, source, element, element_fields(element, source))


def save_change(
    drafts: DraftStore,
    number: int,
    opener: Opener,
    change: Callable[[OpenElement], Outcome],
    author: str,
    done: str,
) -> Outcome | None:
    """Change a draft as it is stored now, again if somebody saves it meanwhile; None when the element is gone.

    The history keeps `done`, the title of the element and the labels of the fields saved.
    """
    outcome = None
    for _ in range(TRIES):
        draft = drafts.find(number)
        opened = opener(draft) if draft else None
        if not opened:
            return None
        changed = change(opened)
        text, words = changed.text, history_words(changed, done)
        if text is None or drafts.save(number, text.encode(), opened.draft.revision, author, words) is not None:
            return changed
        outcome = Outcome(opened, problem=BUSY)
    return outcome


def history_words(outcome: Outcome, done: str) -> str:
    """Return what a change did, as the history tells it."""
    element, fields = outcome.opened.element, outcome.opened.fields
    labels = list(
        dict.fromkeys(
            group_label(element.kind.model, str(one.path[0])) for one in fields if one.name in outcome.saved
        )
    )
    title = f"{done} : {element.title or element.kind.noun}"
    return french(f"{title} ({', '.join(labels).lower()})" if labels and element.title else title)


def change_fields(opened: OpenElement, sent: object) -> Outcome:
    """Return what becomes of the form of an element."""
    element, fields = opened.element, opened.fields
    found = sent_fields(fields, element.value, sent)
    value = with_values(element.value, found.changes)
    faults = {**field_faults(element, fields, value), **found.faults}
    if faults or not found.changes:
        return Outcome(opened, faults=faults, clashes=found.clashes)
    steps = list(operations(element.path, element.value, value, names_of(element.kind)))
    return written(opened, steps, found)


def add_element(opened: OpenElement, sent: object, key: str) -> Outcome:
    """Return what becomes of the form of an element to add."""
    element, fields = opened.element, opened.fields
    found = sent_fields(fields, {}, sent)
    value = with_values({"id": key} if has_id(element.kind) else {}, found.changes)
    faults = {**field_faults(element, fields, value), **found.faults}
    if faults:
        return Outcome(opened, faults=faults)
    return written(opened, [insertion(opened.source, element, in_order(element.kind, value))], found)


def written(opened: OpenElement, steps: Sequence[Operation], found: SentFields | None = None) -> Outcome:
    """Do operations on the text of a draft; the errors that they would bring are told, and nothing is to be saved."""
    clashes = found.clashes if found else {}
    try:
        text = apply(opened.draft.source.decode(), *steps).text
    except CannotWriteError as error:
        return Outcome(opened, clashes=clashes, problem=f"{error}.")
    source, validation = readable(text.encode()), validated(text.encode())
    errors = new_errors(validated(opened.draft.source).problems, validation.problems)
    if errors and source:
        told, elsewhere = at_fields(source, opened.element, opened.fields, errors)
        return Outcome(opened, faults=told, clashes=clashes, elsewhere=tuple(elsewhere))
    names = tuple(spec.name for spec in opened.fields if found and spec.path in found.changes)
    return Outcome(opened, saved=names, clashes=clashes, text=text)
