"""People of a room without a phone: the ballots that they fill in, and the form where the animateur counts them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.errors import StorageError
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.forms import PageForm, whole_number
from questionnaire.web.middleware.errors import not_done
from questionnaire.web.workshop.links import room_links
from questionnaire.web.workshop.opening import OpenWorkshop, open_to_run
from questionnaire.web.workshop.view import StepView, current_view, step_view
from questionnaire.workshop.votes import Kind

MAX_PEOPLE = 999  # people who made one choice
NOT_COUNTED = f"{{cause}}{NBSP}: rien n’est encore compté. Essayez à nouveau {{when}}."
NOT_A_NUMBER = f"Écrivez un nombre de personnes, de 0 à {MAX_PEOPLE}, ou laissez vide."
OVER = f"Cette question ne prend plus de réponses{NBSP}: rien n’a été compté."
COUNTED = "Ces réponses se montreront à la révélation."
FIELD = "personnes-"  # then a choice

blueprint = Blueprint("counting", __name__, url_prefix="/atelier/<key>")


@blueprint.route("/sans-telephone", methods=["GET", "POST"])
def count(key: str) -> ResponseReturnValue:
    """Ask how many people without a phone made each choice of the current step; store it."""
    opened = open_to_run(key)
    view = current_view(opened)
    back = redirect(url_for("running.show", key=key), 303)
    if view is None or not view.voting or not view.choices:
        flash(OVER, "info")
        return back
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        stored = opened.workshop.steps[opened.workshop.room.current].hands.counts
        return _page(opened, view, form, {choice: str(people) for choice, people in stored.items()})
    sent = {choice.value: request.form.get(f"{FIELD}{choice.value}", "").strip() for choice in view.choices}
    if not form.validate():
        return _page(opened, view, form, sent), 422
    counts = {choice: whole_number(text or "0") for choice, text in sent.items()}
    wrong = [choice for choice, people in counts.items() if people is None or people > MAX_PEOPLE]
    if wrong:
        return _page(opened, view, form, sent, wrong=wrong), 422
    given = {choice: people for choice, people in counts.items() if people}
    try:
        done = services().hands.count(opened.workshop.id, whole_number(request.form.get("step", "")) or 0, given)
    except StorageError as error:
        return _page(opened, view, form, sent, not_done(error, NOT_COUNTED)), 503
    flash(*((COUNTED, "success") if done else (OVER, "warning")))
    return back


@blueprint.get("/feuilles")
def sheets(key: str) -> str:
    """Show the ballots to print: the questions and their choices, for people without a phone."""
    opened = open_to_run(key)
    views = [step_view(opened, position) for position in range(len(opened.workshop.room.steps))]
    return render_template(
        "workshop/sheets.html",
        criteria=opened.criteria,
        private=True,
        key=key,
        workshop=opened.workshop,
        views=[view for view in views if view.kind is not Kind.CLOUD],
    )


def _page(
    opened: OpenWorkshop,
    view: StepView,
    form: PageForm,
    typed: dict[str, str],
    problem: str | None = None,
    wrong: list[str] | None = None,
) -> str:
    return render_template(
        "workshop/count.html",
        criteria=opened.criteria,
        private=True,
        key=opened.key,
        links=room_links(opened),
        view=view,
        form=form,
        typed=typed,
        problem=problem,
        field=FIELD,
        wrong=wrong or [],
        not_a_number=NOT_A_NUMBER,
    )
