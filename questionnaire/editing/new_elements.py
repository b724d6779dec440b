"""New, copied and moved elements of a text: their places, their ids, the order of their keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaire.criteria.conditions import NAME
from questionnaire.criteria.elements import KINDS, ElementKind, FileElement, elements, find_element
from questionnaire.criteria.types import ID_MAX
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.field_values import long_value_at
from questionnaire.editing.field_wording import ID_TAKEN, NAME_TAKEN
from questionnaire.editing.operations import AddName, Copy, InsertAfter, Move, Operation
from questionnaire.typography import french

HOLDERS = {
    "critere": "axe",
    "conseil": "critere",
    "choix": "contexte",
}  # kind -> kind of the elements that hold it
RESERVED = "nouveau"  # in URLs, the page that adds an element
FIRST_PLACE, AFTER, LAST_IN = "En premier", "Après", "À la fin de"
_PLAIN_CHARACTERS = str.maketrans({"œ": "oe", "Œ": "oe", "’": " ", "æ": "ae"})
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_IN_IDS = re.compile(r"[a-z0-9-]")


def new_element(source: YamlSource, word: str, holder: str) -> FileElement | None:
    """Return an empty element at the end of its list; None when nothing of that kind can be added there."""
    kind = KINDS.get(word)
    if kind is None or not kind.pattern.endswith("*") or word == "condition":
        return None
    above = find_element(source, HOLDERS[word], holder) if word in HOLDERS else None
    if word in HOLDERS and (above is None or not isinstance(above.value, dict)):
        return None
    place = (*(above.path if above else ()), kind.pattern.split(".")[-2])
    there = long_value_at(source.value, place)
    return FileElement(kind, "", (*place, len(there) if isinstance(there, list) else 0), "", {})


def new_condition(words: str) -> FileElement:
    """Return an empty named condition, under the name that a person typed, turned into an id when possible."""
    name = words if NAME.fullmatch(words) else plain_id(words) or words
    return FileElement(KINDS["condition"], name, ("conditions", name), name, None)


def insertion(source: YamlSource, element: FileElement, value: Any) -> Operation:
    """Return the operation that adds an element at its place."""
    place, step = element.path[:-1], element.path[-1]
    if isinstance(step, str):
        return AddName(element.path, value) if place[0] in source.value else AddName(place, {step: value})
    if step:
        return InsertAfter((*place, step - 1), value)
    if isinstance(long_value_at(source.value, place), list):
        return InsertAfter((*place, -1), value)
    holder = next((KINDS[word] for word in HOLDERS.values() if place[-1] == KINDS[word].inside), None)
    return AddName(place, [value], names_of(holder) if holder else ())


def names_of(kind: ElementKind) -> tuple[str, ...]:
    """Return the keys of a kind of element, in the order of the model."""
    return tuple(info.alias or name for name, info in kind.model.model_fields.items())


def in_order(kind: ElementKind, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block with its keys in the order of the model."""
    return {name: value[name] for name in names_of(kind) if name in value}


def has_place(element: FileElement) -> bool:
    """Tell whether an element is a list item: it can be copied, moved and removed."""
    return element.kind.pattern.endswith("*") and isinstance(element.path[-1], int)


def is_removable(element: FileElement) -> bool:
    """Tell whether an element can be removed: a list item, or a named condition."""
    return has_place(element) or element.kind.word == "condition"


def has_id(kind: ElementKind) -> bool:
    """Tell whether the elements of a kind have an id; that of a named condition is its name."""
    return "id" in kind.model.model_fields or kind.word == "condition"


def free_id(source: YamlSource, element: FileElement, title: str) -> str:
    """Return an id made from a title, that no element of that kind has."""
    taken = {*ids_like(source, element), RESERVED}
    name = plain_id(title) or element.kind.word
    return next(
        candidate
        for candidate in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
        if candidate not in taken
    )


def plain_id(text: str) -> str:
    """Return a text turned into an id: lower-case ASCII words joined by hyphens; empty when nothing is left."""
    plain = (
        unicodedata.normalize("NFKD", text.translate(_PLAIN_CHARACTERS)).encode("ascii", "ignore").decode().lower()
    )
    return _NOT_IN_IDS.sub("-", plain).strip("-")[: ID_MAX - 4].strip("-")


