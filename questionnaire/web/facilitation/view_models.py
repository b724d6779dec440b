"""Values that the pages of the space show: problems, dates and times, differences between two texts."""

from __future__ import annotations

import datetime
import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.errors import Problem
from questionnaire.typography import day_words, french, hour_words

MANY_TIMES = 3
MAX_PROBLEMS = 100  # longer lists are cut
MAX_DIFFERENCES = 300  # lines; longer differences are cut


@dataclass(frozen=True)
class ProblemLine:
    """A problem as pages and JSON answers show it."""

    line: int
    warning: bool
    where: str
    message: str


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """Return at most MAX_PROBLEMS problems with French typography, and how many follow."""
    all_problems = list(problems)
    # one wrong name gives a problem for each of its uses: a message that occurs once is more likely the cause
    times = Counter(problem.message for problem in all_problems)
    ordered = sorted(all_problems, key=lambda problem: (problem.warning, times[problem.message] > MANY_TIMES))
    lines = [
        ProblemLine(problem.line, problem.warning, french(problem.where), french(problem.message))
        for problem in ordered[:MAX_PROBLEMS]
    ]
    if len(ordered) > MAX_PROBLEMS:
        message = f"{len(ordered) - MAX_PROBLEMS} autres problèmes suivent : corrigez d’abord ceux-ci."
        lines.append(ProblemLine(ordered[MAX_PROBLEMS].line, False, "", french(message)))
    return lines


def moment(when: datetime.datetime) -> str:
    """Return « 23 novembre 2026 à 14 h 02 », in the server's time zone, from a naive UTC datetime."""
    return f"{day_words(_local_time(when))} à {hour(when)}"


def hour(when: datetime.datetime) -> str:
    """Return « 14 h 02 », in the server's time zone, from a naive UTC datetime."""
    return hour_words(_local_time(when).time())


def _local_time(when: datetime.datetime) -> datetime.datetime:
    return when.replace(tzinfo=datetime.UTC).astimezone()


@dataclass(frozen=True)
class DiffLine:
    """A line of a difference: `sign` is + (sent), - (stored) or a space."""

    sign: str
    text: str


def differences(stored: str, sent: str) -> list[DiffLine]:
    """Return a unified diff with two lines of context, without headers."""
    diff = difflib.unified_diff(stored.splitlines(), sent.splitlines(), lineterm="", n=2)
    lines = [line for line in diff if not line.startswith(("---", "+++"))]
    return [
        DiffLine(" ", "…") if line.startswith("@@") else DiffLine(line[0], line[1:])
        for line in lines[:MAX_DIFFERENCES]
    ]
