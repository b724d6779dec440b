"""What the views call: settings, the stores, the criteria versions; and how a key opens a diagnostic."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, cast

from flask import abort, current_app, g

from questionnaire.accounts.keys import edit_key, key_digest
from questionnaire.answers import AnswerSheet, ContextValue
from questionnaire.assessment.merge import Merged
from questionnaire.config import Settings
from questionnaire.criteria.model import Criteria
from questionnaire.errors import StorageError
from questionnaire.services.retention import Retention
from questionnaire.services.versions import Versions
from questionnaire.storage import (
    AccountStore,
    CohortStore,
    Diagnostic,
    DraftStore,
    PublicationStore,
    now,
)
from questionnaire.storage.diagnostics import SentAnswer

EXTENSION = "questionnaire"
IN_USE = datetime.timedelta(days=30)  # a diagnostic that is opened is noted as used once in that time


class Diagnostics(Protocol):
    """What the respondent's views ask of a store: the real one, or a preview's, which keeps nothing."""

    def create(self, edit_digest: str, read_digest: str, criteria_digest: str, sheet: AnswerSheet) -> bool:
        """Keep a new diagnostic; False when that key already has one."""
        ...

    def find(self, key_digest: str) -> Diagnostic | None:
        """Return the diagnostic that a key opens, or None."""
        ...

    def save_context(self, number: int, context: Mapping[str, ContextValue], path: str) -> None:
        """Replace the context and the path."""
        ...

    def save_answers(self, number: int, changes: Mapping[str, SentAnswer]) -> dict[str, Merged]:
        """Merge the answers of a form into those stored."""
        ...

    def finish(self, number: int) -> None:
        """Note that the results were asked for."""
        ...

    def use(self, number: int) -> None:
        """Note that a diagnostic is in use."""
        ...

    def move(self, number: int, from_digest: str, to_digest: str, sheet: AnswerSheet) -> bool:
        """Put a diagnostic under another version of the criteria."""
        ...

    def delete(self, number: int) -> None:
        """Delete a diagnostic."""
        ...


class InService(Protocol):
    """What the respondent's views ask of the versions of the criteria."""

    @property
    def current(self) -> Criteria:
        """The version that new diagnostics begin with."""
        ...

    def get(self, digest: str) -> Criteria:
        """Return the version of that digest."""
        ...

    def known(self, digest: str) -> bool:
        """Tell whether a version is kept here."""
        ...


@dataclass(frozen=True)
class Services:
    """The parts that create_app put together."""

    settings: Settings
    diagnostics: Diagnostics
    versions: InService
    published: Versions  # the versions that were in service, whatever is previewed
    publications: PublicationStore
    drafts: DraftStore
    accounts: AccountStore
    retention: Retention
    cohorts: CohortStore

    def new_key(self, nonce: str, sheet: AnswerSheet) -> str:  # noqa: ARG002 - a preview goes by the sheet
        """Return the private key of the diagnostic begun with that form: sent twice, the same key."""
        return edit_key(self.settings.secret_key, nonce)


@dataclass(frozen=True)
class OpenDiagnostic:
    """A diagnostic opened by a key, with the criteria it was begun with."""

    key: str
    diagnostic: Diagnostic
    criteria: Criteria

    @property
    def sheet(self) -> AnswerSheet:
        """All that the respondent said."""
        return self.diagnostic.sheet


def services() -> Services:
    """Return the parts of the running app; in a preview, those that keep nothing."""
    preview = g.get("preview")
    return cast(Services, preview.services if preview else current_app.extensions[EXTENSION])


def open_to_edit(key: str) -> OpenDiagnostic:
    """Open with the private key; a gentle 404 for any other, the read-only key included."""
    return _open(key, editable=True)


def open_to_read(key: str) -> OpenDiagnostic:
    """Open with the read-only key; a gentle 404 for any other."""
    return _open(key, editable=False)


def _open(key: str, *, editable: bool) -> OpenDiagnostic:
    # the key is hashed, then found by index: how long it takes says nothing about a wrong key
    parts = services()
    diagnostic = parts.diagnostics.find(key_digest(key))
    if diagnostic is None or diagnostic.editable is not editable:
        abort(404)
    if now() - diagnostic.updated_at > IN_USE:
        with suppress(StorageError):  # to be read matters more than to be noted as read
            parts.diagnostics.use(diagnostic.id)
    return OpenDiagnostic(key, diagnostic, parts.versions.get(diagnostic.criteria_digest))
