"""The context page: creates a diagnostic when it is sent, not before, and changes its context later."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, looks_like_key, new_nonce, read_key
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.context_parts import context_asked, refining_questions
from questionnaire.assessment.journey import choose_path, make_journey
from questionnaire.assessment.journey_wording import stage_changed_words, whole_words
from questionnaire.assessment.measured_duration import LONGEST_GAP
from questionnaire.assessment.measured_duration_wording import measured_words
from questionnaire.assessment.rereading import to_read_again
from questionnaire.criteria.model import Criteria
from questionnaire.errors import StorageError
from questionnaire.storage import Diagnostic, now
from questionnaire.typography import NBSP
from questionnaire.web.context import open_to_edit, services
from questionnaire.web.durations import durations
from questionnaire.web.forms import seconds_since_shown
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.middleware.limits import count_creation
from questionnaire.web.respondent.forms import (
    StartForm,
    context_changes,
    context_form,
    context_of,
    context_questions,
)
from questionnaire.web.respondent.invited import find_invitation, join
from questionnaire.web.respondent.questions import page_url

SENT_AGAIN = datetime.timedelta(minutes=5)  # a double click, or a lost response; later, it is someone else
TURNS = 5  # diagnostics that one form makes; beyond, the key depends on it no more
_STILL_SHOWN = "ce que vous avez saisi est toujours affiché. Gardez la page ouverte et essayez à nouveau {when}."
NOT_BEGUN = f"{{cause}}{NBSP}: votre diagnostic n’est pas encore commencé, mais {_STILL_SHOWN}"
NOT_JOINED = (
    f"{{cause}}{NBSP}: votre diagnostic est commencé, mais il n’est pas encore rattaché à l’invitation. Rouvrez-la "
    f"{{when}}, et choisissez «{NBSP}J’ai déjà un diagnostic{NBSP}»."
)
NO_LONGER = (
    f"L’invitation n’attend plus de réponse (elle a été retirée, ou elle en a déjà reçu une){NBSP}: votre diagnostic est "
    "commencé quand même, pour vous."
)
NOT_CHANGED = f"{{cause}}{NBSP}: votre situation n’est pas encore modifiée, mais {_STILL_SHOWN}"

blueprint = Blueprint("starting", __name__)


@blueprint.route("/commencer/<viewpoint>", methods=["GET", "POST"])
def start(viewpoint: str) -> ResponseReturnValue:
    """Show the context questions; create the diagnostic and redirect to its first question."""
    if viewpoint not in list(Viewpoint):
        abort(404)
    selected_viewpoint, criteria = Viewpoint(viewpoint), services().versions.current
    invited_by = "" if g.get("preview") else request.args.get("invitation", "")
    invitation = find_invitation(invited_by, selected_viewpoint) if invited_by else None
    questions, prefilled = criteria.start_questions, invitation.context if invitation else {}
    page = partial(_page, viewpoint=selected_viewpoint, creating=True, invitation=invitation)
    if request.method != "POST":
        form = context_form(questions, selected_viewpoint, prefilled, None)
        form.nonce.data, form.parcours.data = (
            new_nonce(),
            request.args.get("parcours", invitation.path if invitation else ""),
        )
        return page(form)
    form = context_form(questions, selected_viewpoint, {}, request.form)
    if not form.validate():
        if form.stale:  # perhaps the form of someone who has left: nothing of it is reused
            form.nonce.data = new_nonce()
        return page(form), 422
    sheet = AnswerSheet(selected_viewpoint, form.parcours.data or "", context_of(criteria, form))
    sheet = AnswerSheet(selected_viewpoint, choose_path(criteria, sheet), sheet.context)
    try:
        key = _create(form, criteria.digest, sheet)
    except StorageError as error:
        return page(form, problem=not_done(error, NOT_BEGUN)), 503
    if invited_by:
        _join(key, invited_by)
    first = make_journey(criteria, sheet).first_open()
    return redirect(page_url(key, first) if first else url_for("answering.hub", key=key), 303)


def _join(key: str, invited_by: str) -> None:
    """Link the diagnostic just begun to the invitation that it answers; it is begun all the same."""
    created = services().diagnostics.find(key_digest(key))
    try:
        joined = join(invited_by, created.id) if created else None
    except StorageError as error:
        flash(not_done(error, NOT_JOINED), "warning")
        return
    if joined is None:
        flash(NO_LONGER, "info")


def _create(form: StartForm, digest: str, sheet: AnswerSheet) -> str:
    """Create the diagnostic and return its key; a form sent twice gives the diagnostic of the first time."""
    app_services = services()
    sent_nonce = form.nonce.data or ""
    nonce = sent_nonce if looks_like_key(sent_nonce) else new_nonce()
    count_creation()
    create = partial(app_services.diagnostics.create, active_seconds=min(seconds_since_shown(form), LONGEST_GAP))
    for name in [nonce, *(f"{nonce}.{turn}" for turn in range(1, TURNS)), new_nonce()]:
        key = app_services.new_key(name, sheet)
        if create(key_digest(key), key_digest(read_key(key)), digest, sheet):
            return key
        if _sent_again(app_services.diagnostics.find(key_digest(key)), sheet):
            return key
    raise StorageError("aucun diagnostic n’a pu être créé")


def _sent_again(stored: Diagnostic | None, sheet: AnswerSheet) -> bool:
    """Tell whether a form that has already made a diagnostic is only sent again, and not used by someone else.

    Browsers keep a form: on a shared computer, the Back button shows it to the next person.
    """
    return stored is not None and stored.sheet == sheet and now() - stored.created_at < SENT_AGAIN


@blueprint.route("/diagnostic/<key>/contexte", methods=["GET", "POST"])
def context(key: str) -> ResponseReturnValue:
    """Change the context of a diagnostic."""
    opened = open_to_edit(key)
    viewpoint, criteria = opened.sheet.viewpoint, opened.criteria
    formdata = request.form if request.method == "POST" else None
    refining = refining_questions(criteria, opened.sheet) if request.args.get("retour") == "resultats" else ()
    asked = refining or context_asked(criteria, opened.sheet)
    form = context_form(asked, viewpoint, opened.sheet.context, formdata)
    shown = {"key": key, "criteria": criteria, "back_url": _back_url(key), "refining": bool(refining)}
    if formdata is None:
        return _page(form, viewpoint, **shown)
    if not form.validate():
        return _page(form, viewpoint, **shown), 422
    changes = context_changes(criteria, form, opened.sheet.context)

    def change(stored: AnswerSheet) -> AnswerSheet:
        context = {name: value for name, value in {**stored.context, **changes}.items() if value is not None}
        sheet = replace(stored, context=context)
        return replace(sheet, path=choose_path(criteria, sheet))

    try:
        services().diagnostics.revise(opened.diagnostic.id, change)
    except StorageError as error:
        return _page(form, viewpoint, **shown, problem=not_done(error, NOT_CHANGED)), 503
    opened = open_to_edit(key)
    if words := stage_changed_words(len(to_read_again(criteria, opened.sheet))):
        flash(words, "info")
    return redirect(_back_url(key), 303)


def _back_url(key: str) -> str:
    """Return the page that « Modifier ma situation » was opened from."""
    if request.args.get("retour") == "resultats":
        return url_for("results.own", key=key)
    if request.args.get("retour") == "questions":
        opened = open_to_edit(key)
        first = make_journey(opened.criteria, opened.sheet).first_open()
        if first:
            return page_url(key, first)
    return url_for("answering.hub", key=key)


def _page(form: StartForm, viewpoint: Viewpoint, **more: object) -> str:
    criteria: Criteria = more.pop("criteria", None) or services().versions.current  # type: ignore[assignment]
    sheet = AnswerSheet(viewpoint, form.parcours.data or "")
    return render_template(
        "respondent/start.html",
        form=form,
        questions=context_questions(criteria, form),
        viewpoint=viewpoint,
        criteria=criteria,
        private=True,
        time=whole_words(criteria, sheet, durations(criteria)),
        measured=measured_words(services().durations.of(criteria), choose_path(criteria, sheet), viewpoint),
        **{
            "creating": False,
            "key": None,
            "problem": None,
            "back_url": None,
            "refining": False,
            "invitation": None,
            **more,
        },
    )
