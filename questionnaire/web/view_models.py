"""Small values that several pages show: charts, links, the table of contents."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import url_for
from markupsafe import Markup

from questionnaire.assessment.journey import Journey
from questionnaire.assessment.report import Report
from questionnaire.assessment.wording import progress_words
from questionnaire.renderings.charts.axis import axis_charts
from questionnaire.web.context import OpenDiagnostic, services


@dataclass(frozen=True)
class PartLine:
    """A line of the table of contents."""

    title: str
    axis: str
    url: str
    state: str
    words: str


def charts(report: Report) -> dict[str, Markup]:
    """Return the drawing of each axis, by axis id. Our own SVG, whose texts are escaped where it is made."""
    drawings = zip(report.scores.axes, axis_charts(report), strict=True)
    return {axis.axis.id: Markup(svg) for axis, svg in drawings}  # noqa: S704


def part_lines(journey: Journey, key: str) -> list[PartLine]:
    """Return the table of contents, with the state of each part."""
    return [
        PartLine(
            title=part.axis.title,
            axis=part.axis.id,
            url=url_for("answering.axis", key=key, axis=part.axis.id, page=1),
            state=part.progress.state,
            words=progress_words(part.progress),
        )
        for part in journey.parts
    ]


def moving_address(opened: OpenDiagnostic) -> str | None:
    """Return where a respondent may go on with the newer version of the criteria, if there is one."""
    if not opened.diagnostic.editable or opened.criteria == services().versions.current:
        return None
    return url_for("moving.move", key=opened.key)


def mail_link(subject: str, body: str) -> str:
    """Return a mailto: address without recipient: the respondent's own mail program sends, never the server."""
    return "mailto:?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
