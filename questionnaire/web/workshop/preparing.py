"""Preparing a workshop, without an account: its steps and settings, its keys and code, the sheets to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import (
    animation_key,
    key_digest,
    locked_key,
    looks_like_key,
    new_code,
    new_nonce,
    resumption_code,
    screen_key,
)
from questionnaire.answers import AnswerSheet
from questionnaire.errors import StorageError
from questionnaire.storage import NewWorkshop, RoomSettings
from questionnaire.typography import NBSP, day_words
from questionnaire.web.addresses import reach
from questionnaire.web.context import services
from questionnaire.web.forms import PageForm, whole_number
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.workshop.forms import SettingsForm, StepsForm, WorkshopForm, settings_form, workshop_form
from questionnaire.web.workshop.links import room_links
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.workshop import wording
from questionnaire.workshop.plans import (
    MINUTES,
    Plan,
    askable_steps,
    chosen_steps,
    minutes,
    moved,
    plan_steps,
    step_name,
    with_added,
    without,
)
from questionnaire.workshop.report import stage_title
from questionnaire.workshop.room import RoomState, StaleError, Step
from questionnaire.workshop.votes import Kind

TRIES = 5  # codes drawn at random before giving up: one may be that of another room
NOT_PREPARED = f"{{cause}}{NBSP}: l’atelier n’est pas encore préparé. Ce que vous avez saisi est toujours affiché{NBSP}: essayez à nouveau {{when}}."
NOT_CHANGED = f"{{cause}}{NBSP}: rien n’a encore changé. Essayez à nouveau {{when}}."
CHANGED = "Les réglages sont changés."
ADDED = "Vos questions sont ajoutées."
REMOVED = "La question est retirée."
NOTHING_CHOSEN = "Cochez au moins une question à ajouter."
STALE = f"Quelqu’un d’autre vient de changer cet atelier, ou de l’ouvrir{NBSP}: le voici tel qu’il est."
OPENED = f"La salle a ouvert{NBSP}: ses réglages ne changent plus."
TO_BEGIN = "Pour commencer"
MOVES, REMOVE = {"monter": -1, "descendre": 1}, "retirer"  # the values of the buttons of a step
STEPS_PLACE = "questions"  # the HTML id of the list of steps

blueprint = Blueprint("preparing", __name__)


class StepLine(NamedTuple):
    """A step on the page of the preparation."""

    name: str
    title: str
    question: str
    duration: str


@blueprint.route("/atelier/nouveau", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show the form of a new workshop; create it and redirect to its preparation."""
    criteria = services().versions.current
    form = workshop_form(criteria, request.form if request.method == "POST" else None)
    if request.method != "POST":
        form.nonce.data, form.plan.data = new_nonce(), Plan.DAY.value
        return _new_page(form)
    if not form.validate():
        return _new_page(form), 422
    try:
        key = _create(form)
    except StorageError as error:
        return _new_page(form, not_done(error, NOT_PREPARED)), 503
    return redirect(url_for("preparing.steps", key=key), 303)


def _create(form: WorkshopForm) -> str:
    """Create the workshop and return its animation key; a form sent twice creates one workshop."""
    app_services, criteria = services(), services().versions.current
    nonce = form.nonce.data if looks_like_key(form.nonce.data or "") else new_nonce()
    key = animation_key(app_services.settings.secret_key, str(nonce))
    settings = form.settings
    for _ in range(TRIES):
        code = new_code()
        created = app_services.workshops.create(
            NewWorkshop(
                animation_digest=key_digest(key),
                screen_digest=key_digest(screen_key(key)),
                code=code,
                locked_key=locked_key(app_services.settings.secret_key, code, key),
                criteria_digest=criteria.digest,
                settings=settings,
                steps=plan_steps(criteria, _sheet(settings), Plan(form.plan.data)),
            )
        )
        if created or app_services.workshops.find_to_run(key_digest(key)):
            return key
    raise StorageError("aucun code libre n’a été trouvé pour cet atelier")


def _sheet(settings: RoomSettings) -> AnswerSheet:
    return AnswerSheet(settings.viewpoint, context=dict(settings.context))


def _new_page(form: WorkshopForm, problem: str | None = None) -> str:
    return render_template(
        "workshop/new.html",
        criteria=services().versions.current,
        form=form,
        problem=problem,
        private=False,
        key="",
    )


@blueprint.get("/atelier/mode-d-emploi")
def guide() -> str:
    """Explain how to run a workshop."""
    return render_template("workshop/guide.html", criteria=services().versions.current)


@blueprint.route("/atelier/<key>/preparer", methods=["GET", "POST"])
def steps(key: str) -> ResponseReturnValue:
    """Show the links of a workshop, its sheet to print and its steps; add, move or remove steps."""
    opened = open_to_run(key)
    if request.method != "POST":
        return _steps_page(opened)
    form = StepsForm(formdata=request.form)
    if not form.validate():
        return _steps_page(opened, form=form), 422
    changed, message, anchor = _changed_steps(opened, form)
    if changed is None:
        return _steps_page(opened, NOTHING_CHOSEN), 422
    return _save(opened, form, changed, message, partial(_steps_page, opened), anchor)


