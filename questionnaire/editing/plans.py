"""Plans each operation: the splices that do it, and the value that the text must then read as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from questionnaire.criteria.yaml_source import PlacePath, Step
from questionnaire.editing.blocks import write_flow
from questionnaire.editing.cuts import by_parent, cut, emptied
from questionnaire.editing.inserts import insert_item, insert_lines, insert_pair, insert_text
from questionnaire.editing.operations import AddName, Copy, InsertAfter, Move, Remove, RemoveName, SetValue
from questionnaire.editing.plain import Change, changed, value_at
from questionnaire.editing.replacing import replacing
from questionnaire.editing.spans import GONE, Document, Splice, spliced
from questionnaire.errors import CannotWriteError

_REMARK = re.compile(r"^ *(#.*)", re.MULTILINE)
HERE_ALREADY = "ce nom est déjà écrit ici"
ALONE = "c’est le dernier élément de sa liste, qui ne peut pas rester vide"
INSIDE_ITSELF = "un élément ne peut pas aller à l’intérieur de lui-même"
WHOLE_FILE = "le fichier ne peut ni rester vide, ni être remplacé d’un coup"


@dataclass(frozen=True, slots=True)
class Plan:
    """The splices of an operation, and the value intended (`meant`)."""

    splices: list[Splice]
    meant: Any
    notes: tuple[str, ...] = ()  # what else is lost, in French


def plan_set(document: Document, operation: SetValue) -> Plan:
    """Plan the writing of another value."""
    path, value = operation.path, operation.value
    if not path:
        raise CannotWriteError(WHOLE_FILE)
    splices = replacing(document, path, value)
    meant = changed(document.value, (path[:-1], set_at(path[-1], value)))
    is_scalar = isinstance(document.node(path), yaml.ScalarNode)
    return Plan(splices, meant, () if is_scalar else tuple(_remarks_lost(document, splices)))


def _remarks_lost(document: Document, splices: list[Splice]) -> Iterator[str]:
    """Yield a note for each comment lost with the lines replaced."""
    for splice in splices:
        for remark in _REMARK.findall(document.text, splice.start, splice.end):
            yield f"la remarque « {remark} » part avec ce qu’elle touchait."


def plan_add(document: Document, operation: AddName) -> Plan:
    """Plan the addition of a key to a block."""
    (*above, name), value = operation.path, operation.value
    parent = tuple(above)
    document.node(parent)
    block = value_at(document.value, parent)
    if not block:
        return plan_set(document, SetValue(parent, {name: value}))
    if not isinstance(block, dict):
        raise CannotWriteError(GONE)
    if name in block:
        raise CannotWriteError(HERE_ALREADY)
    known = operation.order[: operation.order.index(name)] if name in operation.order else tuple(block)
    after = next((key for key in reversed(known) if key in block), None)
    splice = insert_pair(document, parent, after, str(name), value)
    return Plan([splice], changed(document.value, (parent, set_at(name, value))))


def plan_removal(document: Document, operation: RemoveName | Remove) -> Plan:
    """Plan the removal of a key or of an item."""
    document.node(operation.path)
    return removal_of(document, [operation.path])


def removal_of(document: Document, paths: Iterable[PlacePath]) -> Plan:
    """Plan the removal of several places in one pass; a list at the top of the file stays, as `[]`."""
    splices: list[Splice] = []
    changes: list[tuple[PlacePath, Change]] = []
    for parent, gone in by_parent(emptied(document, paths)).items():
        if len(gone) < len(document.siblings(parent)):
            splices += cut(document, gone)
            changes.append((parent, _without([path[-1] for path in gone])))
        elif parent:
            nothing: Any = [] if isinstance(gone[0][-1], int) else {}
            splices += replacing(document, parent, nothing)
            changes.append((parent[:-1], set_at(parent[-1], nothing)))
        else:
            raise CannotWriteError(WHOLE_FILE)
    return Plan(splices, changed(document.value, *changes))


def plan_insertion(document: Document, operation: InsertAfter) -> Plan:
    """Plan the insertion of an item."""
    parent, at = _list_and_position(document, operation.path)
    if not value_at(document.value, parent):
        return plan_set(document, SetValue(parent, [operation.value]))
    splice = insert_item(document, parent, at, operation.value)
    return Plan([splice], changed(document.value, (parent, _insert(at + 1, operation.value))))


def plan_copy(document: Document, operation: Copy) -> Plan:
    """Plan the copy of an item."""
    path, changes = operation.path, operation.changes
    parent, at = _list_and_position(document, path)
    item = value_at(document.value, path)
    inner = [splice for below, value in changes.items() for splice in replacing(document, (*path, *below), value)]
    meant = changed(item, *((below[:-1], set_at(below[-1], value)) for below, value in changes.items()))
    whole = document.in_flow(path)
    start, end = document.span(path) if whole else document.entry(path)
    written = spliced(
        document.text[start:end],
        [Splice(splice.start - start, splice.end - start, splice.text) for splice in inner],
    )
    insert = insert_text if whole else insert_lines
    splice = insert(document, (*parent, 0), path, written)
    return Plan([splice], changed(document.value, (parent, _insert(at + 1, meant))))


def plan_move(document: Document, operation: Move) -> Plan:
    """Plan the move of an item."""
    path, after = operation.path, operation.after
    source, at = _list_and_position(document, path)
    target, to = _list_and_position(document, after)
    if after[: len(path)] == path and after != path:
        raise CannotWriteError(INSIDE_ITSELF)
    if source == target and to in (at, at - 1):
        return Plan([], document.value)
    items = value_at(document.value, source)
    if len(items) == 1:
        raise CannotWriteError(ALONE)
    splices = [*_arrival(document, path, target, to), *cut(document, [path])]
    if source == target:
        return Plan(splices, changed(document.value, (source, _reorder(at, to))))
    leave: tuple[PlacePath, Change] = (source, _without([at]))
    if value_at(document.value, target):
        return Plan(splices, changed(document.value, leave, (target, _insert(to + 1, items[at]))))
    return Plan(splices, changed(document.value, leave, (target[:-1], set_at(target[-1], [items[at]]))))


def _arrival(document: Document, path: PlacePath, target: PlacePath, to: int) -> list[Splice]:
    """Return the splices that write a moved item at its new place, with its own lines where both lists are in block style."""
    item = value_at(document.value, path)
    if not value_at(document.value, target):
        return replacing(document, target, [item])
    first, after = (*target, 0), (*target, to) if to >= 0 else None
    if document.in_flow(first):
        start, end = document.span(path)
        written = document.text[start:end] if document.in_flow(path) else write_flow(item)
        return [insert_text(document, first, after, written)]
    column = document.column(document.head(first))
    if document.in_flow(path):
        start, end = document.span(path)
        return [insert_lines(document, first, after, f"{' ' * column}- {document.text[start:end]}\n")]
    start, end = document.entry(path)
    deeper = column - document.column(document.head(path))
    return [insert_lines(document, first, after, _indented(document.text[start:end], deeper))]


def _indented(lines: str, deeper: int) -> str:
    if deeper >= 0:
        return re.sub(r"^(?=.*\S)", " " * deeper, lines, flags=re.MULTILINE)
    return re.sub(rf"^ {{1,{-deeper}}}", "", lines, flags=re.MULTILINE)


def _list_and_position(document: Document, path: PlacePath) -> tuple[PlacePath, int]:
    """Split the place of an item into its list and its position, -1 before the first. Raises CannotWriteError if absent."""
    *above, at = path
    parent = tuple(above)
    document.node(parent)
    items = value_at(document.value, parent)
    if not isinstance(at, int) or not isinstance(items or [], list) or not -1 <= at < len(items or []):
        raise CannotWriteError(GONE)
    return parent, at


def set_at(name: Step, value: Any) -> Change:
    """Return the change that sets a value at a key or a position."""

    def change(holder: Any) -> None:
        holder[name] = value

    return change


def _insert(at: int, value: Any) -> Change:
    return lambda items: items.insert(at, value)


def _reorder(at: int, to: int) -> Change:
    return lambda items: items.insert(to + 1 if to < at else to, items.pop(at))


def _without(steps: list[Step]) -> Change:
    """Return the change that deletes keys, or positions (not both)."""

    def change(holder: Any) -> None:
        for step in sorted(steps, key=lambda step: step if isinstance(step, int) else 0, reverse=True):
            del holder[step]

    return change
