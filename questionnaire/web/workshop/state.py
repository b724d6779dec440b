"""What phones, the screen and the animateur's page ask every two seconds: whether what they show has changed.

Short answers, in JSON: 204 when nothing changed. Not an ETag: compression rewrites it. The tag of a phone is the number of
actions, so that the answers of others neither change it nor show in it.
"""

from __future__ import annotations

from flask import Response, jsonify, request


def state_of_phone(changes: int) -> Response:
    """Return the state for a phone."""
    tag = str(changes)
    return _new(v=tag, page=tag)


def state_of_screen(changes: int, count: str) -> Response:
    """Return the state for the screen or the animateur, with the count of answers."""
    return _new(v=f"{changes}.{count}", page=str(changes), count=count)


def _new(**state: str) -> Response:
    nothing_new = Response(status=204, mimetype="application/json")
    return nothing_new if request.args.get("v") == state["v"] else jsonify(state)
