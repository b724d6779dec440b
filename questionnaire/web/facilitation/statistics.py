"""Statistics for facilitators: the page, its downloads, and the export of counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from questionnaire.accounts.journal import Event
from questionnaire.answers import Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.renderings.statistics import (
    PERIODS,
    count_words,
    filter_words,
    reading_words,
    render_statistics_csv,
    render_statistics_ods,
    version_words,
)
from questionnaire.renderings.statistics_export import render_export_csv, render_export_json
from questionnaire.statistics.compute import make_choices, make_statistics
from questionnaire.statistics.export import COLUMNS, Export, make_export
from questionnaire.statistics.figures import Filters, Period, Statistics
from questionnaire.statistics.labels import Labels
from questionnaire.typography import day_words
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, note, reading
from questionnaire.web.local_time import today

blueprint = Blueprint("statistics", __name__, url_prefix="/statistiques")

ODS = "application/vnd.oasis.opendocument.spreadsheet"
FILTERS = ("version", "regard", "etape", "territoire", "periode")


@blueprint.get("")
@reading
def page() -> str:
    """Show the statistics."""
    app_services = services()
    minimum = app_services.settings.statistics_minimum
    statistics = _statistics()
    query: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    downloads = [
        ("Tableur", "une feuille par tableau", url_for(".download", format_name="ods", **query)),
        ("CSV", "un chiffre par ligne", url_for(".download", format_name="csv", **query)),
    ]
    return render_template(
        "facilitation/statistics.html",
        criteria=app_services.versions.current,
        private=True,
        statistics=statistics,
        periods=PERIODS,
        filters=filter_words(statistics),
        filtered=bool(query),
        reading=reading_words(minimum),
        downloads=downloads,
        columns=COLUMNS,
        count_words=lambda count: count_words(count, minimum),
        day_words=day_words,
    )


@blueprint.get("/telecharger/<format_name>")
@reading
def download(format_name: str) -> Response:
    """Download the figures of the page."""
    if format_name not in ("csv", "ods"):
        abort(404)
    statistics = _statistics()
    if format_name == "csv":
        return _attachment(render_statistics_csv(statistics), "text/csv", "statistiques", "csv")
    return _attachment(render_statistics_ods(statistics, today()), ODS, "statistiques", "ods")


@blueprint.get("/export.csv")
@reading
def export_csv() -> Response:
    """Download the counts for study, as CSV."""
    return _attachment(render_export_csv(_export()), "text/csv", "comptes", "csv")


@blueprint.get("/export.json")
@reading
def export_json() -> Response:
    """Download the counts for study, as JSON."""
    return _attachment(render_export_json(_export()), "application/json", "comptes", "json")


def _statistics() -> Statistics:
    app_services = services()
    minimum = app_services.settings.statistics_minimum
    versions = _named_versions()
    digests = [digest for digest, _ in versions]
    version = _filter_value("version", digests)
    main = next(_readable([version]), app_services.versions.current) if version else app_services.versions.current
    cohorts = app_services.cohorts.all(minimum)
    labels = Labels(main, _readable(digests))
    choices = make_choices(cohorts, labels, versions)
    filters = Filters(
        version=version,
        viewpoint=_filter_value("regard", Viewpoint),
        stage=_filter_value("etape", dict(choices.stages)),
        territory=_filter_value("territoire", dict(choices.territories)),
        period=Period(_filter_value("periode", Period) or Period.ALL),
    )
    return make_statistics(cohorts, filters, labels, choices, minimum, today())


def _named_versions() -> list[tuple[str, str]]:
    """Return the digest and the name of the versions that are counted; different texts have different names."""
    versions = services().cohorts.versions(services().settings.statistics_minimum)
    return [(version.digest, version_words(version.label, version.publication)) for version in versions]


def _filter_value(name: str, offered: Iterable[str]) -> str | None:
    """Return the value of a filter, or None when it is not one of those offered."""
    value = request.args.get(name, "")
    return value if value in list(offered) else None


def _readable(digests: Iterable[str]) -> Iterator[Criteria]:
    """Yield the versions that this release can read."""
    for digest in digests:
        try:
            yield services().versions.get(digest)
        except CriteriaError:
            continue


def _export() -> Export:
    cohorts, minimum = services().cohorts, services().settings.statistics_minimum
    return make_export(cohorts.all(minimum), cohorts.pairs(minimum), _named_versions(), minimum)


def _attachment(content: bytes, mimetype: str, name: str, extension: str) -> Response:
    note(Event.EXPORTED, fichier=f"{name}.{extension}", compte=facilitator().name)
    response = Response(content, mimetype=mimetype)
    filename = f"terrain-d-entente-{name}-{today().isoformat()}.{extension}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
