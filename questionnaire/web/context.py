"""The services that views use (settings, stores, criteria versions), and the opening of a diagnostic by its key."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, cast

from flask import abort, current_app, flash, g, redirect, request, url_for

from questionnaire.accounts.keys import KEY_LENGTH, edit_key, key_digest
from questionnaire.answers import AnswerSheet
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.merge import Merged
from questionnaire.config import Settings
from questionnaire.criteria.model import Criteria
from questionnaire.errors import StorageError
from questionnaire.services.durations import MeasuredDurations
from questionnaire.services.following import Follower
from questionnaire.services.rooms import Rooms
from questionnaire.services.versions import Versions
from questionnaire.storage import (
    AccountStore,
    AttemptStore,
    CohortStore,
    CrossingStore,
    Diagnostic,
    DraftStore,
    HandsStore,
    JournalStore,
    LinkStore,
    NewCopy,
    Owner,
    PhotoStore,
    PublicationStore,
    SavedEngagement,
    SentEngagement,
    SharedCopy,
    WorkshopStore,
    now,
)
from questionnaire.storage.saves import SaveOrder, SentAnswer, SentChoice
from questionnaire.web.leaving import CLOSED_HERE, is_closed_here
from questionnaire.web.middleware.errors import error_page

EXTENSION = "questionnaire"
_AROUND = ".,;:!?)>]}»”’'\"…\u00a0 "  # signs that may follow a link in a sentence
LINK_WITHDRAWN = (
    "Ce lien a été retiré",
    "Ce lien a été retiré par la personne qui l’avait envoyé. Elle peut vous envoyer une copie à jour.",
)
IN_USE = datetime.timedelta(days=30)  # an open updates the last use when it is older than this


class Diagnostics(Protocol):
    """The store of diagnostics that the respondent's views use: the real one, or that of a preview, which saves nothing."""

    def create(
        self,
        edit_digest: str,
        read_digest: str,
        criteria_digest: str,
        sheet: AnswerSheet,
        engagements: Sequence[Engagement] = (),
        active_seconds: int | None = None,
    ) -> bool:
        """Insert a diagnostic; return False when that key already has one."""
        ...

    def find(self, key_digest: str) -> Diagnostic | None:
        """Return the diagnostic of a key, or None."""
        ...

    def revise(self, number: int, change: Callable[[AnswerSheet], AnswerSheet]) -> None:
        """Change the context and the path of what is stored."""
        ...

    def save_answers(
        self,
        number: int,
        changes: Mapping[str, SentAnswer],
        order: SaveOrder | None = None,
        choices: Mapping[str, SentChoice] = MappingProxyType({}),
    ) -> dict[str, Merged] | None:
        """Merge the answers of a form into those stored; None when a later save of the same page came first."""
        ...

    def finish(self, number: int, *, complete: bool = True) -> None:
        """Mark the diagnostic as finished, with every question answered or not."""
        ...

    def use(self, number: int) -> None:
        """Update the date of last use."""
        ...

    def upgrade(self, read: Diagnostic, to_digest: str, sheet: AnswerSheet) -> bool:
        """Replace the version of the criteria and the answers; return False when they are no longer those of `read`."""
        ...

    def close_live_link(self, number: int) -> None:
        """Let the read-only key open nothing any more."""
        ...

    def delete(self, number: int) -> None:
        """Delete a diagnostic."""
        ...


class Copies(Protocol):
    """The store of dated copies that the respondent's views use."""

    def create(self, copy: NewCopy) -> SharedCopy | None:
        """Store a copy and return it; None when too many are in circulation, or in a preview."""
        ...

    def find(self, key_digest: str) -> SharedCopy | None:
        """Return the copy of a key, or None."""
        ...

    def content(self, number: int) -> Mapping[str, Any] | None:
        """Return what a copy shows."""
        ...

    def in_circulation(self, diagnostic: int) -> tuple[SharedCopy, ...]:
        """Return the copies of a diagnostic that are neither withdrawn nor expired, the latest first."""
        ...

    def withdraw(self, diagnostic: int, number: int) -> bool:
        """Delete what a copy shows; False when this diagnostic has no such copy."""
        ...


