"""Saving the engagements of a diagnostic, and telling what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from questionnaire.assessment.engagement_wording import UNTITLED, conflict_words
from questionnaire.assessment.report import Report
from questionnaire.assessment.shown_engagements import shown_engagements
from questionnaire.errors import StorageError
from questionnaire.storage import Outcome, SavedEngagement, SentEngagement, of_diagnostic
from questionnaire.storage.engagements import MOST
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.messages import warn_once
from questionnaire.web.respondent.results_page import report_of

DELETED = "Ce diagnostic a été supprimé entre-temps."
_TITLE = 60  # signs of a title in a message
_TOLD = 4  # messages about what others changed, at most
_OUTCOMES = {
    Outcome.NOT_REMOVED: f"une autre personne l’a modifié entre-temps{NBSP}: il n’est pas supprimé.",
    Outcome.PUT_BACK: f"une autre personne l’avait supprimé entre-temps{NBSP}: il est de nouveau là, avec votre changement.",
    Outcome.FULL: f"il n’est pas gardé{NBSP}: vous en avez déjà {MOST}. Supprimez-en, puis recommencez.",
}


def save_engagements(opened: OpenDiagnostic, sent: Sequence[SentEngagement]) -> tuple[SavedEngagement, ...]:
    """Store what a form sends, and tell on the next page what others changed meanwhile. Raises StorageError."""
    saved = services().engagements.save(of_diagnostic(opened.diagnostic.id), sent)
    if saved is None:
        raise StorageError(DELETED)
    for message in list(_messages(report_of(opened), saved))[:_TOLD]:
        warn_once(message)
    return saved


def _messages(report: Report, saved: Iterable[SavedEngagement]) -> Iterable[str]:
    titles = {one.engagement.reference: one.title for one in shown_engagements(report)}
    for one in saved:
        given = one.engagement
        title = (titles.get(given.reference) or given.title or UNTITLED)[:_TITLE]
        if one.outcome in _OUTCOMES:
            yield f"«{NBSP}{title}{NBSP}»{NBSP}: {_OUTCOMES[one.outcome]}"
        if words := conflict_words(title, one.conflicts, before=one.before):
            yield words
