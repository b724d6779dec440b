"""The page of an invitation, for whoever received its link: what will happen, and nothing of who invites but its name."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import read_key
from questionnaire.answers import Viewpoint
from questionnaire.crossing.consent import Party
from questionnaire.crossing.consent_wording import NOT_CROSSED, OTHER_PARTY
from questionnaire.errors import AnswersError, StorageError
from questionnaire.storage import now
from questionnaire.typography import NBSP, french
from questionnaire.web.context import find_by_link, services, without_signs_around
from questionnaire.web.leaving import CLOSED_HERE, is_closed_here, reopen_here
from questionnaire.web.local_time import day
from questionnaire.web.middleware.errors import error_page, not_done
from questionnaire.web.respondent.forms import ResumeForm
from questionnaire.web.respondent.invited import (
    copy_for_the_other_party,
    find_copy,
    find_crossing,
    find_invitation,
    join,
)
from questionnaire.web.respondent.links import read_link
from questionnaire.web.respondent.resuming import LINK_FAULTS, begin_from_file

NO_INVITATION = (
    "Cette invitation n’existe pas, ou n’existe plus",
    "L’adresse est peut-être incomplète : copiez-la en entier. Une invitation s’efface soixante jours après son envoi, "
    "et avec le diagnostic dont elle vient. La personne qui vous l’avait envoyée peut vous en envoyer une autre.",
)
WITHDRAWN = (
    "Cette invitation a été retirée",
    "Cette invitation a été retirée par la personne qui l’avait envoyée. Si vous aviez commencé à répondre, vos réponses "
    "sont à vous : votre lien privé les ouvre toujours.",
)
ANSWERED = (
    "Cette invitation a déjà reçu sa réponse",
    "Si c’est la vôtre, reprenez avec votre lien privé : la page commune s’ouvre depuis vos résultats. Sinon, la personne "
    "qui vous a envoyé ce lien peut vous en envoyer un autre.",
)
NOT_LINKED = (
    f"{{cause}}{NBSP}: votre diagnostic n’est pas encore rattaché à l’invitation. Essayez à nouveau {{when}}."
)
READ_ONLY = "Ce lien permet seulement de lire. Collez votre lien privé, celui qui permet de répondre."
NOT_THIS_ONE = (
    "Ce diagnostic ne peut pas répondre à cette invitation : c’est celui qui invite, ou elle a déjà reçu une autre "
    "réponse."
)
NOTHING_GIVEN = "Collez votre lien privé, ou choisissez un fichier."
LINKED = "Votre diagnostic est rattaché à l’invitation. L’autre partie n’en voit rien : vous choisirez de croiser, ou non."

blueprint = Blueprint("invitations", __name__, url_prefix="/invitation/<key>")


@blueprint.get("")
def read(key: str) -> ResponseReturnValue:
    """Show the invitation; opening it changes nothing, as often as it is opened."""
    return _refused(key) or _page(key, ResumeForm(formdata=None))


@blueprint.post("")
def link(key: str) -> ResponseReturnValue:
    """Link a diagnostic that one already has, by its private link or by its file."""
    if refused := _refused(key):
        return refused
    form = ResumeForm(formdata=request.form)
    if not form.validate():
        return _page(key, form), 422
    file = request.files.get("file")
    try:
        if form.link.data:
            return _link_by_link(key, form)
        if file is None or not file.filename:
            form.link.errors = [NOTHING_GIVEN]
            return _page(key, form), 422
        own_key = begin_from_file(file.read())
        found = find_by_link(own_key)
        return _joined(key, form, own_key, found[1].id if found else 0, nouveau=1)
    except AnswersError as error:
        form.file.errors = [french(str(problem)) for problem in error.problems[:8]]
        return _page(key, form), 422
    except StorageError as error:
        return _page(key, form, not_done(error, NOT_LINKED)), 503


def _link_by_link(key: str, form: ResumeForm) -> ResponseReturnValue:
    pasted = read_link(str(form.link.data))
    found = next(filter(None, map(find_by_link, pasted.keys)), None)
    if found is None or not found[1].editable:
        form.link.errors = [READ_ONLY if found else LINK_FAULTS[pasted.fault]]
        return _page(key, form), 422
    reopen_here(found[0], read_key(found[0]))
    return _joined(key, form, found[0], found[1].id)


def _joined(key: str, form: ResumeForm, own_key: str, diagnostic: int, **shown: Any) -> ResponseReturnValue:
    """Link the diagnostic, and lead to it."""
    crossing = join(key, diagnostic)
    if crossing is None:
        form.link.errors = [french(NOT_THIS_ONE)]
        return _page(key, form), 422
    flash(french(LINKED), "success")
    return redirect(url_for("crossings.show", key=own_key, number=crossing.id, **shown), 303)


def _refused(key: str) -> ResponseReturnValue | None:
    """Return why the invitation cannot be answered, or where it is; None when it can."""
    whole = without_signs_around(key)
    crossing, copy = find_crossing(whole), find_copy(whole)
    if crossing is None and (copy is None or not copy_for_the_other_party(whole)):
        return error_page(410, WITHDRAWN) if copy and copy.withdrawn else error_page(404, NO_INVITATION)
    if whole != key:
        return redirect(url_for("invitations.read", key=whole), 308)
    if is_closed_here(key) and request.method != "POST":
        flash(CLOSED_HERE, "info")
        return redirect(url_for("resuming.resume"), 303)
    if crossing is None or crossing.waiting(now()):
        agreed = crossing is not None and crossing.shares[Party.INVITED] is not None
        return error_page(410, ANSWERED) if agreed else None
    return error_page(410, ANSWERED if crossing.opened_at else WITHDRAWN)


def invitation_page(key: str, back_url: str) -> str:
    """Return the page of an invitation as who receives it reads it, for who sends it: nothing there answers it."""
    return _page(key, ResumeForm(formdata=None), back_url=back_url)


def _page(key: str, form: ResumeForm, problem: str | None = None, back_url: str = "") -> str:
    crossing, copy = find_crossing(key), copy_for_the_other_party(key)
    ways = [(viewpoint, find_invitation(key, viewpoint)) for viewpoint in Viewpoint]
    name = crossing.names[Party.INVITER] if crossing else ""
    found = crossing or find_copy(key)
    return render_template(
        "respondent/crossing/invitation.html",
        criteria=services().versions.current,
        private=True,
        key=key,
        form=form,
        problem=problem,
        name=name or (copy.party if copy else OTHER_PARTY),
        ways=[(viewpoint, way) for viewpoint, way in ways if way],
        expires=day(found.expires_at) if found else "",
        agreed=crossing is not None and crossing.shares[Party.INVITER] is not None,
        not_crossed=NOT_CROSSED,
        back_url=back_url,
    )