@blueprint.route("/atelier/<key>/reglages", methods=["GET", "POST"])
def settings(key: str) -> ResponseReturnValue:
    """Change the settings of a workshop that has not opened; steps that the new stage does not have are removed."""
    opened = open_to_run(key)
    workshop = opened.workshop
    form = settings_form(opened.criteria, request.form if request.method == "POST" else None, workshop)

    def page(problem: str | None = None) -> str:
        return render_template(
            "workshop/new.html", criteria=opened.criteria, form=form, problem=problem, private=True, key=key
        )

    if request.method != "POST":
        if workshop.room.state is RoomState.PREPARING:
            return page()
        flash(OPENED, "info")
        return redirect(url_for("preparing.steps", key=key), 303)
    if not form.validate():
        return page(), 422
    chosen = form.settings
    kept = chosen_steps(opened.criteria, _sheet(chosen), map(step_name, workshop.room.steps))
    return _save(opened, form, kept, CHANGED, page, settings=chosen)


@blueprint.get("/atelier/<key>/a-garder")
def keep(key: str) -> str:
    """Show the sheet that the animateur keeps on paper: the digits to take the room over, and the steps in order."""
    opened = open_to_run(key)
    workshop = opened.workshop
    return render_template(
        "workshop/keep.html",
        criteria=opened.criteria,
        private=True,
        key=key,
        workshop=workshop,
        day=day_words(workshop.held_on) if workshop.held_on else "",
        lines=_step_lines(opened),
        duration=wording.duration_words(minutes(workshop.room.steps)),
        digits=resumption_code(opened.key) if workshop.resumable else "",
        take_over_url=url_for("taking_over.take_over", code=workshop.code, _external=True),
        promise=wording.PROMISE,
        unanimity=wording.unanimity_words(sides=workshop.sides),
    )


def _changed_steps(opened: OpenWorkshop, form: StepsForm) -> tuple[tuple[Step, ...] | None, str, str]:
    """Return the steps after the action of the form, a message, and an anchor; no steps when nothing was chosen to add."""
    present = opened.workshop.room.steps
    verb, name = form.pressed_button
    if verb in MOVES:
        return moved(present, name, MOVES[verb]), "", f"pas-{name}"
    if verb == REMOVE:
        return without(present, name), REMOVED, STEPS_PLACE
    added = chosen_steps(opened.criteria, opened.workshop.sheet, form.steps.data or ())
    return with_added(present, added) if added else None, ADDED, STEPS_PLACE


def _save(
    opened: OpenWorkshop,
    form: StepsForm | SettingsForm,
    changed: tuple[Step, ...],
    message: str,
    page: Callable[[str], str],
    anchor: str | None = None,
    settings: RoomSettings | None = None,
) -> ResponseReturnValue:
    """Store steps and settings, unless somebody changed them meanwhile; redirect to the preparation.

    `page` returns the present page with a message, for when the database cannot be written.
    """
    seen = whole_number(form.seen.data or "")
    try:
        services().workshops.change(opened.workshop.id, -1 if seen is None else seen, changed, settings)
        services().rooms.forget(opened.workshop.code)
    except StaleError:
        flash(STALE, "warning")
        anchor = None
    except StorageError as error:
        return page(not_done(error, NOT_CHANGED)), 503
    else:
        if message:
            flash(message, "here" if anchor else "success")
    return redirect(url_for("preparing.steps", key=opened.key, _anchor=anchor), 303)


def _steps_page(opened: OpenWorkshop, problem: str | None = None, form: PageForm | None = None) -> str:
    workshop = opened.workshop
    join_url = url_for("phones.room", code=workshop.code, _external=True)
    return render_template(
        "workshop/prepare.html",
        criteria=opened.criteria,
        links=room_links(opened),
        private=True,
        form=form or PageForm(formdata=None),
        problem=problem,
        workshop=workshop,
        key=opened.key,
        preparing=workshop.room.state is RoomState.PREPARING,
        day=day_words(workshop.held_on) if workshop.held_on else "",
        stage=stage_title(opened.criteria, workshop.sheet),
        offered=_offered(opened),
        lines=_step_lines(opened),
        duration=wording.duration_words(minutes(workshop.room.steps)),
        small_rooms=wording.SMALL_ROOMS,
        run_url=url_for("running.show", key=opened.key, _external=True),
        screen_url=url_for("screens.show", key=screen_key(opened.key), _external=True),
        join_url=join_url,
        digits=resumption_code(opened.key) if workshop.resumable else "",
        short_url=url_for("phones.code", _external=True),
        qr=qr_code(join_url),
        reach=reach(request.host).value,
        secure=request.is_secure,
        expires=day_words(workshop.expires_at),
    )


def _step_lines(opened: OpenWorkshop) -> list[StepLine]:
    return [_step_line(opened, step) for step in opened.workshop.room.steps]


def _step_line(opened: OpenWorkshop, step: Step) -> StepLine:
    criteria, sheet = opened.criteria, opened.workshop.sheet
    return StepLine(
        step_name(step),
        wording.step_title(criteria, step),
        wording.step_question(criteria, sheet, step),
        wording.duration_words(MINUTES[step.kind]),
    )


def _offered(opened: OpenWorkshop) -> list[tuple[str, list[StepLine]]]:
    """Return the steps that can be added, by part of the questionnaire."""
    present = {step_name(step) for step in opened.workshop.room.steps}
    askable = askable_steps(opened.criteria, opened.workshop.sheet)
    left = [step for step in askable if step_name(step) not in present]
    parts = [(TO_BEGIN, [step for step in left if step.kind is not Kind.CRITERION])]
    parts += [
        (axis.title, [step for step in left if step.subject in {criterion.id for criterion in axis.criteria}])
        for axis in opened.criteria.axes
    ]
    return [(title, [_step_line(opened, step) for step in of_part]) for title, of_part in parts if of_part]
