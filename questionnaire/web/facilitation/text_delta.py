"""The text of a draft in a hidden field, as a delta from a stored version: a whole text would make the page heavy."""

from __future__ import annotations

import json

from flask import abort, request

from questionnaire.web.context import services
from questionnaire.web.facilitation.text_diff import common_lines

DELTA_FIELD = "ecarts"  # name of the hidden field


def encode_delta(text: str, digest: str) -> str:
    """Return the delta from the version of that digest to a text, as JSON: [digest, [[start, end, new lines], …]].

    Each splice replaces the lines `start` to `end` (excluded) of the version.
    """
    base, lines = _version(digest).split("\n"), text.split("\n")
    splices: list[tuple[int, int, list[str]]] = []
    start = new_start = 0
    for end, new_end in [*common_lines(base, lines), (len(base), len(lines))]:
        if (end, new_end) != (start, new_start):
            splices.append((start, end, lines[new_start:new_end]))
        start, new_start = end + 1, new_end + 1
    return json.dumps([digest, splices], ensure_ascii=False, separators=(",", ":"))


def sent_text() -> str:
    """Return the text that a form sends, whole or as a delta, with LF line ends."""
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
    """Return the text of a version; empty when there is none: the delta is then the whole text."""
    return (
        (services().publications.source(digest) or b"").decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    )
