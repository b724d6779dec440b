"""The report of a workshop: what was revealed, the levels that the room retained, and the diagnostic made of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, read_key, room_diagnostic_key
from questionnaire.answers import AnswerSheet
from questionnaire.assessment.parties import STAKES
from questionnaire.errors import StorageError
from questionnaire.renderings.formats import JSON, PDF, SPREADSHEET
from questionnaire.renderings.pdf.render import render_room
from questionnaire.renderings.room_data import render_room_json
from questionnaire.renderings.spreadsheet.room import render_room_ods
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import services
from questionnaire.web.documents import attachment, made_in_turn
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import today
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.workshop.links import real_workshop_url, room_links
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.workshop import wording
from questionnaire.workshop.diagnostic import answered_otherwise
from questionnaire.workshop.report import RoomReport, make_room_report
from questionnaire.workshop.room import RoomState
from questionnaire.workshop.stakes import chosen_stakes

NOT_MADE = f"{{cause}}{NBSP}: le diagnostic n’est pas encore créé. Essayez à nouveau {{when}}."
NOTHING_KEPT = f"Le groupe n’a encore rien retenu{NBSP}: il n’y a pas de diagnostic à créer."
MADE = f"Le diagnostic de l’atelier est créé. Gardez son lien{NBSP}: il n’est écrit nulle part ailleurs que dans le compte rendu."

_DOCUMENTS: dict[str, tuple[str, str, Callable[[RoomReport, datetime.date], bytes]]] = {
    "pdf": (PDF, "Le compte rendu (PDF)", render_room),
    "ods": (SPREADSHEET, "Le tableur (ODS)", render_room_ods),
    "json": (JSON, "Les données (JSON)", render_room_json),
}

blueprint = Blueprint("reporting", __name__, url_prefix="/atelier/<key>/compte-rendu")


@blueprint.get("")
def show(key: str) -> ResponseReturnValue:
    """Show the report."""
    return _page(open_to_run(key))


@blueprint.post("/diagnostic")
def diagnostic(key: str) -> ResponseReturnValue:
    """Create the diagnostic of the room, once, and redirect to its results."""
    opened = open_to_run(key)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return redirect(url_for("reporting.show", key=key), 303)
    report = _report(opened)
    stakes = chosen_stakes(report.stakes, request.form.getlist("enjeu"))
    sheet = replace(report.sheet, context={**report.sheet.context, **stakes})
    if not sheet.answers or opened.workshop.rehearsal:
        return _page(opened, NOTHING_KEPT), 409
    made = room_diagnostic_key(key)
    try:
        services().diagnostics.create(key_digest(made), key_digest(read_key(made)), opened.criteria.digest, sheet)
    except StorageError as error:
        return _page(opened, not_done(error, NOT_MADE)), 503
    flash(MADE, "success")
    return redirect(url_for("results.own", key=made), 303)


@blueprint.get("/<format_name>")
def download(key: str, format_name: str) -> Response:
    """Download the report."""
    opened = open_to_run(key)
    if format_name not in _DOCUMENTS:
        abort(404)
    mimetype, _, render = _DOCUMENTS[format_name]
    content = b""
    if request.method != "HEAD":  # sent by link previewers: no document is made for them
        content = made_in_turn(lambda: render(_report(opened), today()))
    return attachment(content, mimetype, f"atelier-{today().isoformat()}.{format_name}")


def _room_diagnostic(opened: OpenWorkshop) -> AnswerSheet | None:
    """Return the sheet of the diagnostic that was created from this workshop, or None."""
    found = services().diagnostics.find(key_digest(room_diagnostic_key(opened.key)))
    return found.sheet if found else None


def _differing_criteria(opened: OpenWorkshop, report: RoomReport, made: AnswerSheet) -> list[str]:
    """Return the titles of the criteria whose answer in the diagnostic is not that of this report."""
    return [opened.criteria.criterion(criterion).title for criterion in answered_otherwise(report.sheet, made)]


def _report(opened: OpenWorkshop) -> RoomReport:
    """Return the report, with the stakes that were chosen when its diagnostic was created."""
    workshop, made = opened.workshop, _room_diagnostic(opened)
    stakes = {STAKES: made.context[STAKES]} if made and made.context.get(STAKES) else {}
    sheet = replace(workshop.sheet, context={**workshop.sheet.context, **stakes})
    steps = [(step, stored.reveals) for step, stored in zip(workshop.room.steps, workshop.steps, strict=True)]
    return make_room_report(opened.criteria, sheet, workshop.title, workshop.held_on, steps, sides=workshop.sides)


def _page(opened: OpenWorkshop, problem: str | None = None) -> str:
    workshop, made, report = opened.workshop, _room_diagnostic(opened), _report(opened)
    key = room_diagnostic_key(opened.key)
    return render_template(
        "workshop/report.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        links=room_links(opened),
        real_url=real_workshop_url(opened),
        seen=workshop.room.revision,
        form=PageForm(formdata=None),
        problem=problem,
        report=report,
        people=wording.people_words(report.people),
        day=day_words(workshop.held_on) if workshop.held_on else "",
        files=[(name, words) for name, (_, words, _) in _DOCUMENTS.items()],
        diagnostic_url=url_for("results.own", key=key) if made else "",
        differing_criteria=_differing_criteria(opened, report, made) if made else [],
        rehearsal=workshop.rehearsal,
        closed=workshop.room.state is RoomState.CLOSED,
        expires=day_words(workshop.expires_at),
    )
