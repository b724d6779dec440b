"""The private page, the pages of questions, and autosave."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from questionnaire.assessment.duration import minutes
from questionnaire.assessment.engagement_wording import ASKED, progress_words
from questionnaire.assessment.journey import make_journey, other_paths
from questionnaire.assessment.merge import Merged, Seen
from questionnaire.assessment.wording import viewpoint_words
from questionnaire.criteria.model import WHOLE_PATH
from questionnaire.errors import StorageError
from questionnaire.storage.saves import SentAnswer
from questionnaire.typography import counted
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.forms import PageForm
from questionnaire.web.leaving import leave_computer
from questionnaire.web.local_time import today
from questionnaire.web.messages import warn_once
from questionnaire.web.middleware.errors import BROKEN_STORE, not_done
from questionnaire.web.respondent.checking import CHECK, end_url
from questionnaire.web.respondent.crossing_lines import crossing_lines, digests_given, in_touch
from questionnaire.web.respondent.decided_together import decided_together, every_engagement
from questionnaire.web.respondent.forms import READ_AGAIN, SEEN, SHOWN, answers_of, choices_of, order_of
from questionnaire.web.respondent.questions import (
    QuestionsPage,
    conflict_messages,
    find_page,
    page_url,
    render_page,
)
from questionnaire.web.view_models import mail_link, table_of_contents, upgrade_url

blueprint = Blueprint("answering", __name__, url_prefix="/diagnostic/<key>")

OVERTAKEN = "Un envoi plus récent de cette page est déjà enregistré\N{NO-BREAK SPACE}: celui-ci n’a rien changé."
LEAVE = "fini"  # name of the button that saves the page, then leaves a shared computer


@blueprint.get("")
def hub(key: str) -> str:
    """Show the private link, the table of contents, and the next page to fill."""
    opened = open_to_edit(key)
    journey = make_journey(opened.criteria, opened.sheet)
    private_url = url_for("answering.hub", key=key, _external=True)
    next_page, lines = journey.first_open(), crossing_lines(opened)
    return render_template(
        "respondent/hub.html",
        criteria=opened.criteria,
        key=key,
        private=True,
        private_url=private_url,
        mail_url=mail_link(
            "Mon diagnostic Terrain d’entente",
            f"Pour reprendre mon diagnostic (lien privé, à garder pour moi) :\n\n{private_url}\n",
        ),
        viewpoint=opened.sheet.viewpoint,
        eyebrow=_eyebrow(opened),
        progress=journey.progress,
        parts=table_of_contents(journey, key),
        next_url=page_url(key, next_page) if next_page else None,
        other_paths=[
            (other, counted(minutes(opened.criteria, replace(opened.sheet, path=other.id)), "minute"))
            for other in other_paths(opened.criteria, opened.sheet)
        ],
        form=PageForm(),
        results_url=url_for("results.own", key=key) if journey.progress.done else None,
        engagements_asked=ASKED,
        engagements_progress=progress_words(every_engagement(opened, decided_together(opened)), today()),
        finished=opened.diagnostic.finished_at is not None,
        upgrade_url=upgrade_url(opened),
        crossings=lines,
        in_touch=in_touch(lines),
        retention_months=services().settings.retention_months,
    )


def _eyebrow(opened: OpenDiagnostic) -> str:
    viewpoint = viewpoint_words(opened.criteria, opened.sheet.viewpoint)
    path = opened.criteria.path(opened.sheet.path) or opened.criteria.path(WHOLE_PATH)
    return f"{viewpoint} · {path.title}" if path else viewpoint


@blueprint.post("/parcours")
def path(key: str) -> ResponseReturnValue:
    """Switch to a longer path, keeping all answers."""
    opened = open_to_edit(key)
    if not PageForm(formdata=request.form).validate():
        flash("Par précaution, le changement de parcours n’a pas été fait. Essayez à nouveau.", "warning")
        return redirect(url_for("answering.hub", key=key), 303)
    requested = request.form.get("parcours", "")
    if requested not in [other.id for other in other_paths(opened.criteria, opened.sheet)]:
        abort(400)
    services().diagnostics.revise(opened.diagnostic.id, lambda stored: replace(stored, path=requested))
    flash("Le questionnaire est plus long, et toutes vos réponses sont gardées.", "success")
    return redirect(url_for("answering.hub", key=key), 303)


def _open_page(key: str, axis: str, page: int) -> QuestionsPage:
    opened = open_to_edit(key)
    found = find_page(opened, axis, page, request.form, back=request.args.get("retour") == CHECK)
    if found is None:
        abort(404)
    return found


@blueprint.route("/axe/<axis>/<int:page>", methods=["GET", "POST"])
def axis(key: str, axis: str, page: int) -> ResponseReturnValue:
    """Show a page of questions; save it and redirect to the next."""
    current = _open_page(key, axis, page)
    if request.method != "POST":
        return render_page(current)
    form = current.form(request.form)
    if not form.validate():
        return render_page(current, form), 422
    try:
        merged = _save(current, form)
    except StorageError as error:
        return render_page(current, form, not_done(error, BROKEN_STORE)), 503
    if LEAVE in request.form:
        return leave_computer(key, digests_given(current.opened))
    for message in conflict_messages(current.opened, merged or {}).values():
        warn_once(message)
    next_page = None if current.back else _next_page(current)
    return redirect(page_url(key, next_page) if next_page else end_url(key), 303)


def _next_page(saved: QuestionsPage) -> tuple[str, int] | None:
    """Return the page after one that was saved; the first open one when it is no longer a page of the journey."""
    if saved.pages:
        return saved.journey.around(*saved.position)[1]
    return make_journey(saved.opened.criteria, open_to_edit(saved.opened.key).sheet).first_open()


@blueprint.post("/axe/<axis>/<int:page>/enregistrer")
def autosave(key: str, axis: str, page: int) -> ResponseReturnValue:
    """Save a page while it is being filled, for the script; the response is JSON."""
    current = _open_page(key, axis, page)
    form = current.form(request.form)
    if not form.validate():
        errors = [text for texts in form.errors.values() for text in texts]
        return _saved(False, errors, stale=form.stale), 422
    try:
        merged = _save(current, form, autosaved=True)
    except StorageError as error:
        return _saved(False, [not_done(error, BROKEN_STORE)]), 503
    if merged is None:
        return _saved(False, [OVERTAKEN]), 409
    # the new base of the merge: what the page shows, even where another answer was kept
    seen = {
        SEEN + criterion_id: str(Seen.of(answer))
        for criterion_id, (answer, _) in answers_of(form, current.ids, request.form).items()
    }
    seen |= {SHOWN + key: choice.given for key, choice in choices_of(form, current.context).items()}
    journey = make_journey(current.opened.criteria, open_to_edit(key).sheet)
    progress = journey.progress
    messages = list(conflict_messages(current.opened, merged).values())
    return _saved(True, messages, seen=seen, done=progress.done, progress=progress.text)


def _saved(saved: bool, messages: list[str], **more: object) -> Response:
    # a fresh CSRF token each time: a page left open for days keeps working
    return jsonify(saved=saved, messages=messages, csrf=generate_csrf(), **more)


def _save(current: QuestionsPage, form: PageForm, *, autosaved: bool = False) -> dict[str, Merged] | None:
    answers = answers_of(form, current.ids, request.form)
    again = [] if autosaved else request.form.getlist(READ_AGAIN)
    changes = {key: SentAnswer(answer, seen, key in again) for key, (answer, seen) in answers.items()}
    return services().diagnostics.save_answers(
        current.opened.diagnostic.id, changes, order_of(request.form), choices_of(form, current.context)
    )
