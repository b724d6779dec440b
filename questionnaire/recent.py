"""What was worked out once and is kept for a while, in places that do not grow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

MOST = 2048

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The last values put, by key."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Hashable, Value] = {}
        self._turn = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return the value of that key, if it is still kept."""
        return self._kept.get(key)

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, and let the oldest ones go."""
        with self._turn:
            self._kept[key] = value
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]


class OncePer:
    """What is worked out once for an owner (a version of the criteria) and a key, and forgotten with the owner."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._owners: WeakKeyDictionary[Any, Recent[Any]] = WeakKeyDictionary()

    def __len__(self) -> int:
        return len(self._owners)

    def get(self, owner: Hashable, key: Hashable, build: Callable[[], Value]) -> Value:
        """Return what `build` gave the first time."""
        known = self._owners.get(owner)
        if known is None:
            known = self._owners.setdefault(owner, Recent(self._most))
        value: Value | None = known.get(key)
        if value is None:
            value = build()
            known.put(key, value)
        return value
