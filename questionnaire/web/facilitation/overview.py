"""The first page of the space: what is in service, the drafts, the history; and each version, to read and keep."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from questionnaire.storage import Publication
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import reading
from questionnaire.web.facilitation.forms import NewDraftForm
from questionnaire.web.facilitation.view_models import problem_lines

blueprint = Blueprint("overview", __name__)


@blueprint.get("")
@reading
def home() -> str:
    """Show what is in service and what is under way."""
    return overview_page(NewDraftForm(formdata=None))


def overview_page(form: NewDraftForm) -> str:
    """Return the first page, with the form for a new draft as it stands."""
    parts = services()
    parts.published.refresh()
    state = parts.published.file_state
    in_service, criteria = parts.published.serving
    return render_template(
        "facilitation/overview.html",
        in_service=in_service,
        criteria=criteria,
        file_name=parts.settings.criteria.name,
        file_problems=problem_lines(problem for problem in state.problems if not problem.warning),
        file_read_at=state.read_at,
        file_differs=state.digest not in ("", criteria.digest),
        drafts=parts.drafts.all(),
        history=parts.publications.history(),
        counts=parts.publications.diagnostics_by_version(),
        form=form,
    )


@blueprint.get("/versions/<int:number>")
@reading
def version(number: int) -> str:
    """Show the text of a version that was in service."""
    found = find_publication(number)
    source = _source(found)
    return render_template(
        "facilitation/version.html",
        publication=found,
        in_service=services().published.in_service,
        lines=source.decode("utf-8-sig").splitlines(),
        count=services().publications.diagnostics_by_version().get(found.criteria_digest, 0),
    )


@blueprint.get("/versions/<int:number>/telecharger")
@reading
def download(number: int) -> Response:
    """Download the text of a version, to the letter."""
    found = find_publication(number)
    return yaml_file(_source(found), f"criteria-{found.published_at:%Y-%m-%d}-{found.id}.yaml")


def yaml_file(source: bytes, name: str) -> Response:
    """Return a YAML file to keep."""
    response = Response(source, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def find_publication(number: int) -> Publication:
    """Return a publication, or a gentle 404."""
    found = services().publications.find(number)
    if found is None:
        abort(404)
    return found


def _source(found: Publication) -> bytes:
    source = services().publications.source(found.criteria_digest)
    if source is None:
        abort(404)
    return source
