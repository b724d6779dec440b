"""Connections to PostgreSQL that never wait for ever: a server may stop answering without breaking its connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus


def bounded(seconds: float) -> Callable[..., psycopg.Connection[Any]]:
    """Return how to connect so that every answer is waited for during so many seconds at most.

    After that the connection is closed, since nobody knows what became of its transaction, and OperationalError raised.
    """

    class Bounded(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except psycopg.OperationalError:
                if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    self.pgconn.finish()
                raise

    def connect(_dialect: Any, _record: Any, given: list[Any], named: dict[str, Any]) -> psycopg.Connection[Any]:
        return Bounded.connect(*given, **named)

    return connect
