"""A question or a card as respondents will see it, shown beside its form with the respondents' own templates."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.criteria.model import Criteria
from questionnaire.services.drafts import validated
from questionnaire.storage import Draft
from questionnaire.web.facilitation.preview import empty_key, preview_sheets
from questionnaire.web.respondent.forms import questions_form
from questionnaire.web.respondent.questions import Question, shown_question
from questionnaire.web.respondent.results_parts import CardWords, card_words

VIEWPOINT_NAMES = {Viewpoint.COLLECTIVITE: "collectivité", Viewpoint.PROJET: "projet"}


@dataclass(frozen=True)
class QuestionPreview:
    """A question as one viewpoint reads it."""

    question: Question
    viewpoint: Viewpoint
    words: str
    other: Viewpoint  # to switch to
    other_words: str
    page_url: str  # its page in the preview; empty when the last stage does not ask it
    names_levels: bool  # whether levels are shown with their names


def question_preview(draft: Draft, criterion_id: str, sent_viewpoint: str) -> QuestionPreview | None:
    """Return the question of a criterion; None while the draft has errors. `sent_viewpoint`: the one in the address."""
    criteria = validated(draft.source).criteria
    if criteria is None:
        return None
    viewpoint = Viewpoint.COLLECTIVITE if sent_viewpoint == Viewpoint.COLLECTIVITE.value else Viewpoint.PROJET
    other = Viewpoint.PROJET if viewpoint is Viewpoint.COLLECTIVITE else Viewpoint.COLLECTIVITE
    sheet = preview_sheets(criteria)[empty_key(viewpoint)]
    form = questions_form(criteria, sheet, [criterion_id], (), None)
    return QuestionPreview(
        shown_question(criteria.criterion(criterion_id), viewpoint, form, 1, 1),
        viewpoint,
        VIEWPOINT_NAMES[viewpoint],
        other,
        VIEWPOINT_NAMES[other],
        _page_url(draft, criteria, sheet, criterion_id),
        criteria.of_first_format,
    )


def card_preview(draft: Draft, card_id: str) -> CardWords | None:
    """Return what a card says on the results; None while the draft has errors."""
    criteria = validated(draft.source).criteria
    if criteria is None:
        return None
    cards = (card for criterion in criteria.all_criteria() for card in criterion.cards)
    card = next(card for card in cards if card.id == card_id)
    places, resources = map(criteria.place, card.places), map(criteria.resource, card.resources)
    return card_words(criteria, card, tuple(places), tuple(resources))


def _page_url(draft: Draft, criteria: Criteria, sheet: AnswerSheet, criterion_id: str) -> str:
    for part in make_journey(criteria, sheet).parts:
        for number, page in enumerate(part.pages, 1):
            if criterion_id in [question.criterion.id for question in page]:
                return url_for(
                    "facilitation.preview.answering.axis",
                    draft=draft.id,
                    key=empty_key(sheet.viewpoint),
                    axis=part.axis.id,
                    page=number,
                    _anchor=f"question-{criterion_id}",
                )
    return ""
