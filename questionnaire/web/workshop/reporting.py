"""The report of a workshop: all that was shown, what the room kept, and the diagnostic that it ends with."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, read_key, room_diagnostic_key
from questionnaire.errors import StorageError
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import services
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.web.workshop.view import StepView, step_view
from questionnaire.workshop.diagnostic import room_diagnostic
from questionnaire.workshop.room import RoomState, StepState
from questionnaire.workshop.votes import Kind

NOT_MADE = f"{{cause}}{NBSP}: le diagnostic n’est pas encore créé. Essayez à nouveau {{when}}."
NOTHING_KEPT = "Le groupe n’a encore rien retenu : il n’y a pas de diagnostic à créer.".replace(" :", f"{NBSP}:")
MADE = f"Le diagnostic de l’atelier est créé. Gardez son lien{NBSP}: il n’est écrit nulle part ailleurs que dans le compte rendu."

blueprint = Blueprint("reporting", __name__, url_prefix="/atelier/<key>/compte-rendu")


@blueprint.get("")
def show(key: str) -> ResponseReturnValue:
    """Show all that the room was shown, and what it kept."""
    return _page(open_to_run(key))


@blueprint.post("/diagnostic")
def diagnostic(key: str) -> ResponseReturnValue:
    """Make the diagnostic of the room, once, and lead to its results."""
    opened = open_to_run(key)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return redirect(url_for("reporting.show", key=key), 303)
    workshop = opened.workshop
    steps = [(step, stored.reveals) for step, stored in zip(workshop.room.steps, workshop.steps, strict=True)]
    sheet = room_diagnostic(opened.criteria, workshop.sheet, steps)
    if not sheet.answers:
        return _page(opened, NOTHING_KEPT), 409
    made = room_diagnostic_key(key)
    try:
        services().diagnostics.create(key_digest(made), key_digest(read_key(made)), opened.criteria.digest, sheet)
    except StorageError as error:
        return _page(opened, not_done(error, NOT_MADE)), 503
    flash(MADE, "success")
    return redirect(url_for("results.own", key=made), 303)


def _page(opened: OpenWorkshop, problem: str | None = None) -> str:
    workshop = opened.workshop
    made = room_diagnostic_key(opened.key)
    exists = services().diagnostics.find(key_digest(made)) is not None
    views = [
        step_view(opened, at) for at, step in enumerate(workshop.room.steps) if step.state is not StepState.WAITING
    ]
    shown = [view for view in views if view.result]
    return render_template(
        "workshop/report.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        form=PageForm(formdata=None),
        problem=problem,
        workshop=workshop,
        day=day_words(workshop.held_on) if workshop.held_on else "",
        stage=opened.stage_title,
        viewpoint_title=opened.criteria.viewpoints.of(workshop.sheet.viewpoint).title,
        cloud_view=next((view for view in shown if view.kind is Kind.CLOUD), None),
        poll=next((view for view in shown if view.kind is Kind.POLL), None),
        discussed=_criteria(shown),
        kept=[view for view in _criteria(shown) if view.kept],
        made_url=url_for("results.own", key=made) if exists else "",
        closed=workshop.room.state is RoomState.CLOSED,
        expires=day_words(workshop.expires_at),
    )


def _criteria(views: list[StepView]) -> list[StepView]:
    return [view for view in views if view.kind is Kind.CRITERION]
