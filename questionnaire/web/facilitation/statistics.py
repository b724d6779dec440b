"""Statistics for facilitators: the page, its downloads, and the anonymised export."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.renderings.statistics import (
    PERIODS,
    count_words,
    filter_words,
    reading_words,
    render_statistics_csv,
    render_statistics_ods,
)
from questionnaire.renderings.statistics_export import (
    dictionary_csv,
    dictionary_json,
    stream_csv,
    stream_json_lines,
    value_words,
)
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.statistics.compute import make_choices, make_statistics
from questionnaire.statistics.export import Export, make_export
from questionnaire.statistics.figures import Filters, Period, Statistics
from questionnaire.statistics.labels import Labels
from questionnaire.storage import now
from questionnaire.typography import day_words
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import reading

blueprint = Blueprint("statistics", __name__, url_prefix="/statistiques")

ODS = "application/vnd.oasis.opendocument.spreadsheet"
FILTERS = ("version", "regard", "etape", "territoire", "periode")


@dataclass(frozen=True)
class Selection:
    """The statistics for the filters of the request, and the version of the criteria that labels them."""

    statistics: Statistics
    criteria: Criteria


@blueprint.get("")
@reading
def page() -> str:
    """Show the statistics."""
    app_services = services()
    minimum = app_services.settings.statistics_minimum
    selection = _selection()
    query: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    downloads = [
        ("Tableur", "une feuille par tableau", url_for(".download", format_name="ods", **query)),
        ("CSV", "un chiffre par ligne", url_for(".download", format_name="csv", **query)),
    ]
    return render_template(
        "facilitation/statistics.html",
        criteria=app_services.versions.current,
        private=True,
        statistics=selection.statistics,
        periods=PERIODS,
        filters=filter_words(selection.statistics),
        filtered=bool(query),
        reading=reading_words(minimum),
        downloads=downloads,
        columns=make_export([selection.criteria]).columns,
        value_words=value_words,
        count_words=lambda count: count_words(count, minimum),
        day_words=day_words,
    )


@blueprint.get("/telecharger/<format_name>")
@reading
def download(format_name: str) -> Response:
    """Download the figures of the page."""
    if format_name not in ("csv", "ods"):
        abort(404)
    statistics = _selection().statistics
    if format_name == "csv":
        return _attachment(render_statistics_csv(statistics), "text/csv", "statistiques", "csv")
    return _attachment(render_statistics_ods(statistics, now().date()), ODS, "statistiques", "ods")


@blueprint.get("/export.csv")
@reading
def export_csv() -> Response:
    """Stream every counted answer, as CSV."""
    return _attachment(_stream(stream_csv), "text/csv", "reponses", "csv")


@blueprint.get("/export.jsonl")
@reading
def export_json_lines() -> Response:
    """Stream every counted answer, as JSON lines."""
    return _attachment(_stream(stream_json_lines), "application/jsonl", "reponses", "jsonl")


@blueprint.get("/dictionnaire.csv")
@reading
def dictionary_as_csv() -> Response:
    """Download the dictionary of the columns of the export, as CSV."""
    return _attachment(dictionary_csv(_export()), "text/csv", "dictionnaire", "csv")


@blueprint.get("/dictionnaire.json")
@reading
def dictionary_as_json() -> Response:
    """Download the dictionary of the columns of the export, as JSON."""
    return _attachment(dictionary_json(_export()), "application/json", "dictionnaire", "json")


def _selection() -> Selection:
    app_services = services()
    minimum = app_services.settings.statistics_minimum
    versions = [(version.digest, version.label) for version in app_services.cohorts.versions(minimum)]
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
    return Selection(make_statistics(cohorts, filters, labels, choices, minimum, now().date()), main)


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
    app_services = services()
    versions = app_services.cohorts.versions(app_services.settings.statistics_minimum)
    return make_export(list(_readable(version.digest for version in versions)) or [app_services.versions.current])


def _stream(
    stream: Callable[[Export, Iterable[tuple[Dimensions, AnswerSheet]]], Iterator[bytes]],
) -> Iterator[bytes]:
    app_services, export = services(), _export()
    counted = app_services.cohorts.counted(app_services.settings.statistics_minimum)
    return stream(export, (row for row in counted if row[0].criteria in export.versions))


def _attachment(content: bytes | Iterator[bytes], mimetype: str, name: str, extension: str) -> Response:
    response = Response(content, mimetype=mimetype)
    today: datetime.date = now().date()
    filename = f"terrain-d-entente-{name}-{today.isoformat()}.{extension}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
