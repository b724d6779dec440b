"""The order of lists that two sides changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def in_order_of(items: Sequence[Any], first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """Return `items` in the order of `first`; the others go after their neighbours in `second`."""
    result = [one for one in first if one in items]
    for source in (second, items):
        for one in source:
            if one in items and one not in result:
                insert_like(result, source, one)
    return result


def insert_like(result: list[Any], source: Sequence[Any], one: Any) -> None:
    """Insert an item after the nearest one that comes before it in `source`; else before the nearest after it."""
    at = source.index(one)
    for before in reversed(source[:at]):
        if before in result:
            result.insert(result.index(before) + 1, one)
            return
    for after in source[at + 1 :]:
        if after in result:
            result.insert(result.index(after), one)
            return
    result.append(one)
