"""Beginning a diagnostic: the context page. Nothing is stored before it is sent."""

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
    """Ask the context; then create the diagnostic and show its private link."""
    if viewpoint not in list(Viewpoint):
        abort(404)
    side, criteria = Viewpoint(viewpoint), services().versions.current
    if request.method != "POST":
        form = context_form(criteria, side, {}, None)
        form.nonce.data, form.parcours.data = new_nonce(), request.args.get("parcours", "")
        return _page(form, side, creating=True)
    form = context_form(criteria, side, {}, request.form)
    if not form.validate():
        return _page(form, side, creating=True), 422
    sheet = AnswerSheet(side, form.parcours.data or "", context_of(criteria, form))
    sheet = AnswerSheet(side, choose_path(criteria, sheet), sheet.context)
    try:
        key = _create(form, criteria.digest, sheet)
    except StorageError as error:
        log_storage(error)
        return _page(form, side, creating=True, problem=BROKEN_STORE), 503
    return redirect(url_for("answering.hub", key=key), 303)


def _create(form: StartForm, digest: str, sheet: AnswerSheet) -> str:
    """Create the diagnostic of this form; sent twice, the same one is found again and its context updated."""
    parts = services()
    sent = form.nonce.data or ""
    nonce = sent if looks_like_key(sent) else new_nonce()
    key = parts.new_key(nonce, sheet)
    parts.retention.apply()
    if not parts.diagnostics.create(key_digest(key), key_digest(read_key(key)), digest, sheet):
        opened = open_to_edit(key)
        parts.diagnostics.save_context(opened.diagnostic.id, sheet.context, sheet.path)
    return key


@blueprint.route("/diagnostic/<key>/contexte", methods=["GET", "POST"])
def context(key: str) -> ResponseReturnValue:
    """Change the context of a diagnostic."""
    opened = open_to_edit(key)
    side, criteria = opened.sheet.viewpoint, opened.criteria
    sent = request.form if request.method == "POST" else None
    form = context_form(criteria, side, opened.sheet.context, sent)
    if sent is None:
        return _page(form, side, key=key, criteria=criteria)
    if not form.validate():
        return _page(form, side, key=key, criteria=criteria), 422
    said = AnswerSheet(side, opened.sheet.path, context_of(criteria, form))
    try:
        services().diagnostics.save_context(opened.diagnostic.id, said.context, choose_path(criteria, said))
    except StorageError as error:
        log_storage(error)
        return _page(form, side, key=key, criteria=criteria, problem=BROKEN_STORE), 503
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
