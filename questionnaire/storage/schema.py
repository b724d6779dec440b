"""Checks and upgrades the schema of the database, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from questionnaire.errors import StorageError
from questionnaire.storage.engine import reason

_LOCK = 7_254_001  # an arbitrary key of PostgreSQL's advisory locks


def upgrade(engine: Engine) -> None:
    """Upgrade the database to the schema of this release; does nothing when it has it. Raises StorageError."""
    config = _config()
    _refuse_newer(engine)
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":  # servers that start together upgrade one after the other
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise StorageError(
            f"la base de données ne peut pas être ouverte ou mise à jour ({reason(error)})."
        ) from error


def is_current(engine: Engine) -> bool:
    """Tell whether the database has the schema of this release."""
    return _revision(engine) == ScriptDirectory.from_config(_config()).get_current_head()


def must_be_current(engine: Engine) -> None:
    """Raise StorageError when the database has another schema."""
    if not is_current(engine):
        _refuse_newer(engine)
        raise StorageError(
            "la base de données est celle d’une version antérieure : après une sauvegarde, lancez « questionnaire migrate »"
        )


def _refuse_newer(engine: Engine) -> None:
    revision = _revision(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise StorageError(
            f"la base de données vient d’une version plus récente du programme (schéma {revision}) : reprenez cette "
            "version, ou remettez une sauvegarde d’avant dans une base neuve"
        )


def is_new(engine: Engine) -> bool:
    """Tell whether the database has no schema yet."""
    return _revision(engine) is None


def _revision(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise StorageError(f"la base de données ne peut pas être ouverte ({reason(error)}).") from error


def describe(engine: Engine) -> str:
    """Return the database's name, version and durability settings, in one line."""
    queries = {
        "sqlite": "SELECT 'SQLite ' || sqlite_version(), 'journal ' || journal_mode, 'synchronous ' || synchronous FROM pragma_journal_mode, pragma_synchronous",
        "postgresql": "SELECT 'PostgreSQL ' || current_setting('server_version'), current_setting('server_encoding'),"
        " 'synchronous_commit=' || current_setting('synchronous_commit')",
    }
    try:
        with engine.connect() as connection:
            return ", ".join(
                str(value) for value in connection.exec_driver_sql(queries[engine.dialect.name]).one()
            )
    except SQLAlchemyError as error:
        raise StorageError(f"la base de données ne répond pas ({reason(error)})") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
