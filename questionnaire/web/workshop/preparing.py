"""Preparing a workshop, without an account: what the room will do, its keys and its code, the sheet to print."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import animation_key, key_digest, looks_like_key, new_code, new_nonce, screen_key
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.criteria.model import STAGE
from questionnaire.errors import StorageError
from questionnaire.storage import NewWorkshop
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import services
from questionnaire.web.forms import whole_number
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.workshop.forms import StepsForm, WorkshopForm, workshop_form
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.workshop import wording
from questionnaire.workshop.plans import (
    Plan,
    askable_criteria,
    chosen_steps,
    plan_steps,
    polled_question,
    step_name,
)
from questionnaire.workshop.report import stage_title
from questionnaire.workshop.room import RoomState, StaleError, Step
from questionnaire.workshop.votes import Kind

TRIES = 5  # codes drawn, when the first is already that of another room
NOT_PREPARED = f"{{cause}}{NBSP}: l’atelier n’est pas encore préparé. Ce que vous avez saisi est toujours affiché{NBSP}: essayez à nouveau {{when}}."
NOT_CHANGED = f"{{cause}}{NBSP}: rien n’a encore changé. Essayez à nouveau {{when}}."
CHANGED = "Vos choix sont enregistrés."
STALE = f"Quelqu’un d’autre vient de changer cet atelier, ou de l’ouvrir{NBSP}: le voici tel qu’il est."
NO_STEP = "Gardez au moins une question."

blueprint = Blueprint("preparing", __name__)


@blueprint.route("/atelier/nouveau", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show the form of a new workshop; create it and lead to its page."""
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
    """Create the workshop and return its key; a form sent twice gives the workshop of the first time."""
    app_services, criteria = services(), services().versions.current
    nonce = form.nonce.data if looks_like_key(form.nonce.data or "") else new_nonce()
    key = animation_key(app_services.settings.secret_key, str(nonce))
    sheet = AnswerSheet(Viewpoint(form["viewpoint"].data), context={STAGE: form["stage"].data})
    for _ in range(TRIES):
        created = app_services.workshops.create(
            NewWorkshop(
                animation_digest=key_digest(key),
                screen_digest=key_digest(screen_key(key)),
                code=new_code(),
                title=form.title.data or "",
                held_on=form.held_on.data,
                criteria_digest=criteria.digest,
                viewpoint=sheet.viewpoint,
                context={STAGE: form["stage"].data},
                sides=bool(form.sides.data),
                steps=plan_steps(criteria, sheet, Plan(form.plan.data)),
            )
        )
        if created or app_services.workshops.find_to_run(key_digest(key)):
            return key
    raise StorageError("aucun code libre n’a été trouvé pour cet atelier")


def _new_page(form: WorkshopForm, problem: str | None = None) -> str:
    return render_template(
        "workshop/new.html", criteria=services().versions.current, form=form, problem=problem, private=False
    )


@blueprint.get("/atelier/mode-d-emploi")
def guide() -> str:
    """Explain how to run a workshop."""
    return render_template("workshop/guide.html", criteria=services().versions.current)


@blueprint.route("/atelier/<key>/preparer", methods=["GET", "POST"])
def steps(key: str) -> ResponseReturnValue:
    """Show what the room will do, change it until it opens, and give the links, the code and the sheet to print."""
    opened = open_to_run(key)
    form = StepsForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _steps_page(opened, form)
    if not form.validate():
        return _steps_page(opened, form), 422
    chosen = chosen_steps(opened.criteria, opened.workshop.sheet, form.steps.data or ())
    if not chosen:
        return _steps_page(opened, form, NO_STEP), 422
    seen = whole_number(form.seen.data or "")
    try:
        services().workshops.change_steps(
            opened.workshop.id, -1 if seen is None else seen, form.title.data or "", chosen
        )
    except StaleError:
        flash(STALE, "warning")
    except StorageError as error:
        return _steps_page(opened, form, not_done(error, NOT_CHANGED)), 503
    else:
        flash(CHANGED, "success")
    return redirect(url_for("preparing.steps", key=key), 303)


def _steps_page(opened: OpenWorkshop, form: StepsForm, problem: str | None = None) -> str:
    workshop = opened.workshop
    if not form.is_submitted():
        form.title.data = workshop.title
        form.steps.data = [step_name(step) for step in workshop.room.steps]
    form.seen.data = str(workshop.room.revision)
    join_url = url_for("phones.room", code=workshop.code, _external=True)
    return render_template(
        "workshop/prepare.html",
        criteria=opened.criteria,
        private=True,
        form=form,
        problem=problem,
        workshop=workshop,
        key=opened.key,
        preparing=workshop.room.state is RoomState.PREPARING,
        day=day_words(workshop.held_on) if workshop.held_on else "",
        stage=stage_title(opened.criteria, workshop.sheet),
        offered=_offered(opened),
        asked=[
            (
                wording.step_title(opened.criteria, step),
                wording.step_question(opened.criteria, workshop.sheet, step),
            )
            for step in workshop.room.steps
        ],
        run_url=url_for("running.show", key=opened.key, _external=True),
        screen_url=url_for("screens.show", key=screen_key(opened.key), _external=True),
        join_url=join_url,
        short_url=url_for("phones.code", _external=True),
        qr=qr_code(join_url),
        local=request.host.rpartition(":")[0] in ("localhost", "127.0.0.1", "[::1]"),
        expires=day_words(workshop.expires_at),
    )


def _offered(opened: OpenWorkshop) -> list[tuple[str, str, str]]:
    """Return what may be chosen: a name, a title, a question."""
    criteria, sheet = opened.criteria, opened.workshop.sheet
    poll = polled_question(criteria)
    steps_offered = [
        Step(Kind.CLOUD),
        *([Step(Kind.POLL, poll.id)] if poll else []),
        *(Step(Kind.CRITERION, one.id) for one in askable_criteria(criteria, sheet)),
    ]
    return [
        (step_name(step), wording.step_title(criteria, step), wording.step_question(criteria, sheet, step))
        for step in steps_offered
    ]
