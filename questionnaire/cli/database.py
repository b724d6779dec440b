"""Opens the database for commands; creates or upgrades its schema for some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questionnaire.config import Settings
from questionnaire.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_HINT = (
    "lancez cette commande avec les réglages du site (QUESTIONNAIRE_INSTANCE, QUESTIONNAIRE_DATABASE_URL), "
    "et au moins un premier lancement"
)


def prepare_database(settings: Settings) -> None:
    """Upgrade the database to the schema of this release."""
    from questionnaire.storage import make_engine, upgrade

    engine = make_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()


def words_if_unreadable(settings: Settings) -> str | None:
    """Return in French that this release cannot read the version in service, whatever the schema; None when it can."""
    from questionnaire.services.unreadable import unreadable_words
    from questionnaire.storage import PublicationStore, make_engine

    engine = make_engine(settings.database_url)
    words = unreadable_words(PublicationStore(engine))
    engine.dispose()
    return words


def initialize_database(settings: Settings) -> None:
    """Create the schema of a database that has none; an earlier schema is left to `questionnaire migrate`."""
    from questionnaire.storage import is_new, make_engine, upgrade

    engine = make_engine(settings.database_url)
    if is_new(engine):
        upgrade(engine)
    engine.dispose()


def open_database(settings: Settings, *, any_schema: bool = False) -> Engine:
    """Open an existing database that has the schema of this release (or any schema, with `any_schema`).

    Raises StorageError otherwise, so that wrong settings do not create an empty database.
    """
    from questionnaire.storage import is_new, make_engine, must_be_current, must_be_there

    engine = make_engine(must_be_there(settings.database_url, f" : {_HINT}"))
    if is_new(engine):
        address = engine.url.render_as_string(hide_password=True)
        raise StorageError(f"la base « {address} » est vide : {_HINT}")
    if not any_schema:
        must_be_current(engine)
    return engine
