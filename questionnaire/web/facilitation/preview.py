"""The preview of a draft: the respondent's own pages, on the draft's criteria, with nothing stored.

The keys of a preview are the ids of the fictitious profiles, and one empty diagnostic for each viewpoint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.criteria import Criteria
from questionnaire.inspecting import inspect
from questionnaire.keys import key_digest, read_key
from questionnaire.merging import Merged
from questionnaire.storage import Diagnostic, Draft, now
from questionnaire.storage.store import Change
from questionnaire.web import answering, pages, results, starting
from questionnaire.web.services import Services, services

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
    """A store that holds the fictitious profiles and keeps nothing."""

    def __init__(self, criteria: Criteria) -> None:
        self._found: dict[str, Diagnostic] = {}
        for key, sheet in preview_sheets(criteria).items():
            opened = Diagnostic(0, True, criteria.digest, sheet, now(), now(), now())
            self._found[key_digest(key)] = opened
            self._found[key_digest(read_key(key))] = replace(opened, editable=False)

    def find(self, key_digest: str) -> Diagnostic | None:
        return self._found.get(key_digest)

    def create(self, *_: object) -> bool:
        return True

    def save_context(self, number: int, context: Mapping[str, ContextValue], path: str) -> None:
        """Keep nothing."""

    def save_answers(self, number: int, changes: Mapping[str, Change]) -> dict[str, Merged]:  # noqa: ARG002
        return {}

    def finish(self, number: int) -> None:
        """Keep nothing."""

    def move(self, *_: object) -> bool:
        return True

    def delete(self, number: int) -> None:
        """Keep nothing."""


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
    criteria = inspect(found.source).criteria
    if criteria is None:
        return redirect(url_for("facilitation.drafts.preview_index", number=found.id), 303)
    real = services()
    kept = {name: getattr(real, name) for name in Services.__dataclass_fields__}
    kept |= {"store": _Fictitious(criteria), "versions": _OnlyOne(criteria)}
    g.preview = Preview(found, criteria, _PreviewServices(**kept))
    return None
