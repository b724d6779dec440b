"""What may be done to a text of criteria: one operation changes one value, one name or one item.

A place is a tuple of names and of positions from 0: ("axes", 0, "criteres", 2, "question", "projet").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaire.criteria.id_places import Element
from questionnaire.criteria.yaml_source import PlacePath


@dataclass(frozen=True, slots=True)
class SetValue:
    """Write another value at a place that has one: a text, a number, yes or no, a list, a block.

    Of lists and blocks written line by line, the parts that stay keep their lines.
    """

    path: PlacePath
    value: Any


@dataclass(frozen=True, slots=True)
class AddName:
    """Add a name and its value to a block; `path` ends with the new name.

    It comes after those of `order` that stand before it there, else at the end of the block.
    """

    path: PlacePath
    value: Any
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveName:
    """Remove a name, its value and the comments that touch it from above. A block left empty goes too."""

    path: PlacePath


@dataclass(frozen=True, slots=True)
class InsertAfter:
    """Insert an item in a list after the item at `path`; a last step of -1 inserts before the first one."""

    path: PlacePath
    value: Any


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy an item after itself, as it is written, with other values at some places below it, as {("id",): "autre"}."""

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
    """Remove an item of a list and the comments that touch it from above.

    A list left empty goes with its name, or stays as `[]` at the top of the file.
    """

    path: PlacePath


@dataclass(frozen=True, slots=True)
class RenameEverywhere:
    """Give another id to an element, wherever it is written."""

    element: Element
    new_id: str


@dataclass(frozen=True, slots=True)
class RemoveEverywhere:
    """Remove an element, what refers to it, and what has no reason left; `removal.preview_removal` tells what."""

    element: Element


Operation = (
    SetValue | AddName | RemoveName | InsertAfter | Copy | Move | Remove | RenameEverywhere | RemoveEverywhere
)
