"""Taking over the animation of a room on another computer, with the digits that were kept on paper."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest, read_resumption, unlocked_key
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.middleware.errors import error_page
from questionnaire.web.workshop.forms import TakeOverForm
from questionnaire.web.workshop.opening import NO_WORKSHOP, OpenWorkshop, find_by_code

WRONG = f"Ce n’est pas le code de reprise de cet atelier. Il fait huit chiffres{NBSP}: relisez-le sur la feuille à garder."

blueprint = Blueprint("taking_over", __name__, url_prefix="/a")


@blueprint.route("/<code>/reprendre", methods=["GET", "POST"])
def take_over(code: str) -> ResponseReturnValue:
    """Ask for the digits of a room; redirect to the page that runs it."""
    opened = find_by_code(code)
    if opened is None:
        abort(error_page(404, NO_WORKSHOP))
    workshop = opened.workshop
    if code != workshop.code:  # one address for a room: the rate limit of tries counts by address
        return redirect(url_for("taking_over.take_over", code=workshop.code), 308)
    form = TakeOverForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        if key := _key(opened, read_resumption(form.digits.data or "")):
            return redirect(url_for("running.show", key=key), 303)
        form.digits.errors = [WRONG]
    page = render_template(
        "workshop/take_over.html", criteria=opened.criteria, private=True, form=form, workshop=workshop
    )
    return (page, 422) if request.method == "POST" else page


def _key(opened: OpenWorkshop, digits: str) -> str:
    """Return the animation key that the digits decrypt; empty when they are wrong."""
    workshop = opened.workshop
    if not digits or not workshop.resumable or not workshop.locked_key:
        return ""
    key = unlocked_key(services().settings.secret_key, workshop.code, digits, workshop.locked_key)
    found = services().workshops.find_to_run(key_digest(key))
    return key if found and found.id == workshop.id else ""
