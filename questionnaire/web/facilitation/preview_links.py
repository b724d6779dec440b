"""The page of the preview that shows an element of a draft as respondents see it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import url_for

from questionnaire.answers import Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.assessment.report import make_report
from questionnaire.criteria.elements import FileElement
from questionnaire.criteria.model import Criteria
from questionnaire.services.drafts import validated
from questionnaire.storage import Draft
from questionnaire.web.facilitation.preview import empty_key, preview_sheets

PREVIEW = "facilitation.preview."
PUBLIC_PAGES = {
    "accueil": ("pages.home", ""),
    "paliers": ("pages.method", "score"),
    "reglages": ("pages.method", ""),
    "lieu": ("pages.places", "{}"),
    "ressource": ("pages.resources", "{}"),
    "mot": ("pages.glossary", "terme-{}"),
}


class PreviewLinks:
    """Finds addresses in the preview of a draft; none while the draft has errors."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._criteria: Criteria | None = validated(draft.source).criteria

    def url(self, element: FileElement | None, viewpoint: Viewpoint = Viewpoint.PROJET) -> str:
        """Return the address of the page that shows an element, for a viewpoint; empty when no page shows it by itself."""
        criteria = self._criteria
        if criteria is None or element is None or not element.key:
            return ""
        word, key = element.kind.word, element.key
        if word in PUBLIC_PAGES:
            endpoint, anchor = PUBLIC_PAGES[word]
            return self._at(endpoint, _anchor=anchor.format(key) or None)
        if word in ("parcours", "contexte", "choix"):
            return self._asked_in_context(criteria, key.partition(".")[0], viewpoint)
        if word == "critere":
            return self._asked.get((viewpoint, key)) or self._asked.get((_other(viewpoint), key), "")
        if word == "axe":
            return self._at("answering.axis", key=empty_key(viewpoint), axis=key, page=1)
        if shown_by := key if word == "profil" else self._shown_by.get((word, key), ""):
            return self._at(
                "results.own", key=shown_by, _anchor=f"situation-{key}" if word == "situation" else None
            )
        if word != "conseil":
            return ""
        return url_for("facilitation.elements.edit", number=self._draft.id, word=word, key=key, _anchor="apercu")

    def _at(self, endpoint: str, **values: Any) -> str:
        return url_for(PREVIEW + endpoint, draft=self._draft.id, **values)

    def _asked_in_context(self, criteria: Criteria, key: str, viewpoint: Viewpoint) -> str:
        question = criteria.context_question(key)
        if question and question.place in {axis.id for axis in criteria.axes}:
            return self._at("answering.axis", key=empty_key(viewpoint), axis=question.place, page=1)
        return self._at("starting.start", viewpoint=viewpoint.value)

    @cached_property
    def _asked(self) -> dict[tuple[Viewpoint, str], str]:
        """The address of the question of each (viewpoint, id of a criterion) that is asked."""
        if self._criteria is None:
            return {}
        sheets = preview_sheets(self._criteria)
        return {
            (viewpoint, question.criterion.id): self._at(
                "answering.axis",
                key=empty_key(viewpoint),
                axis=part.axis.id,
                page=number,
                _anchor=f"question-{question.criterion.id}",
            )
            for viewpoint in Viewpoint
            for part in make_journey(self._criteria, sheets[empty_key(viewpoint)]).parts
            for number, page in enumerate(part.pages, 1)
            for question in page
        }

    @cached_property
    def _shown_by(self) -> dict[tuple[str, str], str]:
        """The first fictitious profile whose results show each (« conseil » or « situation », id)."""
        found: dict[tuple[str, str], str] = {}
        if self._criteria is None:
            return found
        for profile in self._criteria.profiles:
            report = make_report(self._criteria, profile.sheet())
            for advice in report.advice:
                found.setdefault(("conseil", advice.card.id), profile.id)
            for active in report.situations:
                found.setdefault(("situation", active.situation.id), profile.id)
        return found


def _other(viewpoint: Viewpoint) -> Viewpoint:
    return Viewpoint.COLLECTIVITE if viewpoint is Viewpoint.PROJET else Viewpoint.PROJET
