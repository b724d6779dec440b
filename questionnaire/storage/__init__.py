"""The database: SQLAlchemy lives here alone."""

from questionnaire.storage.engine import make_engine
from questionnaire.storage.schema import upgrade
from questionnaire.storage.store import Diagnostic, Store, now

__all__ = ["Diagnostic", "Store", "make_engine", "now", "upgrade"]
