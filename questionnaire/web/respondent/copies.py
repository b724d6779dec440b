"""The page of a dated copy, for whoever received its link; it changes nothing and counts nobody."""

from __future__ import annotations

import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assessment.dated_copy import DatedCopy, Recipient, read_copy
from questionnaire.assessment.dated_copy_wording import point_of_view
from questionnaire.assessment.profile_wording import MARK_WORDS
from questionnaire.web.context import services, without_signs_around
from questionnaire.web.leaving import CLOSED_HERE, is_closed_here
from questionnaire.web.local_time import day
from questionnaire.web.middleware.errors import error_page
from questionnaire.web.respondent.invited import find_copy, invitation_of

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
        link_url=url_for("invitations.read", key=key) if invitation else "",
        expires=day(found.expires_at),
    )


def copy_page(copy: DatedCopy, moment: datetime.datetime, **more: object) -> str:
    """Return the page of a copy: that of its reader, and the one that its author sees first."""
    title = copy.name or point_of_view(copy.party)
    return render_template(
        "respondent/copy.html",
        copy=copy,
        title=title,
        point_of_view=point_of_view(copy.party),
        day=day(moment),
        private=True,
        marks={mark.value: words for mark, words in MARK_WORDS.items()},
        **{"previewed": None, "invitation": None, "answer_url": "", "link_url": "", "expires": "", **more},
    )
