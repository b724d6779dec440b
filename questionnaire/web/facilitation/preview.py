"""The preview of a draft: the respondent's pages with the draft's criteria, without the database.

Its diagnostics are the fictitious profiles, whose keys are their ids, and an empty one for each viewpoint. Answers
given in a preview are kept in the facilitator's session, without their notes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from flask import Blueprint, abort, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.merge import Merged, choice_word
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.services.drafts import validated
from questionnaire.storage import (
    Diagnostic,
    Draft,
    NewCopy,
    Owner,
    SavedEngagement,
    SentEngagement,
    SharedCopy,
    now,
)
from questionnaire.storage.saves import SaveOrder, SentAnswer, SentChoice
from questionnaire.web.context import Services, services
from questionnaire.web.facilitation import preview_stage
from questionnaire.web.facilitation.preview_stage import StagePicker, stage_picker
from questionnaire.web.public import pages
from questionnaire.web.respondent import answering, checking, results, sharing, starting
from questionnaire.web.respondent.forms import answer_from

TRIAL = "essai"  # session key: the answers given in the preview
MAX_TRIAL = 2_500  # characters of JSON: a signed cookie holds 4 kB

blueprint = Blueprint("preview", __name__, url_prefix="/brouillons/<int:draft>/apercu")
CHILDREN = (pages, starting, answering, checking, results, sharing, preview_stage)
for module in CHILDREN:
    blueprint.register_blueprint(module.blueprint)


@dataclass(frozen=True)
class Preview:
    """The draft being previewed, its criteria and the services of the preview."""

    draft: Draft
    criteria: Criteria
    services: Services

    def stages(self) -> StagePicker | None:
        """Return the choice of a stage that the banner offers, or None."""
        return stage_picker()


class _PreviewStore:
    """Stands for DiagnosticStore: holds the fictitious profiles, keeps the answers of the preview in the session."""

    def __init__(self, draft: int, criteria: Criteria) -> None:
        self._draft = draft
        self._keys: dict[int, str] = {}
        self._diagnostics: dict[str, Diagnostic] = {}
        for number, (key, sheet) in enumerate(preview_sheets(criteria).items(), 1):
            self._keys[number] = key
            opened = Diagnostic(number, True, criteria.digest, sheet, now(), now(), now(), live_link=True)
            self._diagnostics[key_digest(key)] = opened
            self._diagnostics[key_digest(read_key(key))] = replace(opened, editable=False)

    def find(self, key_digest: str) -> Diagnostic | None:
        diagnostic = self._diagnostics.get(key_digest)
        if diagnostic is None:
            return None
        trial = self._trial(diagnostic.id)
        context = diagnostic.sheet.context if trial.get("c") is None else _context(trial["c"])
        answers = {key: answer_from(word, "") for key, word in trial.get("a", {}).items()}
        path = trial.get("p", diagnostic.sheet.path)
        sheet = AnswerSheet(diagnostic.sheet.viewpoint, path, context, {**diagnostic.sheet.answers, **answers})
        return replace(diagnostic, sheet=sheet)

    def create(
        self,
        edit_digest: str,
        read_digest: str,  # noqa: ARG002
        criteria_digest: str,  # noqa: ARG002
        sheet: AnswerSheet,
        engagements: Sequence[Engagement] = (),  # noqa: ARG002
        active_seconds: int | None = None,  # noqa: ARG002
    ) -> bool:
        number = self._diagnostics[edit_digest].id
        self._store(number, {})
        self.revise(number, lambda _: sheet)
        return True

    def revise(self, number: int, change: Callable[[AnswerSheet], AnswerSheet]) -> None:
        opened = self.find(key_digest(self._keys[number]))
        if opened is not None:
            sheet = change(opened.sheet)
            self._store(number, {**self._trial(number), "c": dict(sheet.context), "p": sheet.path})

    def save_answers(
        self,
        number: int,
        changes: Mapping[str, SentAnswer],
        order: SaveOrder | None = None,  # noqa: ARG002 - a preview has no autosave
        choices: Mapping[str, SentChoice] = MappingProxyType({}),
    ) -> dict[str, Merged]:
        trial = self._trial(number)
        words = {key: choice_word(change.given) for key, change in changes.items()}
        self._store(number, {**trial, "a": {**trial.get("a", {}), **words}})
        given = {key: choice.given for key, choice in choices.items() if choice.given}
        if given:
            self.revise(number, lambda sheet: replace(sheet, context={**sheet.context, **given}))
        return {}

    def finish(self, number: int, *, complete: bool = True) -> None:
        """Do nothing."""

    def use(self, number: int) -> None:
        """Do nothing."""

    def upgrade(self, *_: object) -> bool:
        return True

    def close_live_link(self, number: int) -> None:
        """Do nothing."""

    def delete(self, number: int) -> None:  # noqa: ARG002
        session.pop(TRIAL, None)

    def _trial(self, number: int) -> dict[str, Any]:
        stored = session.get(TRIAL)
        same_diagnostic = isinstance(stored, dict) and stored.get("of") == [self._draft, self._keys[number]]
        return dict(stored) if same_diagnostic and stored else {}

    def _store(self, number: int, trial: dict[str, Any]) -> None:
        if len(json.dumps(trial)) <= MAX_TRIAL:  # a cookie is small: beyond, the change is dropped
            session[TRIAL] = {**trial, "of": [self._draft, self._keys[number]]}


class _NoCopies:
    """Stands for CopyStore and stays empty: a preview shows what a copy would show, and sends none."""

    def create(self, copy: NewCopy) -> SharedCopy | None:  # noqa: ARG002
        return None

    def find(self, key_digest: str) -> SharedCopy | None:  # noqa: ARG002
        return None

    def content(self, number: int) -> Mapping[str, Any] | None:  # noqa: ARG002
        return None

    def in_circulation(self, diagnostic: int) -> tuple[SharedCopy, ...]:  # noqa: ARG002
        return ()

    def withdraw(self, diagnostic: int, number: int) -> bool:  # noqa: ARG002
        return False


class _NoEngagements:
    """Stands for EngagementStore and stays empty: a preview shows no engagement to fill in."""

    def of(self, owner: Owner) -> tuple[Engagement, ...]:  # noqa: ARG002
        return ()

    def save(self, owner: Owner, sent: Sequence[SentEngagement]) -> tuple[SavedEngagement, ...] | None:  # noqa: ARG002
        return ()


def _context(stored: Mapping[str, Any]) -> dict[str, ContextValue]:
    return {key: value if isinstance(value, str) else tuple(value) for key, value in stored.items()}


@dataclass(frozen=True)
class _DraftVersions:
    """Stands for Versions: the criteria of the draft are the only version."""

    current: Criteria

    def get(self, digest: str) -> Criteria:  # noqa: ARG002
        return self.current

    def known(self, digest: str) -> bool:
        return digest == self.current.digest


class _PreviewServices(Services):
    def new_key(self, nonce: str, sheet: AnswerSheet) -> str:  # noqa: ARG002
        return empty_key(sheet.viewpoint)


def empty_key(viewpoint: Viewpoint) -> str:
    """Return the key of the empty diagnostic of a viewpoint."""
    return f"vide-{viewpoint}"


def _last_stage(criteria: Criteria) -> dict[str, ContextValue]:
    """Return a context with the last stage, which asks most questions; the banner of the preview offers the others."""
    stage = criteria.context_question(STAGE)
    return {STAGE: stage.choices[-1].id} if stage and stage.choices else {}


def preview_sheets(criteria: Criteria) -> dict[str, AnswerSheet]:
    """Return the sheets of a preview, by key: an empty one for each viewpoint, then each fictitious profile."""
    sheets = {
        empty_key(viewpoint): AnswerSheet(viewpoint, context=_last_stage(criteria)) for viewpoint in Viewpoint
    }
    return sheets | {profile.id: profile.sheet() for profile in criteria.profiles}


@blueprint.url_value_preprocessor
def _pop_draft_number(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.draft_number = values.pop("draft", None) if values else None


@blueprint.before_request
def _open() -> ResponseReturnValue | None:
    draft = services().drafts.find(g.draft_number)
    if draft is None:
        abort(404)
    criteria = validated(draft.source).criteria
    if criteria is None:
        return redirect(url_for("facilitation.drafts.preview_index", number=draft.id), 303)
    app_services = services()
    members = {name: getattr(app_services, name) for name in Services.__dataclass_fields__}
    members |= {
        "diagnostics": _PreviewStore(draft.id, criteria),
        "copies": _NoCopies(),
        "engagements": _NoEngagements(),
        "versions": _DraftVersions(criteria),
    }
    g.preview = Preview(draft, criteria, _PreviewServices(**members))
    return None
