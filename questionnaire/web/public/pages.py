"""The public pages: home, example results, method, places, glossary, resources, legal pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for

from questionnaire.answers import Viewpoint
from questionnaire.assessment.criteria_wording import (
    home_words,
    places_title,
    report_words,
    resources_words,
    source_words,
)
from questionnaire.assessment.measured_duration_wording import measured_words
from questionnaire.assessment.method_wording import method_words
from questionnaire.assessment.paper import PaperForm, Period, paper_forms
from questionnaire.assessment.paper import paper_form as make_form
from questionnaire.assessment.paper_wording import form_words, size_words
from questionnaire.assessment.report import make_report, with_root
from questionnaire.criteria.content import Profile
from questionnaire.criteria.model import WHOLE_PATH, Criteria
from questionnaire.crossing.examples import ExamplePair, example_pairs
from questionnaire.crossing.meeting import Meeting
from questionnaire.crossing.worked_example import crossed_example
from questionnaire.renderings.formats import SPREADSHEET
from questionnaire.renderings.pdf.render import render_meeting, render_note, render_paper
from questionnaire.renderings.spreadsheet.meeting import render_meeting_ods
from questionnaire.typography import NBSP, upper_first
from questionnaire.web.context import services
from questionnaire.web.documents import DocumentCache, attachment
from questionnaire.web.durations import durations
from questionnaire.web.local_time import today
from questionnaire.web.public.leaflets import shipped_leaflets
from questionnaire.web.respondent.crossing_view import crossing_view
from questionnaire.web.respondent.results_view import results_view

blueprint = Blueprint("pages", __name__)
_forms = DocumentCache(8)  # questionnaires to print: four for the version in service, four for a draft
_notes = DocumentCache(16)  # documents of the examples: a few for each version


@blueprint.get("/")
def home() -> str:
    """Show the home page."""
    criteria = services().versions.current
    medians = services().durations.of(criteria)
    measured = {viewpoint.value: measured_words(medians, WHOLE_PATH, viewpoint) for viewpoint in Viewpoint}
    return render_template(
        "public/home.html",
        criteria=criteria,
        words=home_words(criteria, durations(criteria)),
        measured=measured,
        crossed=bool(example_pairs(criteria)),
    )


@blueprint.get("/questionnaire-papier")
def paper() -> str:
    """Offer the questionnaires to print, and say where their answers are typed in."""
    criteria = services().versions.current
    return render_template(
        "public/paper.html",
        criteria=criteria,
        parties=[
            (
                viewpoint,
                criteria.viewpoints.of(viewpoint),
                [_paper_link(form) for form in paper_forms(criteria, viewpoint)],
            )
            for viewpoint in Viewpoint
        ],
    )


def _paper_link(form: PaperForm) -> tuple[str, str, str]:
    name = f"{form.viewpoint}-{form.period}"
    return url_for("pages.paper_form", name=name), form_words(form), size_words(form)


@blueprint.get("/questionnaire-papier/<name>.pdf")
def paper_form(name: str) -> Response:
    """Download a form to print."""
    criteria = services().versions.current
    names = {f"{viewpoint}-{period}": (viewpoint, period) for viewpoint in Viewpoint for period in Period}
    form = make_form(criteria, *names[name]) if name in names else None
    if form is None:
        abort(404)
    address = f"{request.host}{request.script_root}"
    day = today()
    content = b""
    if request.method != "HEAD":
        key = (criteria.digest, name, address, day)
        content = _forms.get(key, lambda: render_paper(form, address, day))
    return attachment(content, "application/pdf", f"questionnaire-{name}.pdf")


@blueprint.get("/exemple")
@blueprint.get("/exemple/<profile>")
def example(profile: str | None = None) -> str:
    """Show the results computed for a fictitious profile."""
    criteria = services().versions.current
    selected = _profile(criteria, profile)
    report = with_root(make_report(criteria, selected.sheet()), request.script_root)
    return render_template(
        "respondent/results.html",
        criteria=criteria,
        view=results_view(report, f"Exemple de résultats{NBSP}: {selected.title}", today()),
        editable=False,
        key=None,
        downloads=[],
        example=selected,
        profiles=criteria.profiles,
        crossed=next(
            (pair for pair in example_pairs(criteria) if selected.id in (pair.first.id, pair.second.id)), None
        ),
        note_url=url_for("pages.example_note", profile=selected.id),
    )


@blueprint.get("/exemple/croisement")
@blueprint.get("/exemple/croisement/<pair>")
def example_crossing(pair: str | None = None) -> str:
    """Show two fictitious profiles of one place, crossed."""
    criteria = services().versions.current
    selected = _pair(criteria, pair)
    return render_template(
        "public/crossing_example.html",
        criteria=criteria,
        view=crossing_view(criteria, *selected.sides(today()), today()),
        pairs=example_pairs(criteria),
        pair=selected,
    )


@blueprint.get("/exemple/croisement/<pair>/ordre-du-jour.pdf")
def example_meeting(pair: str) -> Response:
    """Download the agenda of a pair of fictitious profiles."""
    criteria, day = services().versions.current, today()
    selected = _pair(criteria, pair)
    content = b""
    if request.method != "HEAD":
        key = (criteria.digest, "croisement", selected.id, day)
        content = _notes.get(key, lambda: render_meeting(criteria, selected.sides(day), Meeting(), day))
    return attachment(content, "application/pdf", f"exemple-ordre-du-jour-{selected.id}.pdf")


@blueprint.get("/exemple/croisement/<pair>/ordre-du-jour.ods")
def example_meeting_spreadsheet(pair: str) -> Response:
    """Download the same agenda as a spreadsheet, to type decisions in."""
    criteria, day = services().versions.current, today()
    selected = _pair(criteria, pair)
    content = b""
    if request.method != "HEAD":
        key = (criteria.digest, "croisement-ods", selected.id, day)
        content = _notes.get(key, lambda: render_meeting_ods(criteria, selected.sides(day), Meeting(), day))
    return attachment(content, SPREADSHEET, f"exemple-ordre-du-jour-{selected.id}.ods")


def _pair(criteria: Criteria, pair: str | None) -> ExamplePair:
    """Return the pair of that id, or the first one for None; abort with a 404 page when there is none."""
    selected = next((candidate for candidate in example_pairs(criteria) if pair in (None, candidate.id)), None)
    if selected is None:
        abort(404)
    return selected


@blueprint.get("/exemple/<profile>/note.pdf")
def example_note(profile: str) -> Response:
    """Download the note of a fictitious profile."""
    criteria = services().versions.current
    selected = _profile(criteria, profile)
    root, day = request.url_root.removesuffix("/"), today()
    content = b""
    if request.method != "HEAD":
        report = with_root(make_report(criteria, selected.sheet()), root)
        content = _notes.get((criteria.digest, selected.id, root, day), lambda: render_note(report, day))
    return attachment(content, "application/pdf", f"exemple-{selected.id}.pdf")


def _profile(criteria: Criteria, profile: str | None) -> Profile:
    """Return the fictitious profile of that id, or the first one for None; abort with a 404 page when there is none."""
    selected = next((candidate for candidate in criteria.profiles if profile in (None, candidate.id)), None)
    if selected is None:
        abort(404)
    return selected


@blueprint.get("/methode")
def method() -> str:
    """Explain how scores and guidance are computed."""
    criteria = services().versions.current
    return render_template(
        "public/method.html", criteria=criteria, words=method_words(criteria), crossed=crossed_example(criteria)
    )


@blueprint.get("/tiers-lieux")
def places() -> str:
    """Present the places of the 2020 report."""
    criteria = services().versions.current
    return render_template(
        "public/places.html",
        criteria=criteria,
        title=places_title(criteria),
        report=report_words(criteria),
        source=upper_first(source_words(criteria)),
    )


@blueprint.get("/glossaire")
def glossary() -> str:
    """Show the glossary."""
    return render_template("public/glossary.html", criteria=services().versions.current)


@blueprint.get("/ressources")
def resources() -> str:
    """List documents and networks."""
    criteria = services().versions.current
    return render_template(
        "public/resources.html",
        criteria=criteria,
        summary=resources_words(criteria),
        leaflets=tuple(shipped_leaflets().values()),
        resources=tuple(resource.under(request.script_root) for resource in criteria.resources),
    )


@blueprint.get("/accessibilite")
def accessibility() -> str:
    """Show the accessibility statement."""
    app_services = services()
    return render_template(
        "public/accessibility.html",
        criteria=app_services.versions.current,
        operator=app_services.settings.operator,
    )


@blueprint.get("/donnees-personnelles")
def privacy() -> str:
    """Show the privacy notice."""
    app_services = services()
    return render_template(
        "public/privacy.html",
        criteria=app_services.versions.current,
        retention_months=app_services.settings.retention_months,
        statistics_minimum=app_services.settings.statistics_minimum,
        contact=app_services.settings.operator.contact,
    )


@blueprint.get("/mentions-legales")
def legal() -> str:
    """Show the legal notice."""
    app_services = services()
    return render_template(
        "public/legal.html", criteria=app_services.versions.current, operator=app_services.settings.operator
    )
