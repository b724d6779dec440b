"""The database: SQLAlchemy lives here alone."""

from questionnaire.storage.accounts import Accounts, Facilitator
from questionnaire.storage.cohorts import StatisticsStore, Version
from questionnaire.storage.diagnostics import Diagnostic, Store
from questionnaire.storage.drafts import Draft, DraftLine, Drafts
from questionnaire.storage.engine import make_engine, must_be_there
from questionnaire.storage.publications import Origin, Publication, Publications, Release, Text
from questionnaire.storage.schema import describe, is_current, is_new, must_be_current, upgrade
from questionnaire.storage.transactions import now

__all__ = [
    "Accounts",
    "Diagnostic",
    "Draft",
    "DraftLine",
    "Drafts",
    "Facilitator",
    "Origin",
    "Publication",
    "Publications",
    "Release",
    "StatisticsStore",
    "Store",
    "Text",
    "Version",
    "describe",
    "is_current",
    "is_new",
    "make_engine",
    "must_be_current",
    "must_be_there",
    "now",
    "upgrade",
]
