"""Small values that the pages of the space show: problems, moments, differences between two texts."""

from __future__ import annotations

import datetime
import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.errors import Problem
from questionnaire.typography import day_words, french, hour_words

MANY_TIMES = 3
MAX_PROBLEMS = 100  # beyond, a list is no longer one that a person is mending
MAX_DIFFERENCES = 300  # lines: beyond, a difference is no longer read


@dataclass(frozen=True)
class ProblemLine:
    """A problem as pages and JSON answers show it."""

    line: int
    warning: bool
    where: str
    message: str


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """Return problems in words with French typography: the first ones, and how many follow."""
    found = list(problems)
    # a name that many places cite makes as many problems: what comes once is more likely their cause
    times = Counter(one.message for one in found)
    every = sorted(found, key=lambda one: (one.warning, times[one.message] > MANY_TIMES))
    lines = [
        ProblemLine(one.line, one.warning, french(one.where), french(one.message)) for one in every[:MAX_PROBLEMS]
    ]
    if len(every) > MAX_PROBLEMS:
        said = f"{len(every) - MAX_PROBLEMS} autres problèmes suivent : corrigez d’abord ceux-ci."
        lines.append(ProblemLine(every[MAX_PROBLEMS].line, False, "", french(said)))
    return lines


def moment(when: datetime.datetime) -> str:
    """Return « 23 novembre 2026 à 14 h 02 », in the server's zone, from a moment in UTC."""
    return f"{day_words(_here(when))} à {hour(when)}"


def hour(when: datetime.datetime) -> str:
    """Return « 14 h 02 », in the server's zone, from a moment in UTC."""
    return hour_words(_here(when).time())


def _here(when: datetime.datetime) -> datetime.datetime:
    return when.replace(tzinfo=datetime.UTC).astimezone()


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference: `sign` is + (mine), - (theirs) or a space."""

    sign: str
    text: str


def differences(theirs: str, mine: str) -> list[DiffLine]:
    """Return the lines that differ between two texts, with two lines around each."""
    found = difflib.unified_diff(theirs.splitlines(), mine.splitlines(), lineterm="", n=2)
    lines = [line for line in found if not line.startswith(("---", "+++"))]
    return [
        DiffLine(" ", "…") if line.startswith("@@") else DiffLine(line[0], line[1:])
        for line in lines[:MAX_DIFFERENCES]
    ]
