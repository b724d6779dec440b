"""The phones of a workshop: the code, then one question at a time. Every page works without a script."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.forms import whole_number
from questionnaire.web.middleware.errors import error_page, not_done
from questionnaire.web.workshop.forms import AnswerForm, CodeForm, JoinForm
from questionnaire.web.workshop.opening import (
    NO_WORKSHOP,
    OpenWorkshop,
    find_by_code,
    join_room,
    phone_digest_at,
    side_of_phone,
)
from questionnaire.web.workshop.state import state_of_phone
from questionnaire.web.workshop.view import StepView, current_view, room_ending, state_words
from questionnaire.workshop import wording
from questionnaire.workshop.room import Action, RoomState, actions
from questionnaire.workshop.votes import UNKNOWN, Kind

WRONG_CODE = f"Aucun atelier n’a ce code. Il fait six signes, sans 0, O, 1, I ni L{NBSP}: relisez-le à l’écran."
DELETED = f"L’atelier a été supprimé. Vous venez pour un autre{NBSP}? Tapez son code."
TOO_LATE = f"Votre réponse est arrivée après la révélation{NBSP}: elle n’est pas comptée."
FOR_NEXT_ROUND = f"Les réponses ont été montrées{NBSP}; la vôtre est gardée pour le second tour, s’il y en a un."
NOT_SENT = f"{{cause}}{NBSP}: votre réponse n’est pas encore envoyée. Elle est toujours affichée{NBSP}: essayez à nouveau {{when}}."

BY_SCRIPT = "script"  # a field sent by the script, which shows the page of the response instead of a redirect

blueprint = Blueprint("phones", __name__, url_prefix="/a")


@blueprint.route("", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for the code of a room."""
    form = CodeForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        if opened := find_by_code(form.code.data or ""):
            return redirect(url_for("phones.room", code=opened.workshop.code), 303)
        form.code.errors = [WRONG_CODE]
    page = render_template("workshop/code.html", criteria=services().versions.current, form=form)
    return (page, 422) if request.method == "POST" else page


@blueprint.get("/<code>")
def room(code: str) -> ResponseReturnValue:
    """Show the form to join a room, then its current question, or what was revealed of it."""
    opened = find_by_code(code)
    if opened is None:  # most often a character mistyped in the address
        was_inside = side_of_phone(code) is not None
        form = CodeForm(formdata=None, data={"code": "" if was_inside else code})
        form.code.errors = [DELETED if was_inside else WRONG_CODE]
        return render_template("workshop/code.html", criteria=services().versions.current, form=form), 404
    if code != opened.workshop.code:
        return redirect(url_for("phones.room", code=opened.workshop.code), 308)
    if side_of_phone(opened.workshop.code) is None:
        return _join_page(opened, JoinForm(formdata=None))
    return _page(opened, AnswerForm(formdata=None))


@blueprint.post("/<code>/entrer")
def enter(code: str) -> ResponseReturnValue:
    """Let this phone join the room."""
    opened = _open(code)
    form = JoinForm(formdata=request.form)
    if not opened.workshop.room.open_to_all and side_of_phone(opened.workshop.code) is None:
        return _shut_page(opened), 403
    if not form.validate():
        return _join_page(opened, form), 422
    try:
        join_room(opened.workshop, form.chosen_side)
    except StorageError as error:
        return _join_page(opened, form, not_done(error, NOT_SENT)), 503
    return redirect(url_for("phones.room", code=opened.workshop.code), 303)


@blueprint.post("/<code>/repondre")
def answer(code: str) -> ResponseReturnValue:
    """Store the answer of this phone to the step that its page showed."""
    opened = _open(code)
    side = side_of_phone(opened.workshop.code)
    if side is None:
        return redirect(url_for("phones.room", code=opened.workshop.code), 303)
    form = AnswerForm(formdata=request.form)
    view = current_view(opened)
    if not form.validate():
        return _page(opened, form), 422
    step = whole_number(form.step.data or "")
    if view is None or not view.voting or step != view.number:
        services().rooms.forget(opened.workshop.code)  # another process may have changed the step: read it again
        opened = _open(code)
        view = current_view(opened)
    if view is None or not opened.workshop.room.takes_answers or step != view.number:
        flash(TOO_LATE, "warning")
        return redirect(url_for("phones.room", code=opened.workshop.code), 303)
    choice = form.read(request.form, [offered.value for offered in view.choices])
    if choice is None:
        return _page(opened, form), 422
    try:
        state = services().workshops.vote(view.number, phone_digest_at(view.number), choice, side)
    except StorageError as error:
        return _page(opened, form, not_done(error, NOT_SENT)), 503
    noted = state is not None and state.voting
    if noted and BY_SCRIPT in request.form:
        return _page(opened, AnswerForm(formdata=None), noted=choice)  # one request rather than two
    if not noted:
        flash(FOR_NEXT_ROUND if state else TOO_LATE, "warning")
    return redirect(url_for("phones.room", code=opened.workshop.code, note=1 if noted else None), 303)


