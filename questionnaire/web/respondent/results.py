"""The results page, the downloads, the earlier read-only link, and the deletion of a diagnostic."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from questionnaire.assessment.report import with_root, without_notes
from questionnaire.assessment.wording import has_answers
from questionnaire.errors import StorageError
from questionnaire.renderings.formats import ANNEX, FORMATS, PDF, download_name
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit, open_to_read, services
from questionnaire.web.documents import attachment, made_in_turn
from questionnaire.web.forms import PageForm
from questionnaire.web.leaving import clear_browser, leave_computer
from questionnaire.web.local_time import today
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.crossing_lines import digests_given
from questionnaire.web.respondent.results_page import own_page, report_of, shared_page

NOT_CLEARED = "Par précaution, rien n’a été effacé de ce navigateur. Essayez à nouveau."
NOT_DELETED = (
    f"{{cause}}{NBSP}: rien n’a été supprimé, toutes vos réponses sont encore enregistrées. Gardez cette page ouverte et "
    f"appuyez à nouveau sur «{NBSP}Supprimer définitivement{NBSP}» {{when}}."
)

blueprint = Blueprint("results", __name__)


@blueprint.get("/diagnostic/<key>/resultats")
def own(key: str) -> str:
    """Show the results to whoever has the private link."""
    return own_page(open_to_edit(key))


@blueprint.get("/resultats/<key>")
def shared(key: str) -> str:
    """Show the results to whoever has the read-only link."""
    return shared_page(open_to_read(key))


@blueprint.get("/diagnostic/<key>/resultats/<format_name>")
def own_download(key: str, format_name: str) -> Response:
    """Download with the private link."""
    return _download(open_to_edit(key), format_name)


@blueprint.get("/resultats/<key>/<format_name>")
def shared_download(key: str, format_name: str) -> Response:
    """Download with the read-only link."""
    return _download(open_to_read(key), format_name)


def _download(opened: OpenDiagnostic, format_name: str) -> Response:
    """Return a download. Of the PDF, `?annexe=1` is the annex and `?notes=0` leaves out what one wrote; shared, it always is."""
    if format_name not in FORMATS:
        abort(404)
    download = ANNEX if format_name == "pdf" and request.args.get("annexe") == "1" else FORMATS[format_name]
    report = report_of(opened)
    if not opened.diagnostic.editable and not has_answers(report):
        abort(404)  # the page shows a reader neither results nor downloads
    if download.mimetype == PDF and not (opened.diagnostic.editable and request.args.get("notes", "1") != "0"):
        report = without_notes(report)
    content = b""
    if request.method != "HEAD":  # link previewers send it: no document is made
        report = with_root(report, request.url_root.removesuffix("/"))
        content = made_in_turn(lambda: download.render(report, today()))
    return attachment(content, download.mimetype, download_name(report, download))


@blueprint.route("/diagnostic/<key>/supprimer", methods=["GET", "POST"])
def delete(key: str) -> ResponseReturnValue:
    """Ask for confirmation, then delete the diagnostic."""
    opened = open_to_edit(key)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    values = {"criteria": opened.criteria, "private": True, "key": key, "form": form}
    if request.method != "POST":
        return render_template("respondent/delete.html", **values, problem=None)
    if not form.validate():
        return render_template("respondent/delete.html", **values, problem=None), 422
    try:
        services().diagnostics.delete(opened.diagnostic.id)
    except StorageError as error:
        return render_template("respondent/delete.html", **values, problem=not_done(error, NOT_DELETED)), 503
    return clear_browser(
        make_response(render_template("respondent/deleted.html", criteria=opened.criteria, private=True))
    )


@blueprint.post("/diagnostic/<key>/fini")
def leave(key: str) -> ResponseReturnValue:
    """Clear what the browser kept and close the diagnostic in it: the answers stay stored."""
    opened = open_to_edit(key)
    if not PageForm(formdata=request.form).validate():
        flash(NOT_CLEARED, "warning")
        return redirect(url_for("results.own", key=key), 303)
    return leave_computer(key, digests_given(opened))
