"""The database: SQLAlchemy lives here alone."""

from questionnaire.storage.engine import make_engine
from questionnaire.storage.schema import is_current, upgrade
from questionnaire.storage.store import Diagnostic, Store, now

__all__ = ["Diagnostic", "Store", "is_current", "make_engine", "now", "upgrade"]
