"""The journal of the space, for administrators: who did what, by kind and by person, and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from questionnaire.accounts.journal import (
    COLUMNS,
    EVENTS_OF,
    KIND_WORDS,
    Entry,
    Event,
    Kind,
    author_words,
    cells,
    entry_words,
)
from questionnaire.renderings.csv_table import render_csv_table
from questionnaire.storage import JournalFilter
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import administering, facilitator, note
from questionnaire.web.forms import whole_number
from questionnaire.web.local_time import today

blueprint = Blueprint("journal", __name__, url_prefix="/journal")

PER_PAGE = 50


@dataclass(frozen=True)
class _Query:
    """The filters in the address; values that are not offered are ignored."""

    kind: Kind | None
    author: str | None

    @property
    def filter(self) -> JournalFilter:
        return JournalFilter(EVENTS_OF[self.kind] if self.kind else None, self.author)

    @property
    def parameters(self) -> dict[str, Any]:
        named = {"sorte": self.kind.value if self.kind else None, "qui": self.author}
        return {name: value for name, value in named.items() if value is not None}


@blueprint.get("")
@administering
def page() -> str:
    """Show a page of the journal."""
    journal, authors = services().journal, services().journal.authors()
    query = _query(authors)
    count = journal.count(query.filter)
    last = max(1, -(-count // PER_PAGE))
    number = min(max(1, whole_number(request.args.get("page", "")) or 1), last)
    entries = journal.entries(query.filter, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "facilitation/journal.html",
        lines=[_line(entry) for entry in entries],
        count=count,
        number=number,
        last=last,
        newer=url_for(".page", page=number - 1, **query.parameters) if number > 1 else "",
        older=url_for(".page", page=number + 1, **query.parameters) if number < last else "",
        kinds=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        offered=[(name, name) for name in authors],
        query=query,
        download=url_for(".download", **query.parameters),
    )


@blueprint.get("/export.csv")
@administering
def download() -> Response:
    """Download the entries of the page's filters, all pages together."""
    journal = services().journal
    entries = journal.entries(_query(journal.authors()).filter)
    note(Event.EXPORTED, fichier="journal.csv", compte=facilitator().name)
    response = Response(render_csv_table([COLUMNS, *map(cells, entries)]), mimetype="text/csv")
    name = f"terrain-d-entente-journal-{today().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _query(authors: list[str]) -> _Query:
    kind, author = request.args.get("sorte", ""), request.args.get("qui", "")
    return _Query(Kind(kind) if kind in list(Kind) else None, author if author in authors else None)


def _line(entry: Entry) -> tuple[Entry, str, str]:
    return entry, author_words(entry), entry_words(entry)
