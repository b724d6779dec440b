"""The preview of a draft: the respondent's own pages, on the draft's criteria, with nothing stored.

The keys of a preview are the ids of the fictitious profiles, and one empty diagnostic for each viewpoint. The answers
that one tries on the way go from page to page in the facilitator's own session, without their notes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.merge import Merged, choice_word
from questionnaire.criteria.model import Criteria
from questionnaire.services.drafts import validated
from questionnaire.storage import Diagnostic, Draft, now
from questionnaire.storage.diagnostics import SentAnswer
from questionnaire.web.context import Services, services
from questionnaire.web.public import pages
from questionnaire.web.respondent import answering, results, starting
from questionnaire.web.respondent.forms import answer_from

TRIED = "essai"  # the place in the session
MOST_TRIED = 2_500  # characters: a cookie holds 4 kB, signed

blueprint = Blueprint("preview", __name__, url_prefix="/brouillons/<int:draft>/apercu")
for child in (pages.blueprint, starting.blueprint, answering.blueprint, results.blueprint):
    blueprint.register_blueprint(child)


@dataclass(frozen=True)
class Preview:
    """What is previewed, and the services that serve it."""

    draft: Draft
    criteria: Criteria
    services: Services


class _Fictitious:
    """A store that holds the fictitious profiles; what is answered on the way stays in the visitor's own session."""

    def __init__(self, draft: int, criteria: Criteria) -> None:
        self._draft = draft
        self._keys: dict[int, str] = {}
        self._found: dict[str, Diagnostic] = {}
        for number, (key, sheet) in enumerate(preview_sheets(criteria).items(), 1):
            self._keys[number] = key
            opened = Diagnostic(number, True, criteria.digest, sheet, now(), now(), now())
            self._found[key_digest(key)] = opened
            self._found[key_digest(read_key(key))] = replace(opened, editable=False)

    def find(self, key_digest: str) -> Diagnostic | None:
        found = self._found.get(key_digest)
        if found is None:
            return None
        tried = self._tried(found.id)
        context = found.sheet.context if tried.get("c") is None else _context(tried["c"])
        answers = {key: answer_from(word, "") for key, word in tried.get("a", {}).items()}
        path = tried.get("p", found.sheet.path)
        sheet = AnswerSheet(found.sheet.viewpoint, path, context, {**found.sheet.answers, **answers})
        return replace(found, sheet=sheet)

    def create(self, edit_digest: str, read_digest: str, criteria_digest: str, sheet: AnswerSheet) -> bool:  # noqa: ARG002
        self._keep(self._found[edit_digest].id, {})
        self.save_context(self._found[edit_digest].id, sheet.context, sheet.path)
        return True

    def save_context(self, number: int, context: Mapping[str, ContextValue], path: str) -> None:
        self._keep(number, {**self._tried(number), "c": dict(context), "p": path})

    def save_answers(self, number: int, changes: Mapping[str, SentAnswer]) -> dict[str, Merged]:
        tried = self._tried(number)
        words = {key: choice_word(change.given) for key, change in changes.items()}
        self._keep(number, {**tried, "a": {**tried.get("a", {}), **words}})
        return {}

    def finish(self, number: int) -> None:
        """Note nothing."""

    def use(self, number: int) -> None:
        """Note nothing."""

    def move(self, *_: object) -> bool:
        return True

    def delete(self, number: int) -> None:  # noqa: ARG002
        session.pop(TRIED, None)

    def _tried(self, number: int) -> dict[str, Any]:
        kept = session.get(TRIED)
        mine = isinstance(kept, dict) and kept.get("of") == [self._draft, self._keys[number]]
        return dict(kept) if mine and kept else {}

    def _keep(self, number: int, tried: dict[str, Any]) -> None:
        if len(json.dumps(tried)) <= MOST_TRIED:  # a cookie is small: beyond, the page is shown as it was
            session[TRIED] = {**tried, "of": [self._draft, self._keys[number]]}


def _context(kept: Mapping[str, Any]) -> dict[str, ContextValue]:
    return {key: value if isinstance(value, str) else tuple(value) for key, value in kept.items()}


@dataclass(frozen=True)
class _OnlyOne:
    """The draft's criteria as the only version there is."""

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


def preview_sheets(criteria: Criteria) -> dict[str, AnswerSheet]:
    """Return what can be previewed, by key: an empty sheet for each viewpoint, then each fictitious profile."""
    sheets = {empty_key(viewpoint): AnswerSheet(viewpoint) for viewpoint in Viewpoint}
    return sheets | {profile.id: profile.sheet() for profile in criteria.profiles}


@blueprint.url_value_preprocessor
def _take_draft(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.draft_number = values.pop("draft", None) if values else None


@blueprint.before_request
def _open() -> ResponseReturnValue | None:
    found = services().drafts.find(g.draft_number)
    if found is None:
        abort(404)
    criteria = validated(found.source).criteria
    if criteria is None:
        return redirect(url_for("facilitation.drafts.preview_index", number=found.id), 303)
    real = services()
    kept = {name: getattr(real, name) for name in Services.__dataclass_fields__}
    kept |= {"diagnostics": _Fictitious(found.id, criteria), "versions": _OnlyOne(criteria)}
    g.preview = Preview(found, criteria, _PreviewServices(**kept))
    return None
