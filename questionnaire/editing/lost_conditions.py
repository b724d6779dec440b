"""Finds the conditions and tiers that lost a reference to a removed element: their meaning changed, to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questionnaire.criteria.conditions import atoms, names_in
from questionnaire.criteria.elements import FileElement, element_at, elements, find_element
from questionnaire.criteria.id_places import (
    CHOICES,
    CONDITIONS,
    CRITERION,
    ID_CONDITIONS,
    NAMED_CONDITION,
    QUESTION,
    Element,
    elements_at,
)
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.field_values import long_value_at


@dataclass(frozen=True)
class LostCondition:
    """A condition that lost a part, or all of it (`whole`): its element, the name of the field, its line."""

    element: FileElement
    name: str  # empty for a named condition
    line: int
    whole: bool
    before: Any  # what it was


@dataclass(frozen=True)
class LostGate:
    """A tier that no longer requires a criterion: its title, what it required, what it requires now."""

    element: FileElement
    title: str
    before: Any
    now: Any


def lost_conditions(before: YamlSource, now: YamlSource) -> tuple[LostCondition, ...]:
    """Return the conditions of `before` that refer to removed elements, and that nobody rewrote since."""
    gone = set(elements_at(before, ())) - set(elements_at(now, ()))
    return tuple(_lost(before, now, gone)) if gone else ()


def lost_gates(before: YamlSource, now: YamlSource) -> tuple[LostGate, ...]:
    """Return the tiers of `before` that required a removed criterion, and whose gates nobody rewrote since."""
    known = {element.id for element in elements_at(now, ()) if element.kind == CRITERION}
    gone = {element.id for element in elements_at(before, ()) if element.kind == CRITERION} - known
    return tuple(_lost_gates(before, now, gone)) if gone else ()


def _lost_gates(before: YamlSource, now: YamlSource, gone: set[str]) -> Iterator[LostGate]:
    tiers = {_tier_title(tier): tier for _, tier in now.find("paliers.*")}
    for path, gates in before.find("paliers.*.exige"):
        title = _tier_title(before.value["paliers"][path[1]])
        required, left = _required(gates), _required(long_value_at(tiers.get(title), ("exige",)))
        if title in tiers and required & gone and left <= required - gone:
            yield LostGate(next(elements(now, "paliers")), title, gates, tiers[title].get("exige"))


def _tier_title(tier: Any) -> str:
    return str(tier.get("titre")) if isinstance(tier, dict) else ""


def _required(gates: Any) -> set[str]:
    blocks = gates if isinstance(gates, list) else ()
    return {gate["critere"] for gate in blocks if isinstance(gate, dict) and isinstance(gate.get("critere"), str)}


def _lost(before: YamlSource, now: YamlSource, gone: set[Element]) -> Iterator[LostCondition]:
    for pattern in CONDITIONS:
        for path, condition in before.find(pattern):
            cited, holder = set(_cited(condition)), element_at(before, path)
            if not cited & gone or holder is None:
                continue
            own = path[len(holder.path) :]
            current = find_element(now, holder.kind.word, holder.key)
            if current and long_value_at(current.value, own[:-1]) is not None:
                new = long_value_at(current.value, own)
                if set(_cited(new)) <= cited - gone:
                    name = ".".join(map(str, own))
                    yield LostCondition(current, name, now.line((*current.path, *own)), new is None, condition)


def _cited(condition: Any) -> Iterator[Element]:
    """Yield the elements that a condition refers to; accepts any shape."""
    for _, name in names_in(condition, ()):
        yield Element(NAMED_CONDITION, str(name))
    for _, atom in atoms(condition, ()):
        for kind, name in ID_CONDITIONS.items():
            if isinstance(atom.get(name), str):
                yield Element(kind, atom[name])
        values = atom.get("vaut") if isinstance(atom.get(ID_CONDITIONS[QUESTION]), str) else None
        for choice in values if isinstance(values, list) else ():
            yield Element(CHOICES, str(choice), atom[ID_CONDITIONS[QUESTION]])
