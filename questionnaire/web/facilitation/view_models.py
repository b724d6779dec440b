"""View models of the space: lists of problems, differences between two texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.errors import Problem
from questionnaire.typography import french
from questionnaire.web.facilitation.text_diff import common_lines

MANY_TIMES = 3  # messages that occur more often are listed last
MAX_PROBLEMS = 100  # longer lists are cut
MAX_DIFFERENCES = 300  # lines; longer differences are cut
MAX_BLOCK = 100  # consecutive lines of one text alone; longer blocks are cut, so that the other text is shown too
CONTEXT = 2  # lines shown before and after a difference


@dataclass(frozen=True)
class ProblemLine:
    """A problem as pages and JSON responses show it."""

    line: int
    warning: bool
    where: str
    message: str


def problem_lines(problems: Iterable[Problem]) -> list[ProblemLine]:
    """Return at most MAX_PROBLEMS problems, errors first, and a last line for how many follow."""
    all_problems = list(problems)
    # a misspelt id gives one problem for each of its uses: a message that occurs once is more likely the cause
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


@dataclass(frozen=True)
class DiffLine:
    """A line of a diff: `sign` is + (in the text sent), - (in the stored text) or a space (in both)."""

    sign: str
    text: str


_GAP = DiffLine(" ", "…")


def differences(stored: str, sent: str) -> list[DiffLine]:
    """Return the lines that differ, with CONTEXT lines around them, and « … » before each group."""
    merged = _merged(stored.splitlines(), sent.splitlines())
    shown = {
        near
        for number, line in enumerate(merged)
        if line.sign != " "
        for near in range(max(0, number - CONTEXT), min(len(merged), number + CONTEXT + 1))
    }
    lines: list[DiffLine] = []
    for number in sorted(shown):
        if number - 1 not in shown:
            lines.append(_GAP)
        lines.append(merged[number])
    return lines[:MAX_DIFFERENCES]


def _merged(stored: list[str], sent: list[str]) -> list[DiffLine]:
    """Return the whole diff of two texts; long blocks are cut."""
    merged: list[DiffLine] = []
    number = other = 0
    for common, other_common in [*common_lines(stored, sent), (len(stored), len(sent))]:
        merged += _block("-", stored[number:common]) + _block("+", sent[other:other_common])
        merged += [DiffLine(" ", line) for line in stored[common : common + 1]]
        number, other = common + 1, other_common + 1
    return merged


def _block(sign: str, lines: list[str]) -> list[DiffLine]:
    return [DiffLine(sign, line) for line in lines[:MAX_BLOCK]] + ([_GAP] if len(lines) > MAX_BLOCK else [])
