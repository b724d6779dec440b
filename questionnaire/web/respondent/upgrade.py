"""The switch of a diagnostic to the newer version of the criteria, with a summary of the changes beforehand."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.impact import impact_on
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.upgrade import upgrade_sheet
from questionnaire.criteria.diff import compare
from questionnaire.criteria.model import Criteria
from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.forms import PageForm
from questionnaire.web.middleware.errors import not_done

blueprint = Blueprint("upgrade", __name__)

ANSWERED_MEANWHILE = (
    f"Des réponses de ce diagnostic ont changé entre-temps (un autre onglet ou une autre personne){NBSP}: rien n’a été "
    "perdu, et la version n’a pas été changée. Voici ce que cela changerait maintenant, avant de confirmer à nouveau."
)
NEWER_STILL = (
    f"Une version plus récente est parue pendant votre lecture{NBSP}: rien n’a été changé. "
    "Voici ce qu’elle changerait, avant de confirmer à nouveau."
)

NOT_UPGRADED = (
    f"{{cause}}{NBSP}: votre diagnostic garde sa version, et rien n’a changé dans vos réponses. Gardez cette page ouverte et "
    f"appuyez à nouveau sur «{NBSP}Passer à la nouvelle version{NBSP}» {{when}}."
)


@blueprint.route("/diagnostic/<key>/nouvelle-version", methods=["GET", "POST"])
def upgrade(key: str) -> ResponseReturnValue:
    """Show what the newer version changes for these answers; switch to it when confirmed."""
    opened, versions = open_to_edit(key), services().versions
    read_digest = request.form.get("version")  # the version shown, sent back by the form
    if opened.criteria == versions.current or read_digest not in (None, versions.current.digest):
        services().published.refresh(now_too=True)  # another process may have published a newer one
    new = versions.current
    if opened.criteria == new:
        flash("Votre diagnostic utilise déjà la dernière version des questions.", "info")
        return redirect(url_for("answering.hub", key=key), 303)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate() or read_digest != new.digest:
        status = 200 if request.method != "POST" else 422
        problem = None if read_digest in (None, new.digest) else NEWER_STILL
        return _page(opened, new, form, problem), status
    try:
        moved = services().diagnostics.upgrade(opened.diagnostic, new.digest, _upgraded(opened, new)[0])
    except StorageError as error:
        return _page(opened, new, form, not_done(error, NOT_UPGRADED)), 503
    return _moved(key, new) if moved else _not_moved(opened, new, form)


def _upgraded(opened: OpenDiagnostic, new: Criteria) -> tuple[AnswerSheet, tuple[str, ...]]:
    """Return the answers under the newer version, with the path that they lead to, and a sentence for each one lost."""
    sheet, lost = upgrade_sheet(opened.sheet, opened.criteria, new)
    return replace(sheet, path=choose_path(new, sheet)), lost


def _page(opened: OpenDiagnostic, new: Criteria, form: PageForm, problem: str | None) -> str:
    return render_template(
        "respondent/upgrade.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        form=form,
        new=new,
        since=services().published.in_service.published_at,
        effect=impact_on(opened.criteria, new, opened.sheet),
        lost=_upgraded(opened, new)[1],
        changes=compare(opened.criteria, new),
        problem=problem,
    )


def _moved(key: str, new: Criteria) -> ResponseReturnValue:
    flash(
        f"Votre diagnostic utilise maintenant la nouvelle version ({new.version}){NBSP}: relisez vos réponses.",
        "success",
    )
    return redirect(url_for("answering.hub", key=key), 303)


def _not_moved(read: OpenDiagnostic, new: Criteria, form: PageForm) -> ResponseReturnValue:
    """Show the page again when answers were saved since they were read; another tab may have done the switch instead."""
    current = open_to_edit(read.key)
    if current.criteria == read.criteria:
        return _page(current, new, form, ANSWERED_MEANWHILE), 409
    flash("Entre-temps, un autre onglet ou une autre personne a changé la version de ce diagnostic.", "warning")
    return redirect(url_for("answering.hub", key=read.key), 303)
