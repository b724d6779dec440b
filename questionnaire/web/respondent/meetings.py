"""The meeting of two parties: what they decide, typed by either, saved while it is typed; and its documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_wording import conflict_words
from questionnaire.assessment.merge import Conflict
from questionnaire.crossing.meeting import Decision, Meeting
from questionnaire.errors import StorageError
from questionnaire.renderings.formats import PDF, SPREADSHEET
from questionnaire.renderings.pdf.render import render_meeting
from questionnaire.renderings.spreadsheet.meeting import render_meeting_ods
from questionnaire.storage import Crossing, of_crossing
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.documents import attachment, made_in_turn
from questionnaire.web.local_time import today
from questionnaire.web.messages import warn_once
from questionnaire.web.middleware.errors import error_page, not_done, refusal
from questionnaire.web.respondent.crossing_page import CLOSED_MEANWHILE, crossing_page, form_of, sides_of
from questionnaire.web.respondent.crossings import ended_page, open_crossing
from questionnaire.web.respondent.meeting_form import LABELS, MeetingForm, unsaved
from questionnaire.web.respondent.numbers import mask_numbers

SAVED = "Ce que vous avez décidé est enregistré, pour les deux parties."
NOT_SAVED = (
    f"{{cause}}{NBSP}: ce que vous avez écrit n’est pas encore enregistré, mais il est toujours affiché. Gardez la page "
    "ouverte et essayez à nouveau {when}."
)
CLOSED_SCRIPT = (
    "Pas enregistré : la page commune vient d’être fermée. Ce que vous avez écrit est encore affiché : copiez ce que vous "
    "voulez garder."
)
BOTH_PLACES = f"Lieu et date{NBSP}: une autre personne y écrit aussi, les deux textes sont gardés."
AGENDA_FILE, MINUTES_FILE = "ordre-du-jour", "compte-rendu"
NOT_OPEN = (
    "Cette page commune n’est pas encore ouverte",
    f"Elle s’ouvrira quand les deux parties auront dit oui{NBSP}: ses documents seront là.",
)
_DOCUMENTS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "pdf": (PDF, render_meeting),
    "ods": (SPREADSHEET, render_meeting_ods),
}

blueprint = Blueprint("meetings", __name__, url_prefix="/diagnostic/<key>/croisement/<number>")
mask_numbers(blueprint)


@blueprint.post("/rencontre")
def save(key: str, number: int) -> ResponseReturnValue:
    """Save what is decided, and come back to the page, which shows what both wrote."""
    opened, crossing = open_crossing(key, number)
    form = form_of(crossing, request.form) if crossing.open else None
    if form is None:
        return _ended(opened, crossing)
    if not form.validate():
        return crossing_page(opened, crossing, form, code=422)
    try:
        messages = _save(opened, crossing, form)
    except StorageError as error:
        return crossing_page(opened, crossing, form, not_done(error, NOT_SAVED), 503)
    if messages is None:
        return _ended(opened, services().crossings.get(number, opened.diagnostic.id) or crossing)
    for message in messages:
        warn_once(message)
    flash(SAVED, "success")
    return redirect(url_for("crossings.show", key=key, number=number, _anchor="ordre-du-jour"), 303)


def _ended(opened: OpenDiagnostic, crossing: Crossing) -> ResponseReturnValue:
    titles = {one.id: one.title for one in services().versions.current.all_criteria()}
    return ended_page(opened, crossing, unsaved(request.form, titles))


@blueprint.get("/rencontre")
def read(key: str, number: int) -> ResponseReturnValue:
    """Give what is stored, for the script of a page left open, which shows what the others wrote; the response is JSON."""
    _, crossing = open_crossing(key, number)
    form = form_of(crossing) if crossing.open else None
    if form is None:
        return refusal(410, CLOSED_SCRIPT)
    return jsonify(fields=form.values())


@blueprint.post("/rencontre/enregistrer")
def autosave(key: str, number: int) -> ResponseReturnValue:
    """Save while it is being typed, for the script; the response is JSON, with what the others wrote since."""
    opened, crossing = open_crossing(key, number)
    form = form_of(crossing, request.form) if crossing.open else None
    if form is None:
        return refusal(410, CLOSED_SCRIPT)
    if not form.validate():
        token = [str(text) for text in form.page["csrf_token"].errors] if form.page.stale else []
        errors = token + [text for _, text in form.faults]
        return _answer(False, errors, stale=form.page.stale), 422
    try:
        messages = _save(opened, crossing, form, only_joined=True)
        after = services().crossings.get(number, opened.diagnostic.id)
        stored = form_of(after) if after and after.open and messages is not None else None
    except StorageError as error:
        return _answer(False, [not_done(error, NOT_SAVED)]), 503
    if messages is None or stored is None:
        return refusal(410, CLOSED_SCRIPT)
    sent = form.values()
    others = {name: value for name, value in stored.values().items() if value[0] != sent[name][0]}
    seen = {f"vu-{name}": shown for name, (_, shown) in sent.items()}
    return _answer(True, messages, seen=seen, fields=others)


def _answer(saved: bool, messages: list[str], **more: object) -> Response:
    # a fresh token each time: a page left open for days keeps working
    return jsonify(saved=saved, messages=messages, csrf=generate_csrf(), **more)


def _save(
    opened: OpenDiagnostic, crossing: Crossing, form: MeetingForm, *, only_joined: bool = False
) -> list[str] | None:
    """Store what a form sends; return what others changed meanwhile, or None when the page was closed.

    `only_joined`: what this form had not touched is not told, since the script shows it.
    """
    saved = services().engagements.save(of_crossing(crossing.id), form.sent())
    if saved is None:
        return None
    messages = []
    for key, one in zip(form.titles, saved, strict=True):
        told = {
            name: conflict
            for name, conflict in one.conflicts.items()
            if not (only_joined and conflict is Conflict.KEPT)
        }
        messages.append(conflict_words(form.titles[key], told, LABELS, one.before))
    if changed := form.page.changed():
        kept = services().crossings.keep_meeting(crossing.id, opened.diagnostic.id, form.page.merged)
        if kept is None:
            return None
        if any(kept.meeting.get(name, "") != (form.page[name].data or "") for name in changed):
            messages.append(BOTH_PLACES)
    return [text for text in messages if text]


@blueprint.get("/<format_name>")
def download(key: str, number: int, format_name: str) -> Response:
    """Download the agenda of the meeting, or its minutes once something is decided."""
    _, crossing = open_crossing(key, number)
    if format_name not in _DOCUMENTS:
        abort(404)
    mimetype, render = _DOCUMENTS[format_name]
    if crossing.opened_at is None and not crossing.closed:
        abort(error_page(404, NOT_OPEN))
    sides = sides_of(crossing) if crossing.open else None
    if sides is None:
        abort(error_page(410, CLOSED_MEANWHILE))
    meeting = meeting_of(crossing, services().engagements.of(of_crossing(crossing.id)))
    content = b""
    if request.method != "HEAD":  # link previewers send it: no document is made
        content = made_in_turn(lambda: render(services().versions.current, sides, meeting, today()))
    name = MINUTES_FILE if meeting.has_decisions else AGENDA_FILE
    return attachment(content, mimetype, f"{name}-{today().isoformat()}.{format_name}")


def meeting_of(crossing: Crossing, decisions: tuple[Engagement, ...]) -> Meeting:
    """Return the meeting of a crossing, with its decisions by subject."""
    decided: Mapping[str, Decision] = {
        one.criterion: Decision(one.title, one.who, day_words(one.due) if one.due else "") for one in decisions
    }
    return Meeting(crossing.meeting.get("place", ""), crossing.meeting.get("date", ""), decided)
