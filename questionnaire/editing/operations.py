"""The operations on a criteria text: each changes one value, one key or one item.

A place is a tuple of keys and of positions from 0: ("axes", 0, "criteres", 2, "question", "projet").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaire.criteria.id_places import Element
from questionnaire.criteria.yaml_source import PlacePath


@dataclass(frozen=True, slots=True)
class SetValue:
    """Replace the value at a place: a text, a number, yes or no, a list, a block.

    In lists and blocks written line by line, the unchanged parts keep their lines.
    """

    path: PlacePath
    value: Any


@dataclass(frozen=True, slots=True)
class AddName:
    """Add a key and its value to a block; `path` ends with the new key.

    It goes after the keys that precede it in `order`, else at the end of the block.
    """

    path: PlacePath
    value: Any
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveName:
    """Remove a key, its value and the comments right above it. A block left empty goes too."""

    path: PlacePath


@dataclass(frozen=True, slots=True)
class InsertAfter:
    """Insert an item in a list after the item at `path`; a last step of -1 inserts before the first one."""

    path: PlacePath
    value: Any


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy an item after itself with its layout; `changes`: other values at places below it, as {("id",): "autre"}."""

    path: PlacePath
    changes: Mapping[PlacePath, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """Move an item after another, in its list or in another one; a last step of -1 makes it the first.

    Both places are those of the text before the move.
    """

    path: PlacePath
    after: PlacePath


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove an item of a list and the comments right above it.

    A list left empty goes with its key, or stays as `[]` at the top of the file.
    """

    path: PlacePath


@dataclass(frozen=True, slots=True)
class RenameEverywhere:
    """Give another id to an element, wherever it is written."""

    element: Element
    new_id: str


@dataclass(frozen=True, slots=True)
class RemoveEverywhere:
    """Remove an element, the references to it, and what makes no sense without them (see `removal.preview_removal`)."""

    element: Element


Operation = (
    SetValue | AddName | RemoveName | InsertAfter | Copy | Move | Remove | RenameEverywhere | RemoveEverywhere
)
