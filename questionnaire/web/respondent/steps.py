"""The steps of the results page that are undertaken: who does them and by when; and the page of the other steps."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assessment.engagement import Engagement, of_card
from questionnaire.assessment.engagement_merge import SeenEngagement
from questionnaire.assessment.report import Report
from questionnaire.assessment.selection import FIRST
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.assessment.wording import LABELS
from questionnaire.errors import StorageError
from questionnaire.storage import Outcome, SentEngagement
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit
from questionnaire.web.forms import PageForm
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.engagement_saving import save_engagements
from questionnaire.web.respondent.results_page import own_page, report_of
from questionnaire.web.respondent.results_parts import other_groups
from questionnaire.web.respondent.steps_form import check_steps, steps_form

KEPT = "Vos engagements sont gardés avec vos réponses."
NO_LONGER_KEPT = f"«{NBSP}{{title}}{NBSP}» n’est plus parmi vos engagements."
NOTHING_KEPT = "Aucun pas n’est gardé pour l’instant."
NOT_KEPT = f"{{cause}}{NBSP}: vos engagements ne sont pas encore gardés. Ils sont encore affichés{NBSP}: appuyez à nouveau sur «{NBSP}Garder mes engagements{NBSP}» {{when}}."

blueprint = Blueprint("steps", __name__)


@blueprint.post("/diagnostic/<key>/plan")
def keep(key: str) -> ResponseReturnValue:
    """Keep the steps ticked, then show the results, or the other steps."""
    opened = open_to_edit(key)
    page_form = PageForm(formdata=request.form)
    form = check_steps(steps_form(report_of(opened), page_form, request.form), page_form)
    if form.faults:
        return own_page(opened, form), 422
    try:
        saved = save_engagements(opened, form.sent())
    except StorageError as error:
        return own_page(opened, replace(form, faults=(("", not_done(error, NOT_KEPT)),))), 503
    for one in saved:
        if one.outcome is Outcome.REMOVED:
            flash(NO_LONGER_KEPT.format(title=one.engagement.title), "info")
    if "autres" in request.form:
        return redirect(url_for("steps.others", key=key), 303)
    flash(KEPT if any(fields.is_kept for fields in form.fields.values()) else NOTHING_KEPT, "success")
    return redirect(url_for("results.own", key=key), 303)


@blueprint.route("/diagnostic/<key>/autres-pas", methods=["GET", "POST"], endpoint="others")
def show_others(key: str) -> ResponseReturnValue:
    """Show the other steps; take one, in place of another when there are enough to do."""
    opened = open_to_edit(key)
    report = report_of(opened)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        return _take(opened, report)
    others = other_steps(report)
    to_do = [one.card for one in shown_steps(report) if one.kept and one.kept.is_open]
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
        take_url=url_for("steps.others", key=key),
        results_url=url_for("results.own", key=key) + "#pas",
    )
    return (page, 422) if form.stale else page


def _take(opened: OpenDiagnostic, report: Report) -> ResponseReturnValue:
    taken, _, replaced = request.form.get("prendre", "").partition(" ")
    card = next((advice.card for advice in other_steps(report) if advice.card.id == taken), None)
    if card is None:
        abort(404)
    sent = [SentEngagement(Engagement(card.id, title=card.title), fields=())]
    if before := of_card(report.engagements, replaced) if replaced else None:
        sent.insert(0, SentEngagement(before, SeenEngagement.of(before), removed=True))
    save_engagements(opened, sent)
    flash(KEPT, "success")
    return redirect(url_for("results.own", key=opened.key) + f"#pas-{taken}", 303)