class Engagements(Protocol):
    """The store of engagements that the respondent's views use."""

    def of(self, owner: Owner) -> tuple[Engagement, ...]:
        """Return the engagements of an owner."""
        ...

    def save(self, owner: Owner, sent: Sequence[SentEngagement]) -> tuple[SavedEngagement, ...] | None:
        """Add, revise or delete engagements; None when their owner was deleted or closed meanwhile."""
        ...


class CriteriaVersions(Protocol):
    """The versions of the criteria that the respondent's views use."""

    @property
    def current(self) -> Criteria:
        """The version of new diagnostics."""
        ...

    def get(self, digest: str) -> Criteria:
        """Return the version with this digest."""
        ...

    def known(self, digest: str) -> bool:
        """Return whether a version is stored on this server."""
        ...


@dataclass(frozen=True)
class Services:
    """The services that create_app builds."""

    settings: Settings
    diagnostics: Diagnostics
    copies: Copies
    photos: PhotoStore  # those of a preview are never asked for either
    crossings: CrossingStore  # those of a preview are never asked for: see crossing_lines
    engagements: Engagements
    workshops: WorkshopStore
    hands: HandsStore
    rooms: Rooms
    versions: CriteriaVersions
    published: Versions  # the published versions, in a preview too
    publications: PublicationStore
    follower: Follower
    drafts: DraftStore
    accounts: AccountStore
    links: LinkStore
    attempts: AttemptStore
    journal: JournalStore
    cohorts: CohortStore
    durations: MeasuredDurations

    def new_key(self, nonce: str, sheet: AnswerSheet) -> str:  # noqa: ARG002 - a preview uses the sheet
        """Return the edit key derived from the nonce of the form: a form sent twice gives the same key."""
        return edit_key(self.settings.secret_key, nonce)


@dataclass(frozen=True)
class OpenDiagnostic:
    """A diagnostic opened by a key, with its version of the criteria."""

    key: str
    diagnostic: Diagnostic
    criteria: Criteria

    @property
    def sheet(self) -> AnswerSheet:
        """The answers of the respondent."""
        return self.diagnostic.sheet


def services() -> Services:
    """Return the services of the app; in a preview, those of the preview."""
    preview = g.get("preview")
    return cast(Services, preview.services if preview else current_app.extensions[EXTENSION])


def open_to_edit(key: str) -> OpenDiagnostic:
    """Open with the edit key; abort with 404 for any other, the read key included."""
    return _open(key, editable=True)


def open_to_read(key: str) -> OpenDiagnostic:
    """Open with the read key; abort with 404 for any other, with 410 when its author withdrew it."""
    opened = _open(key, editable=False)
    if not opened.diagnostic.live_link:
        abort(error_page(410, LINK_WITHDRAWN))
    return opened


def without_signs_around(key: str) -> str:
    """Return a key without the signs that a mail program took in with its link."""
    return key.rstrip(_AROUND)


def find_by_link(key: str) -> tuple[str, Diagnostic] | None:
    """Return the diagnostic that a link opens, with its whole key.

    Mail programs leave a final - or _ out of a link, and some keys end in one; they take in the sign that follows.
    """
    key = without_signs_around(key)
    ends = ("", "-", "_") if len(key) == KEY_LENGTH - 1 else ("",)
    for whole in (f"{key}{end}" for end in ends):
        if diagnostic := services().diagnostics.find(key_digest(whole)):
            return whole, diagnostic
    return None


def _open(key: str, *, editable: bool) -> OpenDiagnostic:
    # the digest of the key is looked up by index: timing reveals nothing about a wrong key
    found = find_by_link(key)
    if found is None or found[1].editable is not editable:
        abort(404)
    whole, diagnostic = found
    if whole != key:
        abort(redirect(url_for(str(request.endpoint), **{**(request.view_args or {}), "key": whole}), 308))
    if is_closed_here(key) and request.method in ("GET", "HEAD"):
        flash(CLOSED_HERE, "info")
        abort(redirect(url_for("resuming.resume"), 303))
    app_services = services()
    if now() - diagnostic.updated_at > IN_USE:
        with suppress(StorageError):  # a failed update must not prevent reading
            app_services.diagnostics.use(diagnostic.id)
    return OpenDiagnostic(key, diagnostic, app_services.versions.get(diagnostic.criteria_digest))
