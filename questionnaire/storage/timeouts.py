"""Connections to PostgreSQL with a timeout on every answer, for servers that hang without closing connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus


def bounded_connect(seconds: float) -> Callable[..., psycopg.Connection[Any]]:
    """Return a « do_connect » handler whose connections wait at most `seconds` for each answer.

    After that the connection is closed, as the outcome of its transaction is unknown, and OperationalError raised.
    """

    class BoundedConnection(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except psycopg.OperationalError:
                if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    self.pgconn.finish()
                raise

    def connect(
        _dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]
    ) -> psycopg.Connection[Any]:
        return BoundedConnection.connect(*arguments, **options)

    return connect
