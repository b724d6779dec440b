"""One request of a process computes at a time; those that wait, for a disk or for a PDF, let the others pass.

Python runs one thread at a time anyway. Left to themselves, threads take its lock from each other at every short call
to SQLite, ten times for one page, and that costs as much as half the page (decision 0015). A request that never took
its turn (a command, a page of the facilitators) waits for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_turn = threading.Lock()
_mine = threading.local()


@contextmanager
def computing() -> Iterator[None]:
    """Wait for one's turn, and keep it."""
    with _turn:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


@contextmanager
def aside() -> Iterator[None]:
    """Leave one's turn to the others, if one has it, and take it again at the end.

    Whoever takes a lock of their own takes it in here: waiting for it with the turn in hand would stop everybody.
    """
    if not getattr(_mine, "held", False):
        yield
        return
    _mine.held = False
    _turn.release()
    try:
        yield
    finally:
        _turn.acquire()
        _mine.held = True
