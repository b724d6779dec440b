"""The order of lists that two sides changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def in_order_of(items: Sequence[Any], first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """Return `items` in the order of `first`; the others go after their neighbours in `second`."""
    result = [item for item in first if item in items]
    for source in (second, items):
        for item in source:
            if item in items and item not in result:
                insert_like(result, source, item)
    return result


def insert_like(result: list[Any], source: Sequence[Any], item: Any) -> None:
    """Insert an item after the nearest item that comes before it in `source`; else before the nearest after it."""
    at = source.index(item)
    for before in reversed(source[:at]):
        if before in result:
            result.insert(result.index(before) + 1, item)
            return
    for after in source[at + 1 :]:
        if after in result:
            result.insert(result.index(after), item)
            return
    result.append(item)
