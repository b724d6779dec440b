"""Sharing a dated copy: what it shows is chosen part by part, read first, then sent by a link that can be withdrawn."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import copy_key, key_digest, new_nonce, read_key
from questionnaire.assessment.dated_copy import Part, Recipient, make_copy, read_copy, write_copy
from questionnaire.assessment.dated_copy_wording import shown_words
from questionnaire.assessment.parties import other_party
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.wording import has_answers
from questionnaire.errors import StorageError
from questionnaire.storage import NewCopy, SharedCopy, now
from questionnaire.storage.copies import MAX_COPIES, months_after
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import day
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.copies import copy_page
from questionnaire.web.respondent.invited import NAME, invitation_of
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.respondent.sharing_form import EDIT, PREVIEW, ShareForm, parts_of, recipient_of, share_form
from questionnaire.web.view_models import mail_link

LIVE = 0  # the number, in the addresses, of the earlier link that always shows the current answers
NOT_SENT = f"{{cause}}{NBSP}: la copie n’a pas encore été créée. Ce que vous avez choisi est toujours coché{NBSP}: essayez à nouveau {{when}}."
NOT_WITHDRAWN = f"{{cause}}{NBSP}: rien n’a encore été retiré. Essayez à nouveau {{when}}."
TOO_MANY = f"Vous avez déjà {MAX_COPIES} copies en circulation. Retirez-en une ci-dessous, puis créez celle-ci."
NOTHING_SENT = f"Dans un aperçu, aucune copie n’est créée{NBSP}: «{NBSP}Voir d’abord ce qu’on verra{NBSP}» montre ce que le lecteur lirait."
WITHDRAWN = f"La copie est retirée{NBSP}: son lien ne montre plus rien."
LIVE_WITHDRAWN = f"L’ancien lien est retiré{NBSP}: il ne montre plus rien."
ALREADY = "Cette copie était déjà retirée, ou effacée."

blueprint = Blueprint("sharing", __name__, url_prefix="/diagnostic/<key>/partager")


@dataclass(frozen=True)
class CopyLine:
    """A copy in circulation, in the list."""

    number: int
    title: str
    shown: str
    expires: str
    url: str
    again_url: str


@blueprint.route("", methods=["GET", "POST"])
def share(key: str) -> ResponseReturnValue:
    """Choose what a copy shows and for whom; see it first; create its link."""
    opened = open_to_edit(key)
    report = make_report(opened.criteria, opened.sheet, opened.diagnostic.engagements)
    if not has_answers(report):
        return _page(opened, report, None)
    if request.method != "POST":
        return _page(opened, report, _new_form(opened, report))
    form = share_form(report, request.form)
    if not form.validate():
        return _page(opened, report, form), 422
    if EDIT in request.form:
        return _page(opened, report, form)
    if PREVIEW in request.form:
        return _preview(opened, report, form)
    try:
        sent = _create(opened, report, form)
    except StorageError as error:
        return _page(opened, report, form, not_done(error, NOT_SENT)), 503
    if sent is None:
        if g.get("preview"):
            flash(NOTHING_SENT, "info")
            return redirect(url_for("sharing.share", key=key), 303)
        return _page(opened, report, form, TOO_MANY), 409
    _keep_name(opened, report, form.title.data or "")
    return redirect(url_for("sharing.sent", key=key, number=sent.id), 303)


def _keep_name(opened: OpenDiagnostic, report: Report, title: str) -> None:
    """Give the title of a copy to a diagnostic without a name."""
    if not title or report.name or opened.criteria.context_question(NAME) is None:
        return
    with suppress(StorageError):  # the copy is made: the name may be given later
        services().diagnostics.revise(
            opened.diagnostic.id, lambda sheet: replace(sheet, context={**sheet.context, NAME: title})
        )


def _new_form(opened: OpenDiagnostic, report: Report) -> ShareForm:
    """Return the form, filled in as the copy that is sent again, if any."""
    model = _circulating(opened, request.args.get("comme", ""))
    form = share_form(report, None)
    form.nonce.data = new_nonce()
    if model and (content := services().copies.content(model.id)):
        form.fill(model.parts, model.recipient, read_copy(content).name)
    return form


def _create(opened: OpenDiagnostic, report: Report, form: ShareForm) -> SharedCopy | None:
    nonce = form.sent_nonce or new_nonce()
    parts = parts_of(form)
    copy = make_copy(report, parts, form.title.data or "")
    return services().copies.create(
        NewCopy(
            key_digest=key_digest(copy_key(opened.key, nonce)),
            nonce=nonce,
            diagnostic_id=opened.diagnostic.id,
            criteria_digest=opened.criteria.digest,
            recipient=recipient_of(form),
            parts=parts,
            content=write_copy(copy),
        )
    )


def _preview(opened: OpenDiagnostic, report: Report, form: ShareForm) -> str:
    """Show the page that the reader would be shown, above which the author decides."""
    # as it would be stored and read again
    copy = read_copy(write_copy(make_copy(report, parts_of(form), form.title.data or "")))
    invites = recipient_of(form) is Recipient.OTHER_PARTY
    return copy_page(
        copy,
        now(),
        previewed=form,
        share_url=url_for("sharing.share", key=opened.key),
        invitation=invitation_of(copy) if invites else None,
        expires=day(months_after(now())),
    )


@blueprint.get("/<int:number>")
def sent(key: str, number: int) -> ResponseReturnValue:
    """Show the link of a copy, to send it, and its QR code."""
    opened = open_to_edit(key)
    copy = _circulating(opened, str(number))
    if copy is None:
        flash(ALREADY, "info")
        return redirect(url_for("sharing.share", key=key), 303)
    report = make_report(opened.criteria, opened.sheet)
    url = url_for("copies.read", key=copy_key(key, copy.nonce), _external=True)
    content = services().copies.content(copy.id)
    minutes = invitation_of(read_copy(content)).minutes if content else ""
    return render_template(
        "respondent/copy_link.html",
        criteria=opened.criteria,
        private=True,
        key=key,
        viewpoint=opened.sheet.viewpoint,
        form=PageForm(),
        line=_line(opened, report, copy),
        copy_url=url,
        mail_url=mail_link("Notre point de vue, et le vôtre", _message(copy, url, minutes)),
        message=_message(copy, "", minutes),
        code=qr_code(url),
    )


def _message(copy: SharedCopy, url: str, minutes: str) -> str:
    """Return the words that accompany a link, in a message of the author's own."""
    lines = [
        "Bonjour,",
        "",
        f"Voici notre point de vue, tel qu’il est le {day(copy.created_at)}{NBSP}:",
        url,
    ]
    if copy.recipient is Recipient.OTHER_PARTY:
        lines += ["", f"La page permet de répondre de votre côté, en {minutes}, sans inscription."]
    return "\n".join([*lines, "", f"Elle s’efface le {day(copy.expires_at)}.", ""])


