"""The changes of one side since the base."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.following.changes import Change
from questionnaire.following.merging import Merger
from questionnaire.following.tree import Place, Value


def differences(base: Mapping[str, Value], other: Mapping[str, Value]) -> list[Change]:
    """Return the changes of `other` since the base, in the form of changes of the project."""
    merger = Merger(base, base, other, {})
    merger.merge()
    return [taken.change for taken in merger.taken]


def differences_of_item(place: Place, base: dict[str, Value], other: dict[str, Value]) -> list[Change]:
    """Return the changes inside an item."""
    merger = Merger({}, {}, {}, {})
    merger.record(place, base, base, other)
    return [taken.change for taken in merger.taken]
