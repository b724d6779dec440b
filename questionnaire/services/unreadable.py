"""The version in service when this release can no longer read it: reported before the start, then stored as a draft."""

from __future__ import annotations

from questionnaire.criteria.loading import load_criteria
from questionnaire.errors import CriteriaError
from questionnaire.services.versions import Versions
from questionnaire.storage import DraftLine, DraftStore, PublicationStore

PROGRAM = "le programme"  # the author of the draft


def unreadable_words(publications: PublicationStore) -> str | None:
    """Return in French that the version in service cannot be read, and its first error; None when it can, or there is none."""
    text = publications.text_in_service()
    if text is None:
        return None
    try:
        load_criteria(text.source)
    except CriteriaError as error:
        first = next(problem for problem in error.problems if not problem.warning)
        place = f"ligne {first.line} : " if first.line else ""
        return f"ce programme ne peut plus lire la version en service, « {text.label} » ({place}{str(first).rstrip('.')})"
    return None


def keep_as_draft(published: Versions, publications: PublicationStore, drafts: DraftStore) -> None:
    """Store the unreadable text as a draft to correct, once."""
    lost = published.unreadable
    if lost is None:
        return
    source = publications.source(lost.criteria_digest) or b""
    title = f"Version {lost.label} (publication n° {lost.id}), à mettre à jour"
    drafts.create_once(title, source, lost.criteria_digest, PROGRAM, lost.upstream_digest)


def draft_of_unreadable(published: Versions, drafts: DraftStore) -> DraftLine | None:
    """Return the draft of the unreadable text, or None when there is none any more."""
    lost = published.unreadable
    return drafts.find_by(PROGRAM, lost.criteria_digest) if lost else None
