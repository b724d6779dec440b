"""What an invitation, or a copy for the other party, invites to; and the linking of the diagnostic that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.dated_copy import DatedCopy, Recipient, read_copy
from questionnaire.assessment.duration import minutes
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.journey_wording import span_words
from questionnaire.criteria.model import WHOLE_PATH, Criteria
from questionnaire.crossing.consent import Party
from questionnaire.crossing.consent_wording import OTHER_PARTY
from questionnaire.storage import Crossing, NewInvitation, SharedCopy, now
from questionnaire.typography import counted, upper_first
from questionnaire.web.context import services, without_signs_around
from questionnaire.web.durations import durations

NAME = "nom"  # the context question that gives the results their title


@dataclass(frozen=True)
class Invitation:
    """What somebody is invited to: to answer from a viewpoint. `party` is who invites.

    From a copy, `context` and `name` are what the copy shows already; the context is filled in, and may be changed.
    """

    viewpoint: Viewpoint
    party: str
    name: str
    context: Mapping[str, ContextValue]
    path: str
    minutes: str


def find_copy(key: str) -> SharedCopy | None:
    """Return the copy of a key, withdrawn or not, or None."""
    return services().copies.find(key_digest(key))


def find_crossing(key: str) -> Crossing | None:
    """Return the crossing of the key of an invitation, withdrawn, answered or open ones too, or None."""
    return services().crossings.find(key_digest(key))


def find_invitation(key: str, viewpoint: Viewpoint) -> Invitation | None:
    """Return what a key invites to, from this viewpoint; None: it may not be answered any more."""
    key = without_signs_around(key)
    if copy := copy_for_the_other_party(key):
        return invitation_of(copy, viewpoint)
    crossing = find_crossing(key)
    if crossing is None or not crossing.waiting(now()):
        return None
    criteria, sheet = services().versions.current, AnswerSheet(viewpoint, crossing.path)
    return Invitation(
        sheet.viewpoint,
        crossing.names[Party.INVITER] or OTHER_PARTY,
        "",
        {},
        crossing.path,
        span_words(criteria, sheet, durations(criteria)),
    )


def copy_for_the_other_party(key: str) -> DatedCopy | None:
    """Return the copy of a key that may be read and answered, or None."""
    found = find_copy(key)
    if found is None or found.recipient is not Recipient.OTHER_PARTY:
        return None
    content = services().copies.content(found.id)
    return read_copy(content) if content else None


def invitation_of(copy: DatedCopy, viewpoint: Viewpoint | None = None) -> Invitation:
    """Return what a copy invites to: its stage is filled in, and may be changed. Its name is that of its author."""
    viewpoint = viewpoint or other_viewpoint(copy.viewpoint)
    criteria = services().versions.current
    context = {key: value for key, value in copy.context.items() if _offered(criteria, key, value, viewpoint)}
    sheet = AnswerSheet(viewpoint, WHOLE_PATH, context)
    sheet = replace(sheet, path=choose_path(criteria, sheet))
    duration = counted(minutes(criteria, sheet), "minute")
    return Invitation(viewpoint, copy.party, copy.name, context, "", duration)


def other_viewpoint(viewpoint: Viewpoint) -> Viewpoint:
    """Return the viewpoint of the other party."""
    return Viewpoint.PROJET if viewpoint is Viewpoint.COLLECTIVITE else Viewpoint.COLLECTIVITE


def _offered(criteria: Criteria, question_id: str, value: str, viewpoint: Viewpoint) -> bool:
    question = criteria.context_question(question_id)
    return question is not None and any(choice.id == value for choice in question.choices_for(viewpoint))


def join(key: str, diagnostic: int) -> Crossing | None:
    """Link the diagnostic that answers an invitation; None when it may not be answered any more, or not by this one.

    With a copy for the other party, its author has not said yet what it would show.
    """
    key = without_signs_around(key)
    digest, found = key_digest(key), find_copy(key)
    if found and found.recipient is Recipient.OTHER_PARTY and not found.withdrawn:
        content = services().copies.content(found.id)
        copy = read_copy(content) if content else None
        party = upper_first(copy.party) if copy else ""
        services().crossings.invite(
            NewInvitation(digest, found.nonce, found.diagnostic_id, WHOLE_PATH, party, None, found.expires_at)
        )
    return services().crossings.accept(digest, diagnostic)
