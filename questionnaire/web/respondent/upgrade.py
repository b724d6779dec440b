"""The switch of a diagnostic to the newer version of the criteria, with a summary of the changes beforehand."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.impact import impact_on
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.upgrade import upgrade_sheet
from questionnaire.criteria.diff import compare
from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import open_to_edit, services
from questionnaire.web.forms import PageForm
from questionnaire.web.middleware.errors import BROKEN_STORE, log_storage

blueprint = Blueprint("upgrade", __name__)

NEWER_STILL = (
    f"Une version plus récente est parue pendant votre lecture{NBSP}: rien n’a été changé. "
    "Voici ce qu’elle changerait, avant de confirmer à nouveau."
)


@blueprint.route("/diagnostic/<key>/nouvelle-version", methods=["GET", "POST"])
def upgrade(key: str) -> ResponseReturnValue:
    """Show what the newer version changes for these answers; switch to it when confirmed."""
    opened, versions = open_to_edit(key), services().versions
    read_digest = request.form.get("version")  # the version shown, sent back by the form
    if opened.criteria == versions.current or read_digest not in (None, versions.current.digest):
        services().published.refresh(now_too=True)  # another process may have published a newer one
    new, since = versions.current, services().published.in_service.published_at
    if opened.criteria == new:
        flash("Votre diagnostic utilise déjà la dernière version des questions.", "info")
        return redirect(url_for("answering.hub", key=key), 303)
    upgraded, lost = upgrade_sheet(opened.sheet, opened.criteria, new)
    upgraded = AnswerSheet(upgraded.viewpoint, choose_path(new, upgraded), upgraded.context, upgraded.answers)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    values = {
        "criteria": opened.criteria,
        "private": True,
        "key": key,
        "form": form,
        "new": new,
        "since": since,
        "effect": impact_on(opened.criteria, new, opened.sheet),
        "lost": lost,
        "changes": compare(opened.criteria, new),
    }
    if request.method != "POST" or not form.validate() or read_digest != new.digest:
        status = 200 if request.method != "POST" else 422
        problem = None if read_digest in (None, new.digest) else NEWER_STILL
        return render_template("respondent/upgrade.html", **values, problem=problem), status
    try:
        store = services().diagnostics
        moved = store.upgrade(opened.diagnostic.id, opened.criteria.digest, new.digest, upgraded)
    except StorageError as error:
        log_storage(error)
        return render_template("respondent/upgrade.html", **values, problem=BROKEN_STORE), 503
    if moved:
        flash(
            f"Votre diagnostic utilise maintenant la nouvelle version ({new.version}){NBSP}: relisez vos réponses.",
            "success",
        )
    else:
        flash(
            "Entre-temps, un autre onglet ou une autre personne a changé la version de ce diagnostic.", "warning"
        )
    return redirect(url_for("answering.hub", key=key), 303)
