"""Inviting the other party to answer on its side: what would be shown is said now, and nothing is before both agree."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import invitation_key, key_digest, new_nonce
from questionnaire.answers import AnswerSheet
from questionnaire.assessment.dated_copy_wording import party_words
from questionnaire.assessment.journey_wording import span_words
from questionnaire.assessment.report import make_report
from questionnaire.assessment.wording import has_answers
from questionnaire.criteria.model import WHOLE_PATH
from questionnaire.crossing.consent import Party, Shares
from questionnaire.crossing.consent_wording import (
    AGREES,
    NEVER,
    NOT_CROSSED,
    THIRD_PERSON,
    answered_words,
    few_words,
    shown_of_mine,
)
from questionnaire.errors import StorageError
from questionnaire.storage import Crossing, NewInvitation, now
from questionnaire.storage.crossings import MAX_INVITATIONS
from questionnaire.typography import NBSP, upper_first
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.durations import durations
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import day
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.consent_form import InviteForm
from questionnaire.web.respondent.crossing_lines import answered_of, has_own_link
from questionnaire.web.respondent.invitations import invitation_page
from questionnaire.web.respondent.invited import other_viewpoint
from questionnaire.web.respondent.numbers import mask_numbers
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.view_models import mail_link

NOT_INVITED = (
    f"{{cause}}{NBSP}: l’invitation n’a pas encore été créée. Ce que vous avez saisi est toujours là{NBSP}: essayez à "
    "nouveau {when}."
)
NOT_WITHDRAWN = f"{{cause}}{NBSP}: l’invitation n’a pas encore été retirée. Essayez à nouveau {{when}}."
TOO_MANY = (
    f"Vous avez déjà {MAX_INVITATIONS} invitations en attente. Retirez-en une ci-dessous, puis créez celle-ci."
)
NO_NAME = f"Écrivez un nom{NBSP}: l’autre partie doit savoir qui l’invite."
WITHDRAWN = f"L’invitation est retirée{NBSP}: son lien n’ouvre plus rien."
ALREADY = "Cette invitation n’est plus en attente."

blueprint = Blueprint("inviting", __name__, url_prefix="/diagnostic/<key>/inviter")
mask_numbers(blueprint)


@dataclass(frozen=True)
class InvitationLine:
    """An invitation that waits, in the list. `refused`: the other party read what it would show, and did not agree."""

    number: int
    name: str
    made: str
    expires: str
    state: str
    url: str


@blueprint.route("", methods=["GET", "POST"])
def invite(key: str) -> ResponseReturnValue:
    """Choose a name and what would be shown; create the link."""
    opened = open_to_edit(key)
    new = _new_form(opened)
    if new is None or request.method != "POST":
        return _page(opened, new)
    form = InviteForm(formdata=request.form)
    valid = form.validate()
    if not form.name.data:
        form.name.errors, valid = [NO_NAME], False
    if not valid:
        return _page(opened, form), 422
    try:
        made = _create(opened, form)
    except StorageError as error:
        return _page(opened, form, not_done(error, NOT_INVITED)), 503
    if made is None:
        return _page(opened, form, TOO_MANY), 409
    return redirect(url_for("inviting.link", key=key, number=made.id), 303)


def _new_form(opened: OpenDiagnostic) -> InviteForm | None:
    """Return the form, filled in; None while there is no answer to cross."""
    report = make_report(opened.criteria, opened.sheet)
    if not has_answers(report):
        return None
    name = upper_first(party_words(report))
    form = InviteForm(formdata=None, data={"name": name, "shares": Shares.LEVELS.value})
    form.nonce.data = new_nonce()
    return form


def _create(opened: OpenDiagnostic, form: InviteForm) -> Crossing | None:
    nonce = form.sent_nonce or new_nonce()
    path = opened.criteria.path(opened.sheet.path)
    return services().crossings.invite(
        NewInvitation(
            digest=key_digest(invitation_key(opened.key, nonce)),
            nonce=nonce,
            inviter=opened.diagnostic.id,
            # a path that the stage imposes would tell the stage
            path=path.id if path and path.condition is None else WHOLE_PATH,
            name=form.name.data or "",
            shares=form.chosen,
        )
    )


@blueprint.get("/<number>/apercu")
def preview(key: str, number: int) -> ResponseReturnValue:
    """Show the page of the invitation, without what answers it: a click of who invites would take the other's place."""
    crossing, back = _pending(open_to_edit(key), number), url_for("inviting.link", key=key, number=number)
    if crossing is None:
        return redirect(back, 303)
    return invitation_page(invitation_key(key, crossing.nonce or ""), back)