def id_fault(text: str) -> str:
    """Return in French why a text cannot be an id, and how to write it; empty when it can."""
    if text == RESERVED:
        return french(f"« {RESERVED} » est réservé à l’outil. Écrivez par exemple « {RESERVED}-lieu ».")
    if NAME.fullmatch(text) and len(text) <= ID_MAX:
        return ""
    odd = dict.fromkeys(character for character in text if not _IN_IDS.fullmatch(character))
    if odd:
        listed = ", ".join("l’espace" if character.isspace() else f"« {character} »" for character in odd)
        fault = f"un identifiant n’a que des minuscules sans accent, des chiffres et des tirets, pas {listed}"
    elif len(text) > ID_MAX:
        fault = f"un identifiant a {ID_MAX} signes au plus, et celui-ci en a {len(text)}"
    else:
        fault = "dans un identifiant, les tirets séparent des mots, un seul à la fois"
    how = plain_id(text)
    return french(f"{fault}.{f' Écrivez par exemple « {how} ».' if how else ''}")


def ids_like(source: YamlSource, element: FileElement) -> set[str]:
    """Return the ids of the elements of the same kind; for a choice, of the choices of its question."""
    if element.kind.word == "condition":
        return {other.key for other in elements(source, element.kind.word)}
    return {
        str(other.value["id"])
        for other in elements(source, element.kind.word)
        if isinstance(other.value, dict)
        and "id" in other.value
        and ("choix" not in other.path or other.path[:-1] == element.path[:-1])
    }


def id_refusal(source: YamlSource, element: FileElement, name: str) -> str:
    """Return in French why an element may not have an id: malformed, or taken; empty when it may."""
    taken = NAME_TAKEN if element.kind.word == "condition" else ID_TAKEN
    return id_fault(name) or (taken if name in ids_like(source, element) else "")


def copy_of(source: YamlSource, element: FileElement, title: str) -> tuple[Copy, str]:
    """Return the operation that copies an element after itself under another title, and the key of the copy.

    The copy, and the elements inside it, get new ids.
    """
    titled = next((name for name in ("titre", "nom", "terme") if name in element.value), "")
    changes: dict[PlacePath, Any] = {}
    if titled:
        short = not isinstance(element.value[titled], dict)
        changes[(titled,) if short else (titled, "texte")] = title
    if not has_id(element.kind):
        return Copy(element.path, changes), str(int(element.path[-1]) + 2)
    new_id = free_id(source, element, title)
    changes[("id",)] = new_id
    for word, holder in HOLDERS.items():
        if holder == element.kind.word and word != "choix":
            for inner in elements(source, word):
                if inner.path[: len(element.path)] == element.path and inner.key:
                    changes[(*inner.path[len(element.path) :], "id")] = free_id(source, inner, inner.key)
    return Copy(
        element.path, changes
    ), new_id if element.kind.word != "choix" else f"{element.key.split('.')[0]}.{new_id}"


@dataclass(frozen=True)
class Destination:
    """A place where an element may be moved: its value in the form, its label, and the operation."""

    name: str
    words: str
    move: Move


def destinations(source: YamlSource, element: FileElement) -> list[Destination]:
    """Return the places where an element may be moved: in its list, and at the end of the other lists of its kind."""
    word, place, position = element.kind.word, element.path[:-1], int(element.path[-1])
    places = [Destination("debut", FIRST_PLACE, Move(element.path, (*place, -1)))] if position else []
    for other in elements(source, word):
        if other.path[:-1] == place and int(other.path[-1]) not in (position, position - 1):
            places.append(
                Destination(f"apres {other.path[-1]}", f"{AFTER} {other.title}", Move(element.path, other.path))
            )
    for above in elements(source, HOLDERS[word]) if word in HOLDERS and word != "choix" else ():
        inside = long_value_at(above.value, (place[-1],))
        if above.path != place[:-1] and isinstance(inside, list) and inside:
            last = (*above.path, place[-1], len(inside) - 1)
            places.append(Destination(f"fin {above.key}", f"{LAST_IN} {above.title}", Move(element.path, last)))
    return places
