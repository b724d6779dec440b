"""The history of a draft: its last operations, undoing one's own last one, restoring a state."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.services.undoing import undo as undone_text
from questionnaire.services.undoing import undoing_of
from questionnaire.storage import Draft, DraftState
from questionnaire.typography import NBSP, french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, reading
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import moment

blueprint = Blueprint("history", __name__, url_prefix="/brouillons/<int:number>")

CHANGED_MEANWHILE = (
    f"Entre-temps, quelqu’un a changé ce brouillon{NBSP}: rien n’a été annulé. Relisez la liste, puis recommencez."
)
NOTHING_TO_UNDO = "Vous n’avez plus rien à annuler dans ce brouillon."


@dataclass(frozen=True)
class HistoryLine:
    """An operation; `current`: the draft is in the state that it left."""

    state: DraftState
    current: bool


@blueprint.get("/historique")
@reading
def show(number: int) -> str:
    """Show the last operations of a draft."""
    draft = find_draft(number)
    states = services().drafts.states(number)
    return render_template(
        "facilitation/history.html",
        draft=draft,
        lines=[HistoryLine(state, state is states[0]) for state in states],
        undoing=undoing_of(states, facilitator().name),
        form=PageForm(formdata=None),
    )


@blueprint.post("/annuler")
def undo(number: int) -> ResponseReturnValue:
    """Undo the last operation of the signed-in account; what others did since stays."""
    draft, drafts = find_draft(number), services().drafts
    undoing = undoing_of(drafts.states(number), facilitator().name)
    if undoing is None:
        flash(NOTHING_TO_UNDO, "warning")
        return _to_history(number)
    undone = undone_text(drafts, draft, undoing)
    if undone.problem:
        flash(french(undone.problem), "warning")
        return _to_history(number)
    return _save(draft, undone.source, undoing.words, undone.restored)


@blueprint.post("/historique/<int:state>")
def restore(number: int, state: int) -> ResponseReturnValue:
    """Restore a state of a draft; the operations since stay in the history."""
    draft = find_draft(number)
    target = next((stored for stored in services().drafts.states(number) if stored.id == state), None)
    if target is None:
        abort(404)
    source = services().drafts.state_source(number, state)
    return _save(draft, source, f"Retour à l’état du {moment(target.saved_at)}", state)


def _save(draft: Draft, source: bytes | None, words: str, restored: int | None) -> ResponseReturnValue:
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return _to_history(draft.id)
    same = request.form.get("revision") == str(draft.revision)
    saved = None
    if source is not None and same:
        author = facilitator().name
        saved = services().drafts.save(draft.id, source, draft.revision, author, words, restored)
    if saved is None:
        flash(CHANGED_MEANWHILE, "warning")
    else:
        flash(french(f"{words}."), "success")
    return _to_history(draft.id)


def _to_history(number: int) -> ResponseReturnValue:
    return redirect(url_for("facilitation.history.show", number=number), 303)
