"""The formats of download of a report: `FORMATS` maps each name to the function that renders it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from questionnaire.assessment.report import Report
from questionnaire.renderings.data import render_csv, render_json
from questionnaire.renderings.pdf.render import render_annex, render_note
from questionnaire.renderings.spreadsheet.results import render_ods

PDF = "application/pdf"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
JSON = "application/json"
_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Format:
    """A format of download: its name in the URL, its title and use in French, and its render function."""

    name: str
    title: str
    detail: str
    mimetype: str
    extension: str
    render: Callable[[Report, datetime.date], bytes]
    suffix: str = ""  # of the name of the file


FORMATS: dict[str, Format] = {
    download.name: download
    for download in (
        Format("pdf", "La note de deux pages (PDF)", "à dire et à poser sur la table", PDF, "pdf", render_note),
        Format(
            "ods",
            "Tableur",
            "avec vos engagements, et les pas à choisir",
            SPREADSHEET,
            "ods",
            render_ods,
        ),
        Format("csv", "CSV", "les réponses, une par ligne", "text/csv", "csv", render_csv),
        Format(
            "json",
            "JSON",
            "pour reprendre plus tard ou sur un autre site",
            JSON,
            "json",
            render_json,
        ),
    )
}


# not among FORMATS: offered beside the note
ANNEX = Format(
    "annexe",
    "L’annexe de la note (PDF)",
    "tout le détail, les notes entières, les autres conseils et les lectures",
    PDF,
    "pdf",
    render_annex,
    "-annexe",
)


def download_name(report: Report, download: Format) -> str:
    """Return « terrain-d-entente-sainte-fauvette.pdf »: ASCII only, whatever the report’s name."""
    return f"terrain-d-entente-{slug(report.name) or report.viewpoint.value}{download.suffix}.{download.extension}"


def slug(text: str) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens; empty when no letter or digit is left."""
    text = text.translate({ord("œ"): "oe", ord("Œ"): "OE", ord("æ"): "ae", ord("Æ"): "AE", ord("’"): " "})
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME_MAX].rstrip("-")
