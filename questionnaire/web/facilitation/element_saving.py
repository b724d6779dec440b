"""Saving changes of an element in the text of a draft: the whole text is checked, nobody's change is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from questionnaire.criteria.elements import FileElement, find_element
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.apply import apply
from questionnaire.editing.field_checks import (
    at_fields,
    field_faults,
    new_errors,
    offer_faults,
    refused_changes,
)
from questionnaire.editing.field_spec import FieldSpec
from questionnaire.editing.field_values import operations, with_values
from questionnaire.editing.field_wording import ELSEWHERE
from questionnaire.editing.fields import element_fields
from questionnaire.editing.new_elements import has_id, in_order, insertion, names_of
from questionnaire.editing.operations import Operation
from questionnaire.errors import CannotWriteError, Problem
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, DraftStore
from questionnaire.typography import french, lower_first
from questionnaire.web.facilitation.element_form import sent_fields, sent_names

TRIES = 5  # how often a save is tried again because somebody else has just saved
BUSY = "D’autres personnes enregistrent ce brouillon en même temps que vous : envoyez à nouveau."


@dataclass(frozen=True)
class OpenElement:
    """An element of a stored draft, or one to add to it, with its fields."""

    draft: Draft
    source: YamlSource
    element: FileElement
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class ChangeOutcome:
    """The result of a change of an element. Fields are told by name, messages are in French."""

    opened: OpenElement
    saved: tuple[str, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)  # field -> why it is refused
    clashes: dict[str, str] = field(default_factory=dict)  # field -> what somebody else saved meanwhile
    elsewhere: tuple[Problem, ...] = ()  # errors that the change would create in other elements
    problem: str = ""  # why nothing can be saved
    unsaved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what else the change did to the text
    text: str | None = None  # the new text of the draft, to be saved; None when nothing changes

    @property
    def refused(self) -> bool:
        """Whether something was refused, clashes apart."""
        return bool(self.faults or self.elsewhere or self.problem)

    def labels(self, names: Sequence[str]) -> list[str]:
        """Return the labels of some fields, in the order of the form."""
        return [spec.full_label for spec in self.opened.fields if spec.name in names]


Opener = Callable[[Draft], OpenElement | None]


def open_element(draft: Draft, word: str, key: str) -> OpenElement | None:
    """Return an element of a draft by its kind (`word`) and key; None when the text is unreadable or does not have it."""
    source = readable(draft.source)
    element = find_element(source, word, key) if source else None
    if source is None or element is None or (word != "condition" and not isinstance(element.value, dict)):
        return None  # a named condition may have any shape: its page then links to the text
    return OpenElement(draft, source, element, element_fields(element, source))


def save_change(
    drafts: DraftStore,
    number: int,
    opener: Opener,
    change: Callable[[OpenElement], ChangeOutcome],
    author: str,
    done: str,
) -> ChangeOutcome | None:
    """Apply `change` to the stored draft and save it; start again if somebody saves it meanwhile.

    None when `opener` no longer finds the element. In the history: `done`, the title of the element, the fields saved.
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
        outcome = replace(changed, problem=BUSY, saved=(), unsaved=(*changed.saved, *changed.unsaved), text=None)
    return outcome


def history_words(outcome: ChangeOutcome, done: str) -> str:
    """Return the words of a change in the history."""
    element, labels = outcome.opened.element, outcome.labels(outcome.saved)
    title = f"{done} : {element.title or element.kind.noun}"
    return french(f"{title} ({' ; '.join(map(lower_first, labels))})" if labels and element.title else title)


def nothing_saved(opened: OpenElement, problem: str, sent: Any) -> ChangeOutcome:
    """Return the outcome of a form of which nothing could be saved."""
    return ChangeOutcome(opened, problem=problem, unsaved=tuple(sent_names(sent)))


