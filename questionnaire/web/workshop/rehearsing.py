"""Rehearsing a workshop: another room with the same questions, where twenty simulated phones answer at once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import (
    animation_key,
    enclosed_key,
    key_digest,
    new_code,
    new_nonce,
    phone_digest,
    screen_key,
)
from questionnaire.criteria.model import STAGE
from questionnaire.errors import StorageError
from questionnaire.storage import NewWorkshop, RoomSettings, Workshop
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.workshop.plans import chosen_steps, step_name
from questionnaire.workshop.rehearsal import PHONES, answer_of, side_of
from questionnaire.workshop.votes import Side

NOT_BEGUN = f"{{cause}}{NBSP}: la répétition n’est pas encore commencée. Essayez à nouveau {{when}}."
TITLE = f"Répétition{NBSP}: "
TITLE_MAX = 120  # characters of the database column, which holds the title of a room and the prefix

blueprint = Blueprint("rehearsing", __name__, url_prefix="/atelier/<key>")


@blueprint.route("/repeter", methods=["GET", "POST"])
def rehearse(key: str) -> ResponseReturnValue:
    """Explain what a rehearsal is; begin one, in a room of its own."""
    opened = open_to_run(key)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    problem = None
    if request.method == "POST" and form.validate():
        try:
            return redirect(url_for("running.show", key=_begin(opened)), 303)
        except StorageError as error:
            problem = not_done(error, NOT_BEGUN)
    elif request.method == "POST":
        flash(STALE, "warning")
        return redirect(url_for("rehearsing.rehearse", key=key), 303)
    page = render_template(
        "workshop/rehearse.html", criteria=opened.criteria, private=True, key=key, form=form, problem=problem
    )
    return (page, 503) if problem else page


def answer_as_phones(key: str, opened: OpenWorkshop) -> None:
    """Make the simulated phones of a rehearsal answer the question that was just opened; do nothing in a real room."""
    workshop = opened.workshop
    current, step = workshop.current, workshop.room.step
    if not workshop.rehearsal or current is None or step is None or not step.state.voting:
        return
    choices = opened.choices(step)
    for phone in range(PHONES):
        answer = answer_of(phone, step.kind, choices, again=bool(current.reveals))
        side = side_of(phone) if workshop.sides else Side.UNSAID
        services().workshops.vote(current.id, _digest(key, f"etape:{current.id}", phone), answer, side)


def _begin(opened: OpenWorkshop) -> str:
    """Create the room of a rehearsal, with its simulated phones, and return its animation key."""
    app_services, workshop = services(), opened.workshop
    key = animation_key(app_services.settings.secret_key, new_nonce())
    names = [step_name(step) for step in workshop.room.steps]
    created = app_services.workshops.create(
        NewWorkshop(
            animation_digest=key_digest(key),
            screen_digest=key_digest(screen_key(key)),
            code=new_code(),
            criteria_digest=workshop.criteria_digest,
            settings=RoomSettings(
                title=f"{TITLE}{workshop.title or 'atelier'}"[:TITLE_MAX],
                held_on=None,
                viewpoint=workshop.sheet.viewpoint,
                context={STAGE: str(workshop.sheet.context[STAGE])},
                sides=workshop.sides,
            ),
            steps=chosen_steps(opened.criteria, workshop.sheet, names),
            rehearsal=True,
            locked_key=enclosed_key(app_services.settings.secret_key, key, opened.key.encode()).hex(),
        )
    )
    found = app_services.workshops.find_to_run(key_digest(key)) if created else None
    if found is None:
        raise StorageError("la salle de la répétition n’a pas été créée")
    _join_phones(key, found)
    return key


def _join_phones(key: str, workshop: Workshop) -> None:
    for phone in range(PHONES):
        services().workshops.join(workshop.id, _digest(key, "salle", phone))


def _digest(key: str, place: str, phone: int) -> str:
    return phone_digest(key, place, f"fictif-{phone}")
