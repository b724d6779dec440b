"""The plan of a respondent: the steps kept, who does them and by when; and the page of the other steps."""

from __future__ import annotations

import datetime
from dataclasses import replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assessment.plan import STEPS_MAX, Plan, Step, StepState
from questionnaire.assessment.report import Report
from questionnaire.assessment.selection import FIRST
from questionnaire.assessment.steps import dated_steps, other_steps, shown_steps
from questionnaire.assessment.wording import LABELS
from questionnaire.errors import StorageError
from questionnaire.renderings.agenda import FILE_NAME, MIMETYPE, render_agenda
from questionnaire.typography import NBSP, in_words
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.documents import attachment
from questionnaire.web.forms import PageForm
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.plan_form import check_plan, plan_form
from questionnaire.web.respondent.results_page import own_page, report_of
from questionnaire.web.respondent.results_parts import other_groups, today

KEPT = "Votre plan est gardé avec vos réponses."
NOTHING_KEPT = "Aucun pas n’est gardé pour l’instant."
NOT_KEPT = f"{{cause}}{NBSP}: votre plan n’est pas encore gardé. Il est encore affiché{NBSP}: appuyez à nouveau sur «{NBSP}Garder mon plan{NBSP}» {{when}}."
DELETED = "Ce diagnostic a été supprimé entre-temps."
FULL = f"Votre plan compte déjà {in_words(STEPS_MAX)} pas{NBSP}: c’est le plus qu’il peut garder. Décochez-en un, puis reprenez."

blueprint = Blueprint("plan", __name__)


@blueprint.post("/diagnostic/<key>/plan")
def keep(key: str) -> ResponseReturnValue:
    """Keep the steps ticked, then show the results, or the other steps."""
    opened = open_to_edit(key)
    report = report_of(opened)
    page_form = PageForm(formdata=request.form)
    form = check_plan(plan_form(report, page_form, request.form), page_form)
    if form.faults:
        return own_page(opened, form), 422
    steps = tuple(fields.step(card) for card, fields in form.fields.items() if fields.is_kept)
    try:
        _store(opened, Plan(steps[:STEPS_MAX], today() if steps else None))
    except StorageError as error:
        return own_page(opened, replace(form, faults=(("", not_done(error, NOT_KEPT)),))), 503
    if "autres" in request.form:
        return redirect(url_for("plan.others", key=key), 303)
    flash(KEPT if steps else NOTHING_KEPT, "success")
    return redirect(url_for("results.own", key=key), 303)


@blueprint.get("/diagnostic/<key>/agenda.ics")
def agenda(key: str) -> Response:
    """Download the dated steps as calendar events; 404 when there is none."""
    report = report_of(open_to_edit(key))
    if not dated_steps(report):
        abort(404)
    return attachment(render_agenda(report, key, datetime.datetime.now(datetime.UTC)), MIMETYPE, FILE_NAME)


@blueprint.route("/diagnostic/<key>/autres-pas", methods=["GET", "POST"], endpoint="others")
def show_others(key: str) -> ResponseReturnValue:
    """Show the other steps; take one, in place of another when the plan has enough."""
    opened = open_to_edit(key)
    report = report_of(opened)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        return _take(opened, report)
    others = other_steps(report)
    to_do = [one.card for one in shown_steps(report) if one.kept and one.kept.state is StepState.TO_DO]
    page = render_template(
        "respondent/other_steps.html",
        criteria=opened.criteria,
        viewpoint=report.viewpoint.value,
        private=True,
        labels=LABELS,
        form=form,
        following=other_groups(report, others[:FIRST]),
        groups=other_groups(report, others[FIRST:]),
        replaceable=to_do if len(to_do) >= FIRST else [],
        take_url=url_for("plan.others", key=key),
        results_url=url_for("results.own", key=key) + "#pas",
    )
    return (page, 422) if form.stale else page


def _take(opened: OpenDiagnostic, report: Report) -> ResponseReturnValue:
    taken, _, replaced = request.form.get("prendre", "").partition(" ")
    if taken not in {advice.card.id for advice in other_steps(report)}:
        abort(404)
    steps = [step for step in report.plan.steps if step.card != replaced]
    if len(steps) >= STEPS_MAX:
        flash(FULL, "warning")
    else:
        _store(opened, Plan((*steps, Step(taken)), today()))
        flash(KEPT, "success")
    return redirect(url_for("results.own", key=opened.key) + f"#pas-{taken}", 303)


def _store(opened: OpenDiagnostic, plan: Plan) -> None:
    if not services().diagnostics.keep_plan(opened.diagnostic.id, plan):
        raise StorageError(DELETED)