def change_fields(opened: OpenElement, sent: object) -> ChangeOutcome:
    """Return the outcome of the form of an element: changes are refused one by one, and the others are made."""
    found = sent_fields(opened.fields, opened.element.value, sent)
    changes, refusals = dict(found.changes), ChangeOutcome(opened, faults=found.faults)
    outcome = _changed(opened, changes)
    while outcome.refused:
        refused, faults = _changes_to_refuse(opened, changes, outcome)
        elsewhere = () if outcome.faults else outcome.elsewhere
        refusals = replace(
            refusals,
            faults={**faults, **refusals.faults},
            elsewhere=tuple(dict.fromkeys((*refusals.elsewhere, *elsewhere))),
            problem=refusals.problem or outcome.problem,
        )
        changes = {path: value for path, value in changes.items() if path not in refused}
        outcome = _changed(opened, changes)
    left = {*found.faults, *found.clashes}
    unsaved = tuple(
        spec.name
        for spec in opened.fields
        if spec.name in left or (spec.path in found.changes and spec.path not in changes)
    )
    return replace(
        refusals,
        saved=outcome.saved,
        clashes=found.clashes,
        unsaved=unsaved,
        notes=outcome.notes,
        text=outcome.text,
    )


def _changed(opened: OpenElement, changes: Mapping[PlacePath, Any]) -> ChangeOutcome:
    """Return the outcome of some changes of an element, made together or not at all."""
    element, fields = opened.element, opened.fields
    if not changes:
        return ChangeOutcome(opened)
    value = with_values(element.value, changes)
    faults = {**field_faults(element, fields, value), **offer_faults(fields, changes, value)}
    if faults:
        return ChangeOutcome(opened, faults=faults)
    steps = list(operations(element.path, element.value, value, names_of(element.kind)))
    return apply_operations(opened, steps, changes)


def _changes_to_refuse(
    opened: OpenElement, changes: Mapping[PlacePath, Any], outcome: ChangeOutcome
) -> tuple[set[PlacePath], dict[str, str]]:
    """Return the places of the changes to leave out so that the others can be made, and the faults of their fields.

    When the error is in another element, the changes are tried one name of the file after another.
    """
    if outcome.faults:
        return refused_changes(opened.fields, changes, outcome.faults)
    accepted: dict[PlacePath, Any] = {}
    for name in dict.fromkeys(path[0] for path in changes):
        own = {path: value for path, value in changes.items() if path[0] == name}
        if len(own) < len(changes) and not _changed(opened, accepted | own).refused:
            accepted |= own
    refused = changes.keys() - accepted.keys()
    faults = {spec.name: ELSEWHERE for spec in opened.fields if outcome.elsewhere and spec.path in refused}
    return refused, faults


def add_element(opened: OpenElement, sent: object, key: str) -> ChangeOutcome:
    """Return the outcome of the form of an element to add, which is added whole or not at all."""
    element, fields = opened.element, opened.fields
    found = sent_fields(fields, {}, sent)
    value = with_values({"id": key} if has_id(element.kind) else {}, found.changes)
    faults = {**field_faults(element, fields, value), **offer_faults(fields, found.changes, value), **found.faults}
    if faults:
        return ChangeOutcome(opened, faults=faults)
    return apply_operations(
        opened, [insertion(opened.source, element, in_order(element.kind, value))], found.changes
    )


def apply_operations(
    opened: OpenElement, steps: Sequence[Operation], changes: Mapping[PlacePath, Any] | None = None
) -> ChangeOutcome:
    """Return the outcome of operations on the text of a draft; if they create errors, these, and no text to save.

    `changes`: the changes of fields that the operations make, for the list of fields saved.
    """
    try:
        edited = apply(opened.draft.source.decode(), *steps)
    except CannotWriteError as error:
        return ChangeOutcome(opened, problem=f"{error}.")
    source, validation = readable(edited.text.encode()), validated(edited.text.encode())
    errors = new_errors(validated(opened.draft.source).problems, validation.problems)
    if errors and source:
        faults, elsewhere = at_fields(source, opened.element, opened.fields, errors)
        return ChangeOutcome(opened, faults=faults, elsewhere=tuple(elsewhere))
    names = tuple(spec.name for spec in opened.fields if changes and spec.path in changes)
    return ChangeOutcome(opened, saved=names, notes=edited.notes, text=edited.text)
