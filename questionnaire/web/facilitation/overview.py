"""The home page of the space (version in service, drafts, history), and the pages of published versions."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from questionnaire.assessment.measured_duration_wording import slower_words
from questionnaire.criteria.text_parts import text_parts
from questionnaire.renderings.statistics import count_words
from questionnaire.services.drafts import readable
from questionnaire.services.project_news import project_news
from questionnaire.statistics.figures import rounded
from questionnaire.storage import Publication
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import reading
from questionnaire.web.facilitation.forms import NewDraftForm
from questionnaire.web.facilitation.view_models import problem_lines
from questionnaire.web.forms import whole_number

blueprint = Blueprint("overview", __name__)


@blueprint.get("")
@reading
def home() -> str:
    """Show the version in service, the drafts and the history."""
    return overview_page(NewDraftForm(formdata=None))


def overview_page(form: NewDraftForm) -> str:
    """Return the home page, with this form for a new draft."""
    app_services = services()
    app_services.published.refresh()
    state = app_services.published.file_state
    in_service, criteria = app_services.published.serving
    news = project_news(app_services.publications, app_services.published)
    announced = {text_news.text.criteria_digest for text_news in news}
    return render_template(
        "facilitation/overview.html",
        in_service=in_service,
        criteria=criteria,
        file_name=app_services.settings.criteria.name,
        file_problems=problem_lines(problem for problem in state.problems if not problem.warning),
        file_read_at=state.read_at,
        file_differs=state.digest not in ("", criteria.digest) and state.digest not in announced,
        file_taken=in_service.upstream_digest == state.digest,
        layout_news=[text_news.text for text_news in news if text_news.layout_only],
        drafts=app_services.drafts.all(),
        history=app_services.publications.history(),
        slower=slower_words(criteria, app_services.durations.of(criteria)),
        counts=_counts(),
        no_count=_count_words(0),
        form=form,
    )


@blueprint.get("/versions/<int:number>")
@reading
def version(number: int) -> str:
    """Show the text of a published version, one part at a time."""
    publication = find_publication(number)
    source = _source(publication)
    parts = text_parts(readable(source), source.decode("utf-8-sig"))
    part = min(max(whole_number(request.args.get("partie", "")) or 1, 1), len(parts))
    return render_template(
        "facilitation/version.html",
        publication=publication,
        in_service=services().published.in_service,
        parts=parts,
        number=part,
        part=parts[part - 1],
        count=_counts().get(publication.criteria_digest, _count_words(0)),
    )


@blueprint.get("/versions/<int:number>/telecharger")
@reading
def download(number: int) -> Response:
    """Download the text of a published version, unchanged."""
    publication = find_publication(number)
    return yaml_file(_source(publication), f"criteria-{publication.published_at:%Y-%m-%d}-{publication.id}.yaml")


def yaml_file(source: bytes, name: str) -> Response:
    """Return a response that downloads a YAML file."""
    response = Response(source, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def find_publication(number: int) -> Publication:
    """Return a publication, or abort with 404."""
    publication = services().publications.find(number)
    if publication is None:
        abort(404)
    return publication


def _counts() -> dict[str, str]:
    """Return, by digest of the version, how many diagnostics the statistics count, rounded as there, in words."""
    sizes = services().cohorts.sizes(services().settings.statistics_minimum)
    return {digest: _count_words(size) for digest, size in sizes.items()}


def _count_words(size: int) -> str:
    minimum = services().settings.statistics_minimum
    return f"{count_words(rounded(size, minimum), minimum)} diagnostics"


def _source(publication: Publication) -> bytes:
    source = services().publications.source(publication.criteria_digest)
    if source is None:
        abort(404)
    return source
