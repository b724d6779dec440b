"""Resuming a diagnostic by its private link, or from a JSON download of this or another server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import KEY_LENGTH, edit_key, key_digest, new_nonce, read_key
from questionnaire.answers import AnswerSheet
from questionnaire.assessment.engagement_values import read_engagements
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.serialization import read_sheet
from questionnaire.criteria.model import Criteria
from questionnaire.errors import AnswersError, CriteriaError, Problem, StorageError
from questionnaire.renderings.data import FORMAT
from questionnaire.typography import NBSP, french
from questionnaire.web.context import find_by_link, services
from questionnaire.web.leaving import reopen_here
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.middleware.limits import count_creation
from questionnaire.web.respondent.forms import ResumeForm
from questionnaire.web.respondent.invited import find_copy, find_crossing
from questionnaire.web.respondent.links import Fault, read_link

blueprint = Blueprint("resuming", __name__)

_DIGEST = re.compile("[0-9a-f]{64}")

NOT_OURS = (
    "Ce fichier n’est pas un diagnostic Terrain d’entente. Choisissez le fichier JSON téléchargé depuis la page "
    "de vos résultats (son nom commence par « terrain-d-entente »)."
)
NOT_RESUMED = (  # the page cannot show the file again
    f"{{cause}}{NBSP}: votre fichier n’a pas encore été repris. Choisissez à nouveau votre fichier, puis «{NBSP}Reprendre{NBSP}», "
    "{when}."
)
LINK_FAULTS: dict[Fault, str] = {
    "": "Ce lien n’ouvre aucun diagnostic de ce site. Est-il bien celui de ce site, et copié en entier ? Si oui, le "
    "diagnostic a été supprimé, ou effacé après une longue absence.",
    "not_a_link": "Ce texte n’est pas un lien. Copiez l’adresse entière, celle qui contient « /diagnostic/ ».",
    "other_page": "C’est un lien, mais pas celui d’un diagnostic : le vôtre contient « /diagnostic/ ». S’il est dans un "
    "message, cliquez dessus, puis copiez l’adresse que montre votre navigateur.",
    "cut": f"Ce lien est coupé : après « /diagnostic/ » viennent {KEY_LENGTH} signes. Copiez-le en entier ; dans un message, "
    "il tient parfois sur deux lignes.",
}
# what one received, by the page that shows it
_RECEIVED: dict[str, Callable[[str], object]] = {
    "copies.read": find_copy,
    "invitations.read": find_crossing,
    "agendas.read": lambda key: services().crossings.find_agenda(key_digest(key)),
}


@blueprint.route("/reprendre", methods=["GET", "POST"])
def resume() -> ResponseReturnValue:
    """Open a link, or create a diagnostic from a file."""
    form = ResumeForm(formdata=request.form) if request.method == "POST" else ResumeForm(formdata=None)
    if request.method != "POST":
        return _page(form)
    if not form.validate():
        return _page(form), 422
    file = request.files.get("file")
    if form.link.data:
        return _by_link(form)
    if file is None or not file.filename:
        form.link.errors = ["Collez votre lien privé, ou choisissez un fichier."]
        return _page(form), 422
    try:
        return redirect(url_for("answering.hub", key=begin_from_file(file.read())), 303)
    except AnswersError as error:
        form.file.errors = [french(str(problem)) for problem in error.problems[:8]]
        return _page(form), 422
    except StorageError as error:
        return _page(form, not_done(error, NOT_RESUMED)), 503


def _page(form: ResumeForm, problem: str | None = None) -> str:
    return render_template(
        "respondent/resume.html", criteria=services().versions.current, form=form, private=True, problem=problem
    )


def _by_link(form: ResumeForm) -> ResponseReturnValue:
    link = read_link(str(form.link.data))
    if found := next(filter(None, map(find_by_link, link.keys)), None):
        key, diagnostic = found
        reopen_here(key, read_key(key))
        return redirect(url_for("answering.hub" if diagnostic.editable else "results.shared", key=key), 303)
    for key in link.keys:
        for endpoint, find in _RECEIVED.items():
            if find(key):
                reopen_here(key)
                return redirect(url_for(endpoint, key=key), 303)
    form.link.errors = [LINK_FAULTS[link.fault]]
    return _page(form), 422


def begin_from_file(content: bytes) -> str:
    """Create a diagnostic from a download, tell what became of it, and return its key; raise AnswersError for another file."""
    app_services = services()
    data = _parse(content)
    criteria, same_version = _criteria_of(data)
    sheet, ignored = read_sheet(data, criteria)
    sheet = AnswerSheet(sheet.viewpoint, choose_path(criteria, sheet), sheet.context, sheet.answers)
    count_creation()
    key = edit_key(app_services.settings.secret_key, new_nonce())
    app_services.diagnostics.create(
        key_digest(key), key_digest(read_key(key)), criteria.digest, sheet, read_engagements(data)
    )
    flash("Votre diagnostic est repris, avec un nouveau lien privé. Gardez-le.", "success")
    if not same_version:
        flash(
            f"Ce fichier vient d’une autre version des questions{NBSP}: vos réponses sont reprises là où la question "
            "existe encore. Relisez-les.",
            "warning",
        )
    for notice in ignored[:8]:
        flash(french(notice), "info")
    return key


def _parse(content: bytes) -> dict[str, Any]:
    """Return the JSON object of a download; raise AnswersError for any other file."""
    try:
        data = json.loads(content)  # UTF-8 or, as Notepad may save it, UTF-16
    except (ValueError, RecursionError) as error:
        raise AnswersError((Problem(0, "", NOT_OURS),)) from error
    if not isinstance(data, dict) or not str(data.get("format", "")).startswith(FORMAT.split("/")[0]):
        raise AnswersError((Problem(0, "", NOT_OURS),))
    if data["format"] != FORMAT:
        message = "Ce fichier vient d’une version plus récente de l’outil, que ce serveur ne sait pas encore lire."
        raise AnswersError((Problem(0, "", message),))
    return data


def _criteria_of(data: dict[str, Any]) -> tuple[Criteria, bool]:
    """Return the version of the file and True when it is stored here and readable, else that in service and False."""
    versions = services().versions
    identity = data.get("criteres")
    digest = identity.get("empreinte") if isinstance(identity, dict) else None
    if isinstance(digest, str) and _DIGEST.fullmatch(digest) and versions.known(digest):
        with suppress(CriteriaError):  # this release may no longer read it
            return versions.get(digest), True
    return versions.current, False
