"""Running a workshop: a large button for the next action, the moderation of words, the level that the room retains."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.forms import STALE, PageForm, whole_number
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.workshop.links import real_workshop_url, room_links
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.web.workshop.rehearsing import answer_as_phones
from questionnaire.web.workshop.state import state_of_screen
from questionnaire.web.workshop.view import count_words, current_view, missing_words
from questionnaire.workshop import wording
from questionnaire.workshop.desk import Decision, Desk, decide, make_desk
from questionnaire.workshop.room import SPLIT, Action, RoomState, StaleError, Step, actions
from questionnaire.workshop.running_wording import HELD, again_words, foretold_words, left_words, overtaken_words
from questionnaire.workshop.votes import Kind

NOT_DONE = f"{{cause}}{NBSP}: rien n’a encore changé. Essayez à nouveau {{when}}."
CHOOSE_LEVEL = f"Choisissez ce que le groupe retient, ou «{NBSP}On ne tranche pas{NBSP}»."
WORDS_GONE = f"Les réponses de ce nuage sont effacées{NBSP}: il ne change plus."
DELETED = "L’atelier est supprimé, avec ses réponses."
MOVED_ON = "La salle est passée à une autre question. Votre décision sur les mots est gardée."
TICK_ONE, TICK_TWO = "Cochez d’abord un mot.", "Cochez au moins deux mots à réunir."
MIN_JOINED = 2
_BESIDE = (Action.KEEP, Action.SECOND_ROUND, Action.NEXT)  # buttons below the large one; other actions are folded

blueprint = Blueprint("running", __name__, url_prefix="/atelier/<key>")


@blueprint.get("/animer")
def show(key: str) -> ResponseReturnValue:
    """Show the state of the room, and the actions that it allows."""
    return _page(open_to_run(key))


@blueprint.post("/animer")
def act(key: str) -> ResponseReturnValue:
    """Do an action of the animateur, unless somebody acted since its page was shown."""
    opened = open_to_run(key)
    here = redirect(url_for("running.show", key=key), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return here
    sent, seen = request.form.get("action", ""), whole_number(request.form.get("seen", ""))
    action = Action(sent) if sent in list(Action) else None
    room = opened.workshop.room
    left = [step for step in room.steps if not step.state.shown] if action is Action.CLOSE else []
    if left and seen == room.revision and "sure" not in request.form:
        return _ask_before_closing(opened, left)
    kept = request.form.get("kept", "") if action is Action.KEEP else None
    if kept is not None and seen == room.revision and kept not in _keepable(opened):
        return _page(opened, CHOOSE_LEVEL), 422
    try:
        if action is None or seen is None:
            raise StaleError
        done = services().workshops.act(opened.workshop.id, action, seen, opened.choices, kept)
        if done:
            answer_as_phones(key, replace(opened, workshop=done))
        services().rooms.forget(opened.workshop.code)
    except StaleError:
        flash(overtaken_words(open_to_run(key).workshop.room, action), "warning")
        return here
    except StorageError as error:
        return _page(opened, not_done(error, NOT_DONE)), 503
    return redirect(url_for("reporting.show", key=key), 303) if action is Action.CLOSE else here


@blueprint.post("/mots")
def words(key: str) -> ResponseReturnValue:
    """Approve, erase, join or separate words of the cloud that the page showed."""
    opened = open_to_run(key)
    here = redirect(url_for("running.show", key=key, _anchor="mots"), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return here
    position, room = whole_number(request.form.get("position", "")), opened.workshop.room
    sent, _, named = request.form.get("decision", "").partition(":")
    decision = Decision(sent) if sent in list(Decision) else None
    keys = named.split(":") if named else request.form.getlist("mot")
    if decision is None or position is None or position >= len(room.steps):
        flash(overtaken_words(room, None), "warning")
        return here
    if len(keys) < (MIN_JOINED if decision is Decision.JOIN else 1):
        return _page(opened, TICK_TWO if decision is Decision.JOIN else TICK_ONE), 422
    ordered = _desk_at(opened, position).by_count(keys)
    try:
        done = services().workshops.moderate(
            opened.workshop.id, position, lambda decided: decide(decided, decision, ordered)
        )
        services().rooms.forget(opened.workshop.code)
    except StaleError:  # the workshop was deleted meanwhile: the page redirected to says so
        return here
    except StorageError as error:
        return _page(opened, not_done(error, NOT_DONE)), 503
    if not done:
        flash(WORDS_GONE, "info")
    elif position != room.current:
        flash(MOVED_ON, "info")
    return here


@blueprint.get("/animer/etat")
def state(key: str) -> Response:
    """Tell whether the page of the animateur has changed, and how many answered."""
    opened = open_to_run(key)
    return state_of_screen(opened.workshop.changes, count_words(opened), _before_reveal(opened))


@blueprint.route("/supprimer", methods=["GET", "POST"])
def delete(key: str) -> ResponseReturnValue:
    """Ask before deleting the workshop, then delete it."""
    opened = open_to_run(key)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    problem = None
    if request.method == "POST" and form.validate():
        try:
            services().workshops.delete(opened.workshop.id)
            services().rooms.forget(opened.workshop.code)
        except StorageError as error:
            problem = not_done(error, NOT_DONE)
        else:
            flash(DELETED, "success")
            return redirect(url_for("preparing.new"), 303)
    page = render_template(
        "workshop/delete.html", criteria=opened.criteria, private=True, key=key, form=form, problem=problem
    )
    return (page, 503 if problem else 422) if request.method == "POST" else page


def _ask_before_closing(opened: OpenWorkshop, left: list[Step]) -> str:
    return render_template(
        "workshop/close.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        links=room_links(opened),
        form=PageForm(formdata=None),
        seen=opened.workshop.room.revision,
        left=[wording.step_title(opened.criteria, step) for step in left],
        left_words=left_words(len(left)),
    )


def _keepable(opened: OpenWorkshop) -> tuple[str, ...]:
    step = opened.workshop.room.step
    return (*opened.choices(step), SPLIT) if step and step.kind is Kind.CRITERION else ()


def _page(opened: OpenWorkshop, problem: str | None = None) -> str:
    workshop = opened.workshop
    room = workshop.room
    view, titles = current_view(opened), {}
    if room.step:
        titles = wording.choice_titles(opened.criteria, workshop.sheet, room.step)
    sentences = {choice.value: choice.text for choice in view.choices} if view else {}
    join_url = url_for("phones.room", code=workshop.code, _external=True)
    possible, by_hand = actions(room), bool(room.step and room.step.state.voting)
    return render_template(
        "workshop/run.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        form=PageForm(formdata=None),
        problem=problem,
        workshop=workshop,
        view=view,
        steps=[(wording.step_title(opened.criteria, step), step.state.value) for step in room.steps],
        next=possible[0] if possible else None,
        beside=[
            action for action in possible[1:] if action in _BESIDE and not (by_hand and action is Action.KEEP)
        ],
        aside=[action for action in possible[1:] if action not in _BESIDE],
        can_keep=Action.KEEP in possible,
        keeping=Action.KEEP,
        again_words=_again_words(opened) if Action.SECOND_ROUND in possible else "",
        words=wording.ACTIONS,
        keepable=[
            (level, titles.get(level, wording.NOT_SETTLED), sentences.get(level, ""))
            for level in _keepable(opened)
        ],
        count=count_words(opened),
        before=_before_reveal(opened),
        desk=_desk(opened),
        held_words=HELD,
        join_url=join_url,
        qr=qr_code(join_url),
        links=room_links(opened),
        real_url=real_workshop_url(opened),
        closed=room.state is RoomState.CLOSED,
        changes=workshop.changes,
        unanimity=wording.unanimity_words(sides=workshop.sides),
    )


def _desk(opened: OpenWorkshop) -> Desk:
    """Return the words to moderate when the current step is a revealed cloud; else an empty desk."""
    step = opened.workshop.room.step
    return _desk_at(opened, opened.workshop.room.current) if step and step.state.shown else Desk()


def _desk_at(opened: OpenWorkshop, position: int) -> Desk:
    stored = opened.workshop.steps[position]
    if opened.workshop.room.steps[position].kind is not Kind.CLOUD:
        return Desk()
    return make_desk(services().workshops.revealed(stored.id), stored.moderation)


def _again_words(opened: OpenWorkshop) -> str:
    stored = opened.workshop.current
    return again_words(stored.shown.answers) if stored and stored.shown else ""


def _before_reveal(opened: OpenWorkshop) -> str:
    """Return how many phones have not answered, and what a reveal would show now; empty when no answer is taken."""
    stored, step = opened.workshop.current, opened.workshop.room.step
    if stored is None or step is None or not step.state.voting:
        return ""
    answers = services().workshops.answers(stored.id)
    foretold = foretold_words(step.kind, answers, hands=stored.hands.people, second_round=bool(stored.reveals))
    return f"{missing_words(opened)} {foretold}".lstrip()