@blueprint.get("/<code>/etat")
def state(code: str) -> ResponseReturnValue:
    """Tell whether what this phone shows has changed; the answers of others do not change it."""
    pulse = services().rooms.pulse(code)
    if pulse is None:
        abort(404)
    return state_of_phone(pulse)


def _open(code: str) -> OpenWorkshop:
    opened = find_by_code(code)
    if opened is None:
        abort(error_page(404, NO_WORKSHOP))
    return opened


def _join_page(opened: OpenWorkshop, form: JoinForm, problem: str | None = None) -> str:
    """Return the page where a phone joins; the page of the room once it is closed; abort when the entry is closed."""
    workshop = opened.workshop
    if workshop.room.state is RoomState.CLOSED:
        return _page(opened, AnswerForm(formdata=None))
    if not workshop.room.open_to_all:
        abort(make_response(_shut_page(opened), 403))
    form.side.data = form.chosen_side.value
    return render_template(
        "workshop/join.html",
        criteria=opened.criteria,
        private=True,
        form=form,
        problem=problem,
        workshop=workshop,
        promise=wording.PROMISE,
    )


def _shut_page(opened: OpenWorkshop) -> str:
    return render_template("workshop/shut.html", criteria=opened.criteria, private=True, workshop=opened.workshop)


def _page(
    opened: OpenWorkshop, form: AnswerForm, problem: str | None = None, noted: tuple[str, ...] | None = None
) -> str:
    """Return the page of a phone; `noted`: the answer that was just stored."""
    view, workshop = current_view(opened), opened.workshop
    own = noted
    if view and view.voting and noted is None:
        own = services().workshops.own_vote(view.number, phone_digest_at(view.number))
    counted = None
    if view and view.result and view.result.whole and not view.result.same:
        counted = services().workshops.own_vote(view.number, phone_digest_at(view.number), revealed=True)
    asked = view is not None and view.voting and noted is None and not _noted(view, own)
    if view and not form.is_submitted():
        form.step.data = str(view.number)
        form.choice.data = own[0] if own else None
    return render_template(
        "workshop/phone.html",
        criteria=opened.criteria,
        private=True,
        form=form,
        problem=problem,
        workshop=workshop,
        view=view,
        asked=asked,
        may_vote_again=Action.SECOND_ROUND in actions(workshop.room),
        words=request.form.getlist("mot") or list(own or ()),
        noted=_noted_words(view, own) if view and own else "",
        waiting="" if view else state_words(opened),
        ending=room_ending(opened),
        unanimity=wording.unanimity_words(sides=workshop.sides),
        own=counted[0] if counted else "",
        hidden_words=_hidden_words(view) if view and own and not asked else "",
    )


def _hidden_words(view: StepView) -> str:
    return f"{wording.answers_words(services().workshops.answers(view.number))}. {wording.HIDDEN}"


def _noted(view: StepView, own: tuple[str, ...] | None) -> bool:
    """Tell whether the page says that the answer is noted, instead of asking for it."""
    if own is None or "changer" in request.args or request.method == "POST":
        return False
    return not view.second_round or "note" in request.args


def _noted_words(view: StepView, own: tuple[str, ...]) -> str:
    if view.kind is Kind.CLOUD:
        return wording.received_words(own)
    texts = {choice.value: choice.text for choice in view.choices}
    chosen = texts.get(own[0], wording.UNKNOWN_WORDS if own[0] == UNKNOWN else "")
    return f"Votre réponse{NBSP}: {chosen}" if chosen else ""
