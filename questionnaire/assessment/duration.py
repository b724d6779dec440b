"""How long a path takes to answer: words read at 200 a minute, and 8 seconds a question. Nobody writes a duration.

200 words a minute is a slow reading of a text on a screen; 8 seconds are what choosing takes. Both are assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil

from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.context_parts import asked_in_parts
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, ContextQuestion, Criteria, Path

WORDS_A_MINUTE = 200
SECONDS_A_QUESTION = 8
_MAX_START_QUESTIONS = 3  # first questions whose answers are combined: a file has three at most, or loses little
_UNKNOWN = "Je ne sais pas"
_NOT_APPLICABLE = "Non concerné"
_WORD = re.compile(r"[^\s«»:;?!–—/]+")


@dataclass(frozen=True, slots=True)
class Duration:
    """The shortest and the longest time of a path, in whole minutes, over the viewpoints and the first answers."""

    shortest: int
    longest: int


def seconds(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return the seconds that the questions asked for this sheet take, those about the context included."""
    each, asked = seconds_by_criterion(criteria, sheet), asked_criteria(criteria, sheet)
    questions = [*criteria.start_questions, *_in_parts(criteria, sheet, asked)]
    context = sum(context_seconds(criteria, sheet.viewpoint)[question.id] for question in questions)
    return ceil(context + sum(each[key] for key in asked))


def _in_parts(criteria: Criteria, sheet: AnswerSheet, asked: Collection[str]) -> Iterator[ContextQuestion]:
    """Yield the context questions asked in the parts that ask something else."""
    parts = {axis.id for axis in criteria.axes if any(criterion.id in asked for criterion in axis.criteria)}
    return (question for question in asked_in_parts(criteria, sheet) if question.place in parts)


def seconds_by_criterion(criteria: Criteria, sheet: AnswerSheet) -> Mapping[str, Fraction]:
    """Return the seconds that each criterion takes in the words of this viewpoint and stage, asked or not."""
    return _by_criterion(criteria, sheet.viewpoint, criteria.has_opened(sheet.context.get(STAGE)))


@lru_cache(maxsize=16)
def context_seconds(criteria: Criteria, viewpoint: Viewpoint) -> Mapping[str, Fraction]:
    """Return the seconds that each context question takes, asked or not."""
    return {question.id: _seconds(_context_texts(question, viewpoint)) for question in criteria.context}


@lru_cache(maxsize=16)  # two viewpoints, before the opening or after: a few versions
def _by_criterion(criteria: Criteria, viewpoint: Viewpoint, opened: bool) -> Mapping[str, Fraction]:
    worded = criteria if opened else criteria.before_opening
    return {criterion.id: _seconds(_texts(criterion, viewpoint)) for criterion in worded.all_criteria()}


def _seconds(texts: Iterable[str]) -> Fraction:
    return Fraction(60 * sum(len(_WORD.findall(text)) for text in texts), WORDS_A_MINUTE) + SECONDS_A_QUESTION


def minutes(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return the same in minutes, rounded up."""
    return ceil(seconds(criteria, sheet) / 60)


@lru_cache(maxsize=8)  # the paths of the version in service, and of a draft or two
def duration_of(criteria: Criteria, path: Path) -> Duration:
    """Return how long whoever asks for a path takes, over its viewpoints and every answer to the first questions.

    Some answers lead to another path: a commune without a project answers three questions.
    """
    found = set()
    for viewpoint in path.viewpoints:
        for context in _beginnings(criteria, viewpoint):
            sheet = AnswerSheet(viewpoint, path.id, context)
            followed = choose_path(criteria, sheet)
            if path.condition is None or followed == path.id:
                found.add(minutes(criteria, replace(sheet, path=followed)))
    if not found:  # a path that no answer leads to
        found.add(minutes(criteria, AnswerSheet(path.viewpoints[0], path.id)))
    return Duration(min(found), max(found))


def _beginnings(criteria: Criteria, viewpoint: Viewpoint) -> Iterator[dict[str, ContextValue]]:
    """Yield the contexts that one answer to each of the first questions may make."""
    questions = [one for one in criteria.start_questions if one.kind == "choix" and one.choices_for(viewpoint)][
        :_MAX_START_QUESTIONS
    ]
    for chosen in product(*(one.choices_for(viewpoint) for one in questions)):
        yield {one.id: choice.id for one, choice in zip(questions, chosen, strict=True)}


def _context_texts(question: ContextQuestion, viewpoint: Viewpoint) -> tuple[str, ...]:
    choices = (choice.title for choice in question.choices_for(viewpoint))
    return (question.question.of(viewpoint), question.help or "", *choices)


def _texts(criterion: Criterion, viewpoint: Viewpoint) -> tuple[str, ...]:
    states = (_UNKNOWN, _NOT_APPLICABLE if criterion.not_applicable.of(viewpoint) else "")
    return (criterion.title, criterion.question.of(viewpoint), *criterion.levels.of(viewpoint), *states)
