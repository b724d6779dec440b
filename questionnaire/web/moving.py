"""A respondent's choice to go on with the newer version of the criteria, told beforehand what that changes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.carrying import carry
from questionnaire.changes import compare
from questionnaire.effects import effect_on
from questionnaire.errors import StorageError
from questionnaire.forms import PageForm
from questionnaire.journey import choose_path
from questionnaire.typography import NBSP
from questionnaire.web.errors import BROKEN_STORE, log_storage
from questionnaire.web.services import open_to_edit, services

blueprint = Blueprint("moving", __name__)


@blueprint.route("/diagnostic/<key>/nouvelle-version", methods=["GET", "POST"])
def move(key: str) -> ResponseReturnValue:
    """Say what the newer version changes for these answers; go over to it when asked."""
    opened, new = open_to_edit(key), services().versions.current
    since = services().watched.in_service.published_at
    if opened.criteria == new:
        return redirect(url_for("answering.hub", key=key), 303)
    carried, lost = carry(opened.sheet, opened.criteria, new)
    carried = AnswerSheet(carried.viewpoint, choose_path(new, carried), carried.context, carried.answers)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    values = {
        "criteria": opened.criteria,
        "private": True,
        "key": key,
        "form": form,
        "new": new,
        "since": since,
        "effect": effect_on(opened.criteria, new, opened.sheet),
        "lost": lost,
        "changes": compare(opened.criteria, new),
    }
    # what is shown is what is done: the version that was read is sent back
    if request.method != "POST" or not form.validate() or request.form.get("version") != new.digest:
        status = 200 if request.method != "POST" else 422
        return render_template("answering/move.html", **values, problem=None), status
    try:
        store = services().store
        moved = store.move(opened.diagnostic.id, opened.criteria.digest, new.digest, carried)
    except StorageError as error:
        log_storage(error)
        return render_template("answering/move.html", **values, problem=BROKEN_STORE), 503
    if moved:
        flash(f"Votre diagnostic utilise maintenant la nouvelle version{NBSP}: relisez vos réponses.", "success")
    return redirect(url_for("answering.hub", key=key), 303)