@blueprint.post("/<int:number>/retirer")
def withdraw(key: str, number: int) -> ResponseReturnValue:
    """Withdraw a copy, or the earlier link, at once."""
    opened = open_to_edit(key)
    done = redirect(url_for("sharing.share", key=key, _anchor="copies"), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return done
    try:
        if number == LIVE:
            services().diagnostics.close_live_link(opened.diagnostic.id)
            flash(LIVE_WITHDRAWN, "success")
        elif services().copies.withdraw(opened.diagnostic.id, number):
            flash(WITHDRAWN, "success")
        else:
            flash(ALREADY, "info")
    except StorageError as error:
        report = make_report(opened.criteria, opened.sheet, opened.diagnostic.engagements)
        form = _new_form(opened, report) if has_answers(report) else None
        return _page(opened, report, form, not_done(error, NOT_WITHDRAWN)), 503
    return done


def _circulating(opened: OpenDiagnostic, number: str) -> SharedCopy | None:
    copies = services().copies.in_circulation(opened.diagnostic.id)
    return next((copy for copy in copies if str(copy.id) == number), None)


def _page(opened: OpenDiagnostic, report: Report, form: ShareForm | None, problem: str | None = None) -> str:
    copies = services().copies.in_circulation(opened.diagnostic.id)
    live = opened.diagnostic.live_link and not g.get("preview")
    return render_template(
        "respondent/share.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        viewpoint=opened.sheet.viewpoint,
        form=form,
        withdrawal=form or PageForm(),
        problem=problem,
        copies=[_line(opened, report, copy) for copy in copies],
        live_url=url_for("results.shared", key=read_key(opened.key), _external=True) if live else None,
        live_number=LIVE,
    )


def _line(opened: OpenDiagnostic, report: Report, copy: SharedCopy) -> CopyLine:
    reader = other_party(report.sheet) if copy.recipient is Recipient.OTHER_PARTY else "quelqu’un d’autre"
    parts = copy.parts
    return CopyLine(
        number=copy.id,
        title=f"{day(copy.created_at)}, pour {reader}",
        shown=shown_words(
            score=Part.SCORE in parts,
            answers=Part.ANSWERS in parts,
            notes=Part.NOTES in parts,
            plan=Part.PLAN in parts,
        ),
        expires=f"S’efface le {day(copy.expires_at)}.",
        url=url_for("sharing.sent", key=opened.key, number=copy.id),
        again_url=url_for("sharing.share", key=opened.key, comme=copy.id),
    )