@blueprint.get("/<number>")
def link(key: str, number: int) -> ResponseReturnValue:
    """Show the link of an invitation in every way, with the message that goes with it."""
    opened = open_to_edit(key)
    crossing = _pending(opened, number)
    if crossing is None:
        flash(ALREADY, "info")
        return redirect(url_for("inviting.invite", key=key), 303)
    url = url_for("invitations.read", key=invitation_key(key, crossing.nonce or ""), _external=True)
    duration = _duration(opened, crossing)
    return render_template(
        "respondent/crossing/invitation_link.html",
        criteria=opened.criteria,
        private=True,
        key=key,
        viewpoint=opened.sheet.viewpoint,
        form=PageForm(),
        line=_line(opened, crossing),
        invitation_url=url,
        mail_url=mail_link("Faire le point, de part et d’autre", _message(crossing, url, duration)),
        reminder_url=mail_link("Faire le point, de part et d’autre (rappel)", _reminder(crossing, url, duration)),
        message=_message(crossing, "", duration),
        code=qr_code(url),
        shown=shown_of_mine(crossing.shares[Party.INVITER] or Shares.LEVELS),
        agrees=AGREES,
        never=NEVER,
    )


def _duration(opened: OpenDiagnostic, crossing: Crossing) -> str:
    """Return how long the other party takes, before anything is known of its stage."""
    sheet = AnswerSheet(other_viewpoint(opened.sheet.viewpoint), crossing.path)
    criteria = services().versions.current
    return span_words(criteria, sheet, durations(criteria))


def _message(crossing: Crossing, url: str, duration: str) -> str:
    """Return the words that accompany the link, in a message of the inviter's own."""
    return "\n".join(
        [
            "Bonjour,",
            "",
            f"Nous avons fait le point sur notre collaboration. Voulez-vous le faire de votre côté{NBSP}?",
            url,
            "",
            f"Cela prend {duration}, sans inscription. Pendant que vous répondez, vous ne verrez pas nos réponses, ni nous "
            "les vôtres. À la fin, vous choisirez de croiser nos deux regards, ou non.",
            "",
            f"Ce lien s’efface le {day(crossing.expires_at)}.",
            "",
        ]
    )


def _reminder(crossing: Crossing, url: str, duration: str) -> str:
    return "\n".join(
        [
            "Bonjour,",
            "",
            f"Le lien pour faire le point de votre côté est toujours ouvert, jusqu’au {day(crossing.expires_at)}{NBSP}:",
            url,
            "",
            f"Cela prend {duration}. Si vous préférez ne pas répondre, cela nous va aussi.",
            "",
        ]
    )


@blueprint.post("/<number>/retirer")
def withdraw(key: str, number: int) -> ResponseReturnValue:
    """Withdraw an invitation at once; what was answered stays to who answered."""
    opened = open_to_edit(key)
    done = redirect(url_for("inviting.invite", key=key, _anchor="invitations"), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return done
    try:
        withdrawn = services().crossings.withdraw(number, opened.diagnostic.id)
    except StorageError as error:
        return _page(opened, _new_form(opened), not_done(error, NOT_WITHDRAWN)), 503
    flash(*((WITHDRAWN, "success") if withdrawn else (ALREADY, "info")))
    return done


def pending(opened: OpenDiagnostic) -> tuple[Crossing, ...]:
    """Return the invitations that wait, made by this diagnostic with a link of their own, the latest first."""
    return tuple(
        one
        for one in services().crossings.of(opened.diagnostic.id)
        if one.party_of(opened.diagnostic.id) is Party.INVITER and one.waiting(now()) and has_own_link(one, opened)
    )


def _pending(opened: OpenDiagnostic, number: int) -> Crossing | None:
    return next((one for one in pending(opened) if one.id == number), None)


def _line(opened: OpenDiagnostic, crossing: Crossing) -> InvitationLine:
    return InvitationLine(
        number=crossing.id,
        name=crossing.names[Party.INVITER],
        made=day(crossing.created_at),
        expires=f"S’efface le {day(crossing.expires_at)}.",
        state=NOT_CROSSED if crossing.declined_by is Party.INVITED else "",
        url=url_for("inviting.link", key=opened.key, number=crossing.id),
    )


def _page(opened: OpenDiagnostic, form: InviteForm | None, problem: str | None = None) -> str:
    answered = answered_of(opened)
    return render_template(
        "respondent/crossing/invite.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        viewpoint=opened.sheet.viewpoint,
        form=form,
        withdrawal=form or PageForm(),
        problem=problem,
        agrees=AGREES,
        answered=answered_words(*answered),
        few=few_words(*answered),
        third_person=THIRD_PERSON,
        shown=shown_of_mine(Shares.LEVELS),
        never=NEVER,
        lines=[_line(opened, crossing) for crossing in pending(opened)],
    )
