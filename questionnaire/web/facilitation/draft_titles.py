"""The names that drafts are given: what they hold, who began them, when; never the same twice."""

from __future__ import annotations

import re

from questionnaire.storage import now
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.forms import TITLE_MAX
from questionnaire.web.local_time import day, hour

_DATED = re.compile(r"(.+), par .+, le [^,]+ à [^,(]+?([ \u00a0]\([0-9]+\))?")
MAX_SUBJECT = 60  # characters of what a draft holds, so that who and when are not cut


def dated_title(what: str) -> str:
    """Return « Nouveautés de 2027-03, par Marie, le 3 mars à 9 h 12 »."""
    shown = what if len(what) <= MAX_SUBJECT else f"{what[:MAX_SUBJECT].rstrip()}…"
    return free_title(f"{shown}, par {facilitator().name[: MAX_SUBJECT // 2]}, le {_moment()}")


def short_title(title: str) -> str:
    """Return the name of a draft without who began it and when, for places that are narrow or say them otherwise."""
    dated = _DATED.fullmatch(title)
    what, number = (dated[1], dated[2] or "") if dated else (title, "")
    return (what if len(what) <= MAX_SUBJECT else f"{what[:MAX_SUBJECT].rstrip()}…") + number


def _moment() -> str:
    """Return the moment without its year, which lists of drafts say."""
    moment = now()
    return f"{day(moment).rpartition(NBSP)[0]} à {hour(moment)}"


def free_title(title: str) -> str:
    """Return a name that no draft has yet: this one, or the same with a number."""
    taken, number = {draft.title for draft in services().drafts.all()}, 1
    free = title[:TITLE_MAX]
    while free in taken:
        number += 1
        suffix = f"{NBSP}({number})"
        free = title[: TITLE_MAX - len(suffix)] + suffix
    return free
