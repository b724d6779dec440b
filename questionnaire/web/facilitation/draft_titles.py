"""The titles given to drafts: subject, author and time; no two drafts have the same."""

from __future__ import annotations

import re

from questionnaire.storage import now
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.forms import TITLE_MAX
from questionnaire.web.local_time import day, hour

_DATED = re.compile(r"(.+), par .+, le [^,]+ à [^,(]+?([ \u00a0]\([0-9]+\))?")
MAX_SUBJECT = 60  # characters, so that the author and the time are not cut


def dated_title(subject: str) -> str:
    """Return « Nouveautés de 2027-03, par Marie, le 3 mars à 9 h 12 »."""
    return free_title(f"{_cut(subject)}, par {facilitator().name[: MAX_SUBJECT // 2]}, le {_moment()}")


def short_title(title: str) -> str:
    """Return the title of a draft without its author and time: some places are narrow, or show them otherwise."""
    dated = _DATED.fullmatch(title)
    subject, number = (dated[1], dated[2] or "") if dated else (title, "")
    return _cut(subject) + number


def _cut(subject: str) -> str:
    return subject if len(subject) <= MAX_SUBJECT else f"{subject[:MAX_SUBJECT].rstrip()}…"


def _moment() -> str:
    """Return the present day and hour, without the year."""
    moment = now()
    return f"{day(moment).rpartition(NBSP)[0]} à {hour(moment)}"


def free_title(title: str) -> str:
    """Return a title that no draft has yet: this one, or the same with a number."""
    taken, number = {draft.title for draft in services().drafts.all()}, 1
    free = title[:TITLE_MAX]
    while free in taken:
        number += 1
        suffix = f"{NBSP}({number})"
        free = title[: TITLE_MAX - len(suffix)] + suffix
    return free
