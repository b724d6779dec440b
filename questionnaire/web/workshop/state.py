"""The responses to polling: phones, screen and animateur's page ask every two seconds whether what they show has changed.

Short JSON, or 204 when nothing changed. The tag (`v`) is not an ETag, which compression rewrites. A phone's tag is the
number of actions and moderations (Workshop.changes): the answers of others do not change it, and cannot be guessed from it.
"""

from __future__ import annotations

from flask import Response, jsonify, request

from questionnaire.storage import Pulse
from questionnaire.web.forms import whole_number

UNDELAYED_PHONES = 150  # so many pages can be made between two polls
MS_PER_PHONE = 6  # for each phone beyond, the time in which all phones ask for their page grows so much


def state_of_phone(pulse: Pulse) -> Response:
    """Return the response to a phone, whose page may be newer than what this process has read.

    `wait`: it asks for its page at random within so many milliseconds, so that a large room does not ask all at once.
    """
    shown = whole_number(request.args.get("v", ""))
    tag = str(pulse.changes if shown is None else max(pulse.changes, shown))
    return _state_response(v=tag, page=tag, wait=max(0, pulse.phones - UNDELAYED_PHONES) * MS_PER_PHONE)


def state_of_screen(changes: int, count: str, before: str = "") -> Response:
    """Return the response to the screen or the animateur's page; `count` and `before` are sentences that they show."""
    return _state_response(v=f"{changes}.{count}", page=str(changes), count=count, before=before)


def _state_response(**state: str | int) -> Response:
    nothing_new = Response(status=204, mimetype="application/json")
    return nothing_new if request.args.get("v") == state["v"] else jsonify(state)
