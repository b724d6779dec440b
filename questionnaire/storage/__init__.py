"""The database: the only package that imports SQLAlchemy."""

from questionnaire.storage.accounts import AccountChange, AccountStore, Facilitator
from questionnaire.storage.active_time import ActiveTimeStore
from questionnaire.storage.attempts import AttemptStore
from questionnaire.storage.cohorts import CohortStore, SettledDiagnostic
from questionnaire.storage.copies import CopyStore, NewCopy, SharedCopy
from questionnaire.storage.crossing_rows import Crossing
from questionnaire.storage.crossings import CrossingStore, NewInvitation
from questionnaire.storage.diagnostics import Diagnostic, DiagnosticStore
from questionnaire.storage.draft_rereadings import Reread
from questionnaire.storage.draft_states import AT_FIRST, DraftState, done_states
from questionnaire.storage.drafts import Draft, DraftLine, DraftStore
from questionnaire.storage.engagements import (
    EngagementStore,
    Outcome,
    Owner,
    SavedEngagement,
    SentEngagement,
    of_crossing,
    of_diagnostic,
)
from questionnaire.storage.engine import make_engine, must_be_there
from questionnaire.storage.journal import JournalFilter, JournalStore
from questionnaire.storage.one_time_links import Invitation, LinkState, LinkStore, PasswordLink
from questionnaire.storage.photos import Photo, PhotoStore
from questionnaire.storage.project_choices import ProjectChoice, ProjectChoiceStore
from questionnaire.storage.publications import (
    CriteriaText,
    Origin,
    Place,
    ProjectText,
    Publication,
    PublicationStore,
)
from questionnaire.storage.schema import describe, is_current, is_new, must_be_current, upgrade
from questionnaire.storage.transactions import now
from questionnaire.storage.version_names import VersionName
from questionnaire.storage.workshop_hands import HandsStore
from questionnaire.storage.workshop_rows import RoomSettings, StoredStep, Workshop
from questionnaire.storage.workshops import NewWorkshop, Pulse, WorkshopStore

__all__ = [
    "AT_FIRST",
    "AccountChange",
    "AccountStore",
    "ActiveTimeStore",
    "AttemptStore",
    "CohortStore",
    "CopyStore",
    "CriteriaText",
    "Crossing",
    "CrossingStore",
    "Diagnostic",
    "DiagnosticStore",
    "Draft",
    "DraftLine",
    "DraftState",
    "DraftStore",
    "EngagementStore",
    "Facilitator",
    "HandsStore",
    "Invitation",
    "JournalFilter",
    "JournalStore",
    "LinkState",
    "LinkStore",
    "NewCopy",
    "NewInvitation",
    "NewWorkshop",
    "Origin",
    "Outcome",
    "Owner",
    "PasswordLink",
    "Photo",
    "PhotoStore",
    "Place",
    "ProjectChoice",
    "ProjectChoiceStore",
    "ProjectText",
    "Publication",
    "PublicationStore",
    "Pulse",
    "Reread",
    "RoomSettings",
    "SavedEngagement",
    "SentEngagement",
    "SettledDiagnostic",
    "SharedCopy",
    "StoredStep",
    "VersionName",
    "Workshop",
    "WorkshopStore",
    "describe",
    "done_states",
    "is_current",
    "is_new",
    "make_engine",
    "must_be_current",
    "must_be_there",
    "now",
    "of_crossing",
    "of_diagnostic",
    "upgrade",
]
