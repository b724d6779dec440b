"""Statistics for facilitators: the page, its downloads, and the anonymised export. Never about fewer than a cohort."""

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
class Shown:
    """The statistics asked for, and the version that words them."""

    statistics: Statistics
    criteria: Criteria


@blueprint.get("")
@reading
def page() -> str:
    """Show the statistics."""
    parts = services()
    least = parts.settings.statistics_minimum
    shown = _shown()
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name))}
    downloads = [
        ("Tableur", "une feuille par tableau", url_for(".download", format_name="ods", **asked)),
        ("CSV", "un chiffre par ligne", url_for(".download", format_name="csv", **asked)),
    ]
    return render_template(
        "facilitation/statistics.html",
        criteria=parts.versions.current,
        private=True,
        statistics=shown.statistics,
        periods=PERIODS,
        filters=filter_words(shown.statistics),
        filtered=bool(asked),
        reading=reading_words(least),
        downloads=downloads,
        columns=make_export([shown.criteria]).columns,
        value_words=value_words,
        count_words=lambda count: count_words(count, least),
        day_words=day_words,
    )


@blueprint.get("/telecharger/<format_name>")
@reading
def download(format_name: str) -> Response:
    """Download the figures of the page."""
    if format_name not in ("csv", "ods"):
        abort(404)
    shown = _shown().statistics
    if format_name == "csv":
        return _attached(render_statistics_csv(shown), "text/csv", "statistiques", "csv")
    return _attached(render_statistics_ods(shown, now().date()), ODS, "statistiques", "ods")


@blueprint.get("/export.csv")
@reading
def export_csv() -> Response:
    """Stream every counted answer, as CSV."""
    return _attached(_streamed(stream_csv), "text/csv", "reponses", "csv")


@blueprint.get("/export.jsonl")
@reading
def export_json_lines() -> Response:
    """Stream every counted answer, as JSON lines."""
    return _attached(_streamed(stream_json_lines), "application/jsonl", "reponses", "jsonl")


@blueprint.get("/dictionnaire.csv")
@reading
def dictionary_as_csv() -> Response:
    """Tell what each column of the export means."""
    return _attached(dictionary_csv(_export()), "text/csv", "dictionnaire", "csv")


@blueprint.get("/dictionnaire.json")
@reading
def dictionary_as_json() -> Response:
    """Tell what each column of the export means."""
    return _attached(dictionary_json(_export()), "application/json", "dictionnaire", "json")


def _shown() -> Shown:
    parts = services()
    least = parts.settings.statistics_minimum
    versions = [(one.digest, one.label) for one in parts.cohorts.versions(least)]
    digests = [digest for digest, _ in versions]
    version = _asked("version", digests)
    main = next(_readable([version]), parts.versions.current) if version else parts.versions.current
    cohorts = parts.cohorts.all(least)
    wording = Labels(main, _readable(digests))
    choices = make_choices(cohorts, wording, versions)
    filters = Filters(
        version=version,
        viewpoint=_asked("regard", Viewpoint),
        stage=_asked("etape", dict(choices.stages)),
        territory=_asked("territoire", dict(choices.territories)),
        period=Period(_asked("periode", Period) or Period.ALL),
    )
    return Shown(make_statistics(cohorts, filters, wording, choices, least, now().date()), main)


def _asked(name: str, known: Iterable[str]) -> str | None:
    """Return the value of a filter; one that nobody offers is the same as none."""
    value = request.args.get(name, "")
    return value if value in list(known) else None


def _readable(digests: Iterable[str]) -> Iterator[Criteria]:
    """Yield the versions that this release can still read."""
    for digest in digests:
        try:
            yield services().versions.get(digest)
        except CriteriaError:
            continue


def _export() -> Export:
    parts = services()
    versions = parts.cohorts.versions(parts.settings.statistics_minimum)
    return make_export(list(_readable(one.digest for one in versions)) or [parts.versions.current])


def _streamed(
    stream: Callable[[Export, Iterable[tuple[Dimensions, AnswerSheet]]], Iterator[bytes]],
) -> Iterator[bytes]:
    parts, export = services(), _export()
    counted = parts.cohorts.counted(parts.settings.statistics_minimum)
    return stream(export, (one for one in counted if one[0].criteria in export.versions))


def _attached(content: bytes | Iterator[bytes], mimetype: str, name: str, extension: str) -> Response:
    response = Response(content, mimetype=mimetype)
    today: datetime.date = now().date()
    filename = f"terrain-d-entente-{name}-{today.isoformat()}.{extension}"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
