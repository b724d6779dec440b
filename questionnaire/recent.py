"""The last values worked out, kept by text, in a place that does not grow."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

MOST = 2048

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The last values put, by text."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[str, Value] = {}
        self._turn = threading.Lock()

    def get(self, key: str) -> Value | None:
        """Return the value of that key, if it is still kept."""
        return self._kept.get(key)

    def put(self, key: str, value: Value) -> None:
        """Keep a value, and let the oldest ones go."""
        with self._turn:
            self._kept[key] = value
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
