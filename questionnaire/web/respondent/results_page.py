"""The results page, for whoever has the private link and for whoever has the read-only link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for

from questionnaire.assessment.criteria_wording import other_questions_words, refine_words
from questionnaire.assessment.engagement import any_done
from questionnaire.assessment.engagement_wording import ASKED, REMINDERS_TITLE
from questionnaire.assessment.report import Report, as_shown, make_report, with_root
from questionnaire.assessment.shown_engagements import dated_engagements
from questionnaire.assessment.wording import Audience, title_words
from questionnaire.renderings.formats import ANNEX, FORMATS, Format
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.forms import PageForm
from questionnaire.web.local_time import today
from questionnaire.web.respondent.crossing_lines import crossing_lines, in_touch
from questionnaire.web.respondent.questions import question_urls
from questionnaire.web.respondent.results_view import results_view
from questionnaire.web.respondent.steps_form import StepsForm, steps_form
from questionnaire.web.view_models import mail_link, upgrade_url


@dataclass(frozen=True)
class Download:
    """A link to a download."""

    format: str
    title: str
    url: str
    detail: str


def report_of(opened: OpenDiagnostic) -> Report:
    """Return the report; that of a reader holds nothing that the page does not show, in any format."""
    report = make_report(opened.criteria, opened.sheet, opened.diagnostic.engagements)
    return report if opened.diagnostic.editable else as_shown(report)


def own_page(opened: OpenDiagnostic, sent: StepsForm | None = None) -> str:
    """Return the page of the respondent; `sent` is the form of the steps as filled in, when it was refused."""
    key, page_form, report = opened.key, PageForm(), report_of(opened)
    private_url, lines = url_for("answering.hub", key=key, _external=True), crossing_lines(opened)
    return _page(
        opened,
        report,
        endpoint="results.own_download",
        steps_form=None if g.get("preview") else sent or steps_form(report, page_form),
        steps_url=url_for("steps.keep", key=key),
        engagements_url="" if g.get("preview") else url_for("engagements.show", key=key),
        evolution_url="" if g.get("preview") else url_for("evolution.show", key=key),
        engagements_asked=ASKED,
        question_urls=question_urls(opened) if any_done(report.engagements) else {},
        reminders_url=url_for("engagements.reminders", key=key) if dated_engagements(report) else "",
        reminders_title=REMINDERS_TITLE,
        refine=refine_words(opened.criteria, opened.sheet),
        refine_url=url_for("starting.context", key=key, retour="resultats"),
        crossings=lines,
        crossings_first=any(line.state in ("open", "asked") for line in lines),
        in_touch=in_touch(lines),
        invite_url=None if g.get("preview") else url_for("inviting.invite", key=key),
        share_url=url_for("sharing.share", key=key),
        edit_url=url_for("answering.hub", key=key),
        more_questions=other_questions_words(opened.criteria, opened.sheet),
        paths_url=url_for("answering.hub", key=key, _anchor="parcours-titre"),
        delete_url=url_for("results.delete", key=key),
        others_url=url_for("steps.others", key=key),
        private_url=private_url,
        mail_url=mail_link(
            "Notre diagnostic Terrain d’entente", f"Pour revenir à nos réponses :\n\n{private_url}\n"
        ),
        leave_form=page_form,
    )


def shared_page(opened: OpenDiagnostic) -> str:
    """Return the page of whoever has the read-only link."""
    return _page(opened, report_of(opened), endpoint="results.shared_download")


def _page(opened: OpenDiagnostic, report: Report, endpoint: str, **links: object) -> str:
    audience = Audience.RESPONDENT if opened.diagnostic.editable else Audience.ANYBODY
    return render_template(
        "respondent/results.html",
        criteria=opened.criteria,
        private=True,
        view=results_view(with_root(report, request.script_root), title_words(report, audience), today()),
        editable=opened.diagnostic.editable,
        key=opened.key,
        downloads=_downloads(opened, endpoint),
        example=None,
        profiles=(),
        retention_months=services().settings.retention_months,
        upgrade_url=upgrade_url(opened),
        **links,
    )


def _downloads(opened: OpenDiagnostic, endpoint: str) -> list[Download]:
    """Return the note, its other forms, then the other files; a shared note never holds what one wrote."""

    def link(download: Format, title: str = "", **query: Any) -> Download:
        name = "pdf" if download is ANNEX else download.name
        url = url_for(endpoint, key=opened.key, format_name=name, **query)
        return Download(download.name, title or download.title, url, download.detail)

    note, *others = FORMATS.values()
    bare = [link(note, "La note, sans mes notes (PDF)", notes=0)] if opened.diagnostic.editable else []
    return [link(note), *bare, link(ANNEX, annexe=1), *map(link, others)]
