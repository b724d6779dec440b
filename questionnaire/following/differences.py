"""What one side changed since the base."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.following.changes import Change
from questionnaire.following.merging import Merger
from questionnaire.following.tree import Place, Value


def differences(base: Mapping[str, Value], other: Mapping[str, Value]) -> list[Change]:
    """Return what `other` changed since the base, as the changes of the project are told."""
    merger = Merger(base, base, other, {})
    merger.merge()
    return [taken.change for taken in merger.taken]


def differences_of_item(place: Place, base: dict[str, Value], other: dict[str, Value]) -> list[Change]:
    """Return what changed inside an item."""
    merger = Merger({}, {}, {}, {})
    merger.record(place, base, base, other)
    return [taken.change for taken in merger.taken]
