"""A statement compiled once, for what every request asks: SQLAlchemy writes the SQL and reads the types, nothing more.

Compiling is kept by SQLAlchemy anyway; what is left out here is the machinery of a transaction around one SELECT, which
took more than the SELECT itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError
from questionnaire.storage.engine import reason


class Prepared:
    """A SELECT whose parameters are all named, run alone: it reads one state of the database by itself."""

    def __init__(self, engine: Engine, statement: Select[*tuple[Any, ...]]) -> None:
        self._engine = engine
        dialect = engine.dialect
        self._fault: type[Exception] = dialect.loaded_dbapi.Error
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._readers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row, its values as SQLAlchemy would give them, or None."""
        given = values if self._order is None else [values[name] for name in self._order]
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(self._sql, given)
                row = cursor.fetchone()
                cursor.close()
            finally:
                connection.close()
        except (SQLAlchemyError, self._fault) as error:
            raise StorageError(reason(error)) from error
        if row is None:
            return None
        return tuple(read(value) if read else value for read, value in zip(self._readers, row, strict=True))
