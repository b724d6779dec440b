"""The SQL of a statement is written once for all the engines that the tests make: it took a sixth of their time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine


class WrittenOnce(dict[tuple[Any, ...], Any]):
    """The SQL of statements; SQLAlchemy's keys begin with the dialect of an engine: here with the kind of dialect."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Return the SQL of a statement, written for any engine of that kind."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], written: Any) -> None:
        """Keep the SQL of a statement for the engines of that kind."""
        super().__setitem__((type(key[0]), *key[1:]), written)


WRITTEN = WrittenOnce()


def engine_with_common_sql(*arguments: Any, **options: Any) -> Engine:
    """Make an engine as SQLAlchemy does, that finds the SQL already written for another."""
    options["execution_options"] = {**options.get("execution_options", {}), "compiled_cache": WRITTEN}
    return create_engine(*arguments, **options)
