"""Running a workshop: one large button for what comes next, the words to read, the level that the room keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import screen_key
from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.forms import STALE, PageForm, whole_number
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.web.workshop.rehearsing import answer_as_phones
from questionnaire.web.workshop.state import state_of_screen
from questionnaire.web.workshop.view import count_words, current_view, missing_words
from questionnaire.workshop import wording
from questionnaire.workshop.cloud import Moderation, ideas, waiting
from questionnaire.workshop.room import SPLIT, Action, RoomState, StaleError, actions
from questionnaire.workshop.votes import Kind
from questionnaire.workshop.words import Group

OVERTAKEN = f"Quelqu’un d’autre vient d’agir{NBSP}: voici où en est la salle."
NOT_DONE = f"{{cause}}{NBSP}: rien n’a encore changé. Essayez à nouveau {{when}}."
CHOOSE_LEVEL = f"Choisissez ce que le groupe retient, ou «{NBSP}On ne tranche pas{NBSP}»."
WORDS_GONE = "Les réponses de ce nuage sont effacées : il ne change plus.".replace(" :", f"{NBSP}:")
DELETED = "L’atelier est supprimé, avec ses réponses."
APPROVE, ERASE, HIDE, APART = "lire", "effacer", "cacher", "separer"

blueprint = Blueprint("running", __name__, url_prefix="/atelier/<key>")


@blueprint.get("/animer")
def show(key: str) -> ResponseReturnValue:
    """Show where the room is, and what to do next."""
    return _page(open_to_run(key))


@blueprint.post("/animer")
def act(key: str) -> ResponseReturnValue:
    """Do what the animateur asks, unless somebody did something meanwhile."""
    opened = open_to_run(key)
    here = redirect(url_for("running.show", key=key), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return here
    sent, seen = request.form.get("action", ""), whole_number(request.form.get("seen", ""))
    action = Action(sent) if sent in list(Action) else None
    kept = request.form.get("kept", "") if action is Action.KEEP else None
    if kept is not None and kept not in _keepable(opened):
        return _page(opened, CHOOSE_LEVEL), 422
    try:
        if action is None or seen is None:
            raise StaleError
        done = services().workshops.act(opened.workshop.id, action, seen, opened.choices, kept)
        if done:
            answer_as_phones(key, replace(opened, workshop=done))
        services().rooms.forget(opened.workshop.code)
    except StaleError:
        flash(OVERTAKEN, "warning")
    except StorageError as error:
        return _page(opened, not_done(error, NOT_DONE)), 503
    if action is Action.CLOSE:
        return redirect(url_for("reporting.show", key=key), 303)
    return here


@blueprint.post("/mots")
def words(key: str) -> ResponseReturnValue:
    """Approve, erase or join words of the cloud that is shown."""
    opened = open_to_run(key)
    here = redirect(url_for("running.show", key=key, _anchor="mots"), 303)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return here
    change = _decision(request.form.get("mot", ""), request.form.get("decision", ""), request.form.get("sous", ""))
    try:
        if not services().workshops.moderate(opened.workshop.id, opened.workshop.room.current, change):
            flash(WORDS_GONE, "info")
        services().rooms.forget(opened.workshop.code)
    except StaleError:
        flash(OVERTAKEN, "warning")
    except StorageError as error:
        return _page(opened, not_done(error, NOT_DONE)), 503
    return here


@blueprint.get("/animer/etat")
def state(key: str) -> Response:
    """Tell whether the page has changed, and how many answered."""
    opened = open_to_run(key)
    return state_of_screen(opened.workshop.changes, count_words(opened))


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


def _decision(key: str, decision: str, under: str) -> Callable[[Moderation], Moderation]:
    """Return what the animateur decided about one idea; each decision can be taken back, but not an erasure."""

    def change(decided: Moderation) -> Moderation:
        if decision == APPROVE:
            return replace(decided, approved=decided.approved | {key})
        if decision == HIDE:
            return replace(decided, approved=decided.approved - {key})
        if decision == ERASE:
            return replace(decided, erased=decided.erased | {key})
        if decision == APART:
            return replace(decided, under={one: top for one, top in decided.under.items() if top != key})
        return replace(decided, under={**decided.under, key: under}) if under and under != key else decided

    return change


def _keepable(opened: OpenWorkshop) -> tuple[str, ...]:
    step = opened.workshop.room.step
    return (*opened.choices(step), SPLIT) if step and step.kind is Kind.CRITERION else ()


def _page(opened: OpenWorkshop, problem: str | None = None) -> str:
    workshop = opened.workshop
    room = workshop.room
    view, titles = current_view(opened), {}
    if room.step:
        titles = wording.choice_titles(opened.criteria, workshop.sheet, room.step)
    sentences = {one.value: one.text for one in view.choices} if view else {}
    groups, held = _words(opened)
    join_url = url_for("phones.room", code=workshop.code, _external=True)
    possible = actions(room)
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
        others=possible[1:],
        words=wording.ACTIONS,
        keepable=[
            (one, titles.get(one, wording.NOT_SETTLED), sentences.get(one, "")) for one in _keepable(opened)
        ],
        count=count_words(opened),
        missing=missing_words(opened) if view and view.voting else "",
        groups=groups,
        held=held,
        under=set(workshop.current.moderation.under.values()) if workshop.current else set(),
        approved=workshop.current.moderation.approved if workshop.current else frozenset(),
        join_url=join_url,
        qr=qr_code(join_url),
        screen_url=url_for("screens.show", key=screen_key(opened.key)),
        closed=room.state is RoomState.CLOSED,
        changes=workshop.changes,
        unanimity=wording.unanimity_words(sides=workshop.sides),
    )


def _words(opened: OpenWorkshop) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the ideas of a revealed cloud that are shown, and those that wait to be read."""
    workshop, stored = opened.workshop, opened.workshop.current
    step = workshop.room.step
    if stored is None or step is None or step.kind is not Kind.CLOUD or not step.state.shown:
        return (), ()
    votes = services().workshops.revealed(stored.id)
    every = ideas(votes, stored.moderation)
    held = waiting(every, len(votes), stored.moderation)
    return tuple(group for group in every if group not in held), held
