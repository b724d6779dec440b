"""The projected screen of a workshop: nothing on it acts on the room."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from questionnaire.web.middleware.headers import permissions_policy
from questionnaire.web.respondent.qr import qr_code
from questionnaire.web.workshop.opening import open_to_show
from questionnaire.web.workshop.state import state_of_screen
from questionnaire.web.workshop.view import count_words, current_view, room_ending
from questionnaire.workshop import wording
from questionnaire.workshop.room import RoomState

SIZES = ("1", "2", "3", "4")  # of the text
THEMES = {"auto": "Couleurs de l’appareil", "clair": "Clair", "sombre": "Sombre"}

blueprint = Blueprint("screens", __name__, url_prefix="/atelier/<key>")


@blueprint.get("/ecran")
def show(key: str) -> Response:
    """Show the question and how many answered, then what was revealed; the code and its QR code at all times."""
    opened = open_to_show(key)
    workshop = opened.workshop
    join_url = url_for("phones.room", code=workshop.code, _external=True)
    size, theme = request.args.get("taille", "2"), request.args.get("couleurs", "auto")
    page = render_template(
        "workshop/screen.html",
        key=key,
        workshop=workshop,
        view=current_view(opened),
        count=count_words(opened),
        join_url=join_url,
        address=url_for("phones.code", _external=True).partition("://")[2],
        qr=qr_code(join_url),
        sizes=SIZES,
        size=size if size in SIZES else "2",
        themes=THEMES,
        theme=theme if theme in THEMES else "auto",
        closed=workshop.room.state is RoomState.CLOSED,
        hidden=wording.ON_SCREEN,
        promise=wording.PROMISE,
        unanimity=wording.unanimity_words(sides=workshop.sides),
        ending=room_ending(opened),
    )
    response = make_response(page)
    response.headers["Permissions-Policy"] = permissions_policy("fullscreen", "screen-wake-lock")
    return response


@blueprint.get("/ecran/etat")
def state(key: str) -> Response:
    """Tell whether the screen has changed, and how many answered."""
    opened = open_to_show(key)
    return state_of_screen(opened.workshop.changes, count_words(opened))
