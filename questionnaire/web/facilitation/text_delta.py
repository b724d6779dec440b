"""A text that a form carries: only what tells it from one that the server keeps, so that the page stays light."""

from __future__ import annotations

import json

from flask import abort, request

from questionnaire.web.context import services
from questionnaire.web.facilitation.text_diff import common_lines

DELTA_FIELD = "ecarts"


def encode_delta(text: str, digest: str) -> str:
    """Return what a text has that the version of that digest has not, for a hidden field."""
    base, lines = _version(digest).split("\n"), text.split("\n")
    splices: list[tuple[int, int, list[str]]] = []
    at = there = 0
    for here, other in [*common_lines(base, lines), (len(base), len(lines))]:
        if (here, other) != (at, there):
            splices.append((at, here, lines[there:other]))
        at, there = here + 1, other + 1
    return json.dumps([digest, splices], ensure_ascii=False, separators=(",", ":"))


def sent_text() -> str:
    """Return the text that a form sends, whole or carried; its lines end with LF, whatever the browser made of them."""
    delta = request.form.get(DELTA_FIELD)
    text = request.form.get("source", "") if delta is None else _apply_delta(delta)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _apply_delta(delta: str) -> str:
    try:
        digest, splices = json.loads(delta)
        base, lines, at = _version(str(digest)).split("\n"), list[str](), 0
        for start, end, new in splices:
            if not at <= start <= end <= len(base):
                raise ValueError(start, end)
            lines += base[at:start] + [str(line) for line in new]
            at = end
    except (ValueError, TypeError):
        abort(400)
    return "\n".join(lines + base[at:])


def _version(digest: str) -> str:
    """Return the text of a version; an empty one when there is none, so that all is carried."""
    return (
        (services().publications.source(digest) or b"").decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    )
