"""Changes the id of an element of the criteria and of all the references to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from questionnaire.criteria.conditions import NAME
from questionnaire.criteria.id_places import NAMED_CONDITION, Element, defined_at, used_at
from questionnaire.criteria.types import ID_MAX
from questionnaire.criteria.yaml_source import PlacePath, Step, read_once
from questionnaire.editing.blocks import write_flow, write_name
from questionnaire.editing.holders import holder_of, title_of
from questionnaire.editing.plain import Change, changed
from questionnaire.editing.plans import Plan, set_at
from questionnaire.editing.spans import GONE, Document, Splice
from questionnaire.errors import CannotWriteError, quoted


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a new id would change: the title of the element, and how many elements of each kind refer to it."""

    element: Element
    title: str
    elsewhere: Counter[str]


def preview_renaming(text: str, element: Element) -> Renaming:
    """Return what another id for an element would change. Raises CriteriaError when the text cannot be read."""
    document = Document(text, read_once(text.encode()))
    home, uses = _places(document, element)
    holders = {holder_of(path) for path, _ in uses} - {holder_of(path) for path in home}
    return Renaming(element, title_of(document.value, home[0]), Counter(kind for kind, _ in holders))


def plan_rename_everywhere(document: Document, element: Element, new_id: str) -> Plan:
    """Plan another id for an element. Raises CannotWriteError when it does not exist, or the new id is invalid or taken."""
    home, uses = _places(document, element)
    if not NAME.fullmatch(new_id) or len(new_id) > ID_MAX:
        raise CannotWriteError(
            f"{quoted(new_id)} ne peut pas servir d’identifiant (des minuscules sans accent, des chiffres et des "
            f"tirets, {ID_MAX} signes au plus)"
        )
    if defined_at(document.source, Element(element.kind, new_id, element.question)):
        raise CannotWriteError(f"l’identifiant {quoted(new_id)} sert déjà")
    if element.kind == NAMED_CONDITION:
        written = [(path, True) for path in home]
    else:
        written = [((*path, "id"), False) for path in home]
    splices, changes = [], []
    for path, is_name in (*written, *uses):
        splices.append(_splice(document, path, is_name, new_id))
        changes.append((path[:-1], _renamed(path[-1], new_id) if is_name else set_at(path[-1], new_id)))
    return Plan(splices, changed(document.value, *changes))


def _places(document: Document, element: Element) -> tuple[list[PlacePath], list[tuple[PlacePath, bool]]]:
    home = defined_at(document.source, element)
    if not home:
        raise CannotWriteError(GONE)
    return home, list(used_at(document.source, element))


def _splice(document: Document, path: PlacePath, is_name: bool, new_id: str) -> Splice:
    if is_name:
        key, _ = document.pair(document.node(path[:-1]), str(path[-1]))
        return Splice(key.start_mark.index, key.end_mark.index, write_name(new_id))
    start, end = document.span(path)
    return Splice(start, end, write_flow(new_id, getattr(document.node(path), "style", None)))


def _renamed(name: Step, new_id: str) -> Change:
    def change(holder: Any) -> None:
        holder[new_id] = holder.pop(name)

    return change
