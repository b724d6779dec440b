"""The page of engagements: who does what, by when, and what became of it; and its events for a calendar."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assessment import engagement_wording as wording
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.shown_engagements import (
    ShownEngagement,
    dated_engagements,
    in_order_of_date,
    shown_engagements,
)
from questionnaire.errors import StorageError
from questionnaire.renderings.reminders import FILE_NAME, MIMETYPE, render_reminders
from questionnaire.storage import Outcome
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic, open_to_edit
from questionnaire.web.documents import attachment
from questionnaire.web.forms import PageForm
from questionnaire.web.local_time import today
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.decided_together import decided_together, every_engagement
from questionnaire.web.respondent.engagement_form import (
    NO_TITLE,
    EngagementForm,
    EngagementsForm,
    check_engagements,
    engagements_form,
)
from questionnaire.web.respondent.engagement_saving import save_engagements
from questionnaire.web.respondent.questions import question_urls
from questionnaire.web.respondent.results_page import report_of

SAVED = "Vos engagements sont enregistrés."
NOT_SAVED = f"{{cause}}{NBSP}: rien n’est encore enregistré. Ce que vous avez écrit est toujours là{NBSP}: essayez à nouveau {{when}}."

ADD = "ajouter"  # the button that adds one: it sends the whole page

blueprint = Blueprint("engagements", __name__, url_prefix="/diagnostic/<key>")


@dataclass(frozen=True)
class EngagementLine:
    """An engagement on the page, with its form; `changed` asks whether an answer changed, at `question_url`."""

    title: str
    about: str
    first_step: str
    who: str
    when: str
    note: str
    late: bool
    changed: str
    question_url: str
    titled: bool  # its title may be changed
    form: EngagementForm


@blueprint.route("/engagements", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """Show the engagements; add, change and delete some."""
    opened = open_to_edit(key)
    page_form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _page(opened, engagements_form(opened.diagnostic.engagements, page_form))
    form = engagements_form(opened.diagnostic.engagements, page_form, request.form)
    form = check_engagements(form, page_form, [one.id for one in opened.criteria.all_criteria()])
    if ADD in request.form and not form.adds:
        form.new.title.errors = [NO_TITLE]
        form = replace(form, faults=(*form.faults, (form.new.title.id, NO_TITLE)))
    if form.faults:
        return _page(opened, form), 422
    try:
        saved = save_engagements(opened, form.sent())
    except StorageError as error:
        return _page(opened, replace(form, faults=(("", not_done(error, NOT_SAVED)),))), 503
    if any(one.outcome in (Outcome.ADDED, Outcome.REVISED, Outcome.REMOVED) for one in saved):
        flash(SAVED, "success")
    return redirect(url_for("engagements.show", key=key), 303)


@blueprint.get("/agenda.ics", endpoint="reminders", alias=True)  # its earlier address
@blueprint.get("/engagements.ics", endpoint="reminders")
def download_reminders(key: str) -> Response:
    """Download the dated engagements as calendar events; 404 when there is none."""
    report = _with_decisions(open_to_edit(key))
    if not dated_engagements(report):
        abort(404)
    return attachment(render_reminders(report, key, datetime.datetime.now(datetime.UTC)), MIMETYPE, FILE_NAME)


def _with_decisions(opened: OpenDiagnostic) -> Report:
    """Return the report with what was decided with others too."""
    return make_report(opened.criteria, opened.sheet, every_engagement(opened, decided_together(opened)))


def _page(opened: OpenDiagnostic, form: EngagementsForm) -> str:
    report = report_of(opened)
    stored = {one.reference for one in report.engagements}
    typed = [
        one for reference, one in form.bases.items() if reference not in stored
    ]  # deleted since by someone else
    together = decided_together(opened)
    every = every_engagement(opened, together)
    lines = _lines(opened, make_report(opened.criteria, opened.sheet, (*report.engagements, *typed)), form)
    return render_template(
        "respondent/engagements.html",
        criteria=opened.criteria,
        viewpoint=report.viewpoint.value,
        private=True,
        key=opened.key,
        form=form,
        faults=form.faults,
        asked=wording.ASKED,
        progress=wording.progress_words(every, today()),
        enough=wording.enough_words(every),
        late_words=wording.LATE,
        labels=wording.FIELD_LABELS,
        to_do=[line for line, one in lines if one.engagement.is_open],
        closed=[line for line, one in lines if not one.engagement.is_open],
        together=[
            (
                page,
                [
                    line
                    for line, _ in _lines(
                        opened, make_report(opened.criteria, opened.sheet, page.engagements), form
                    )
                ],
            )
            for page in together
        ],
        subjects=_subjects(report),
        reminders_url=url_for("engagements.reminders", key=opened.key)
        if any(one.is_dated for one in every)
        else "",
        reminders_title=wording.REMINDERS_TITLE,
        results_url=url_for("results.own", key=opened.key),
    )


def _lines(
    opened: OpenDiagnostic, report: Report, form: EngagementsForm
) -> list[tuple[EngagementLine, ShownEngagement]]:
    urls = question_urls(opened)
    forms = dict(form.fields)
    lines = []
    for one in in_order_of_date(shown_engagements(report)):
        reference = one.engagement.reference
        fields = forms.get(reference) or EngagementForm(None, one.engagement)
        lines.append((_line(one, fields, urls), one))
    return lines


def _line(shown: ShownEngagement, form: EngagementForm, urls: dict[str, str]) -> EngagementLine:
    one: Engagement = shown.engagement
    criterion = shown.criterion
    url = urls.get(criterion.id, "") if criterion else ""
    return EngagementLine(
        title=wording.title_words(shown),
        about=criterion.title if criterion else "",
        first_step=shown.first_step,
        who=one.who,
        when=wording.when_words(one),
        note=one.note,
        late=one.is_late(today()),
        changed=wording.changed_words(one, criterion) if criterion and url else "",
        question_url=url,
        titled=not one.card,
        form=form,
    )


def _subjects(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the criteria that a new engagement may be about, as (id, title), by axis."""
    return [
        (axis.axis.title, [(one.criterion.id, one.criterion.title) for one in axis.criteria])
        for axis in report.scores.axes
        if axis.criteria
    ]
