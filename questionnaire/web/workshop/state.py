"""What phones, the screen and the animateur's page ask every two seconds: whether what they show has changed.

Short answers, in JSON: 204 when nothing changed. Not an ETag: compression rewrites it. The tag of a phone is the number of
actions, so that the answers of others neither change it nor show in it.
"""

from __future__ import annotations

from flask import Response, jsonify, request

from questionnaire.storage import Pulse
from questionnaire.web.forms import whole_number

UNDELAYED_PHONES = 150  # phones whose pages are made within a poll
MS_PER_PHONE = 6  # milliseconds for each phone beyond


def state_of_phone(pulse: Pulse) -> Response:
    """Return the state for a phone; what it shows may be newer than what this process has read.

    `wait`: within how many milliseconds it asks for its page, so that those of a large room do not ask all at once.
    """
    shown = whole_number(request.args.get("v", ""))
    tag = str(pulse.changes if shown is None else max(pulse.changes, shown))
    return _state_response(v=tag, page=tag, wait=max(0, pulse.phones - UNDELAYED_PHONES) * MS_PER_PHONE)


def state_of_screen(changes: int, count: str, before: str = "") -> Response:
    """Return the state for the screen or the animateur, with the count of answers; `before`: what is said before a reveal."""
    return _state_response(v=f"{changes}.{count}", page=str(changes), count=count, before=before)


def _state_response(**state: str | int) -> Response:
    nothing_new = Response(status=204, mimetype="application/json")
    return nothing_new if request.args.get("v") == state["v"] else jsonify(state)
