"""The page of a dated copy, for whoever received its link; it changes nothing and counts nobody."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.dated_copy import DatedCopy, Recipient, read_copy
from questionnaire.assessment.dated_copy_wording import point_of_view
from questionnaire.assessment.duration import minutes
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.profile_wording import MARK_WORDS
from questionnaire.criteria.model import WHOLE_PATH, Criteria
from questionnaire.storage import SharedCopy
from questionnaire.typography import counted, day_words
from questionnaire.web.context import services, without_signs_around
from questionnaire.web.leaving import CLOSED_HERE, is_closed_here
from questionnaire.web.middleware.errors import error_page

NAME = "nom"  # the context question that gives the results their title
NO_COPY = (
    "Cette copie n’existe pas, ou n’existe plus",
    "L’adresse est peut-être incomplète : copiez-la en entier. Une copie s’efface six mois après son envoi, et avec le "
    "diagnostic dont elle vient. La personne qui vous l’avait envoyée peut vous en envoyer une autre.",
)
WITHDRAWN = (
    "Cette copie a été retirée",
    "Cette copie a été retirée par la personne qui l’avait envoyée. Elle peut vous en envoyer une autre.",
)

blueprint = Blueprint("copies", __name__)


@dataclass(frozen=True)
class Invitation:
    """What the other party is offered, from a copy: to answer from its own viewpoint, as at the stage of the copy."""

    viewpoint: Viewpoint
    party: str
    name: str
    context: Mapping[str, ContextValue]
    minutes: str


@blueprint.get("/copie/<key>")
def read(key: str) -> ResponseReturnValue:
    """Show a copy."""
    whole = without_signs_around(key)
    found = find_copy(whole)
    if found is None:
        return error_page(404, NO_COPY)
    if whole != key:
        return redirect(url_for("copies.read", key=whole), 308)
    if is_closed_here(key):
        flash(CLOSED_HERE, "info")
        return redirect(url_for("resuming.resume"), 303)
    content = services().copies.content(found.id)
    if content is None:
        return error_page(410, WITHDRAWN)
    copy = read_copy(content)
    invitation = invitation_of(copy) if found.recipient is Recipient.OTHER_PARTY else None
    return copy_page(
        copy,
        found.created_at,
        invitation=invitation,
        answer_url=url_for("starting.start", viewpoint=invitation.viewpoint, invitation=key) if invitation else "",
        expires=day_words(found.expires_at),
    )


def copy_page(copy: DatedCopy, moment: datetime.datetime, **more: object) -> str:
    """Return the page of a copy: that of its reader, and the one that its author sees first."""
    title = copy.name or point_of_view(copy.party)
    return render_template(
        "respondent/copy.html",
        copy=copy,
        title=title,
        point_of_view=point_of_view(copy.party),
        day=day_words(moment),
        private=True,
        marks={mark.value: words for mark, words in MARK_WORDS.items()},
        **{"previewed": None, "invitation": None, "answer_url": "", "expires": "", **more},
    )


def find_invitation(key: str) -> Invitation | None:
    """Return the invitation of a copy that may still be read, or None: the form is then an ordinary one."""
    found = find_copy(without_signs_around(key))
    if found is None or found.recipient is not Recipient.OTHER_PARTY:
        return None
    content = services().copies.content(found.id)
    return invitation_of(read_copy(content)) if content else None


def invitation_of(copy: DatedCopy) -> Invitation:
    """Return what a copy invites the other party to: its stage and its name are filled in, and may be changed."""
    viewpoint = Viewpoint.PROJET if copy.viewpoint is Viewpoint.COLLECTIVITE else Viewpoint.COLLECTIVITE
    criteria = services().versions.current
    context = {key: value for key, value in copy.context.items() if _offered(criteria, key, value, viewpoint)}
    sheet = AnswerSheet(viewpoint, WHOLE_PATH, context)
    sheet = replace(sheet, path=choose_path(criteria, sheet))
    if copy.name and criteria.context_question(NAME):
        context = {**context, NAME: copy.name}
    return Invitation(viewpoint, copy.party, copy.name, context, counted(minutes(criteria, sheet), "minute"))


def _offered(criteria: Criteria, question_id: str, value: str, viewpoint: Viewpoint) -> bool:
    question = criteria.context_question(question_id)
    return question is not None and any(choice.id == value for choice in question.choices_for(viewpoint))


def find_copy(key: str) -> SharedCopy | None:
    """Return the copy of a key, withdrawn or not, or None."""
    return services().copies.find(key_digest(key))
