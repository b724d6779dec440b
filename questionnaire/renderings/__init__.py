"""A Report to bytes: one table of formats. Neither the web nor the database is known here."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from questionnaire.renderings.data import render_csv, render_json
from questionnaire.renderings.pdf import render_pdf
from questionnaire.renderings.spreadsheet import render_ods
from questionnaire.report import Report


@dataclass(frozen=True)
class Format:
    """A download: its words for people, its type for machines, and what makes it."""

    title: str
    detail: str
    mimetype: str
    extension: str
    render: Callable[[Report, datetime.date], bytes]


FORMATS: dict[str, Format] = {
    "pdf": Format(
        "Synthèse PDF", "à imprimer ou à envoyer avant une réunion", "application/pdf", "pdf", render_pdf
    ),
    "ods": Format(
        "Tableur ODS",
        "les scores, les réponses et un plan d’action à remplir",
        "application/vnd.oasis.opendocument.spreadsheet",
        "ods",
        render_ods,
    ),
    "csv": Format(
        "Réponses CSV", "les réponses, pour un tableur ou un autre outil", "text/csv", "csv", render_csv
    ),
    "json": Format(
        "Fichier JSON", "pour reprendre plus tard, ici ou ailleurs", "application/json", "json", render_json
    ),
}


def download_name(report: Report, extension: str) -> str:
    """Return a file name in plain ASCII, with the name that the respondent gave when there is one."""
    plain = unicodedata.normalize("NFKD", report.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or report.viewpoint.value
    return f"terrain-d-entente-{slug}.{extension}"
