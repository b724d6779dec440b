"""The context page: creates a diagnostic when it is sent, not before, and changes its context later."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, looks_like_key, new_nonce, read_key
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.journey import choose_path
from questionnaire.errors import StorageError
from questionnaire.web.context import open_to_edit, services
from questionnaire.web.middleware.errors import BROKEN_STORE, log_storage
from questionnaire.web.respondent.forms import StartForm, context_form, context_of, context_questions

blueprint = Blueprint("starting", __name__)


@blueprint.route("/commencer/<viewpoint>", methods=["GET", "POST"])
def start(viewpoint: str) -> ResponseReturnValue:
    """Show the context questions; create the diagnostic and redirect to its private page."""
    if viewpoint not in list(Viewpoint):
        abort(404)
    selected_viewpoint, criteria = Viewpoint(viewpoint), services().versions.current
    if request.method != "POST":
        form = context_form(criteria, selected_viewpoint, {}, None)
        form.nonce.data, form.parcours.data = new_nonce(), request.args.get("parcours", "")
        return _page(form, selected_viewpoint, creating=True)
    form = context_form(criteria, selected_viewpoint, {}, request.form)
    if not form.validate():
        return _page(form, selected_viewpoint, creating=True), 422
    sheet = AnswerSheet(selected_viewpoint, form.parcours.data or "", context_of(criteria, form))
    sheet = AnswerSheet(selected_viewpoint, choose_path(criteria, sheet), sheet.context)
    try:
        key = _create(form, criteria.digest, sheet)
    except StorageError as error:
        log_storage(error)
        return _page(form, selected_viewpoint, creating=True, problem=BROKEN_STORE), 503
    return redirect(url_for("answering.hub", key=key), 303)


def _create(form: StartForm, digest: str, sheet: AnswerSheet) -> str:
    """Create the diagnostic and return its key; a form sent twice updates the context of the first."""
    app_services = services()
    sent_nonce = form.nonce.data or ""
    nonce = sent_nonce if looks_like_key(sent_nonce) else new_nonce()
    key = app_services.new_key(nonce, sheet)
    app_services.retention.apply()
    if not app_services.diagnostics.create(key_digest(key), key_digest(read_key(key)), digest, sheet):
        opened = open_to_edit(key)
        app_services.diagnostics.save_context(opened.diagnostic.id, sheet.context, sheet.path)
    return key


@blueprint.route("/diagnostic/<key>/contexte", methods=["GET", "POST"])
def context(key: str) -> ResponseReturnValue:
    """Change the context of a diagnostic."""
    opened = open_to_edit(key)
    viewpoint, criteria = opened.sheet.viewpoint, opened.criteria
    formdata = request.form if request.method == "POST" else None
    form = context_form(criteria, viewpoint, opened.sheet.context, formdata)
    if formdata is None:
        return _page(form, viewpoint, key=key, criteria=criteria)
    if not form.validate():
        return _page(form, viewpoint, key=key, criteria=criteria), 422
    sheet = AnswerSheet(viewpoint, opened.sheet.path, context_of(criteria, form))
    try:
        services().diagnostics.save_context(opened.diagnostic.id, sheet.context, choose_path(criteria, sheet))
    except StorageError as error:
        log_storage(error)
        return _page(form, viewpoint, key=key, criteria=criteria, problem=BROKEN_STORE), 503
    return redirect(url_for("answering.hub", key=key), 303)


def _page(form: StartForm, viewpoint: Viewpoint, **more: object) -> str:
    criteria = more.pop("criteria", None) or services().versions.current
    return render_template(
        "respondent/start.html",
        form=form,
        questions=context_questions(criteria, form),  # type: ignore[arg-type]
        viewpoint=viewpoint,
        criteria=criteria,
        private=True,
        **{"creating": False, "key": None, "problem": None, **more},
    )
