"""Estimates how long a path takes to answer: 200 words read a minute, plus 8 seconds a question to choose.

Both are assumptions: 200 words a minute is slow for reading on a screen. The criteria file states no duration.
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
_MAX_START_QUESTIONS = 3  # whose answers are combined; format 2 allows no more at the start
_UNKNOWN = "Je ne sais pas"
_NOT_APPLICABLE = "Non concerné"
_WORD = re.compile(r"[^\s«»:;?!–—/]+")


@dataclass(frozen=True, slots=True)
class Duration:
    """The shortest and the longest time of a path, in whole minutes, over its viewpoints and the answers to the first questions."""

    shortest: int
    longest: int


def seconds(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return the seconds that the questions asked for this sheet take, those about the context included."""
    each, asked = seconds_by_criterion(criteria, sheet), asked_criteria(criteria, sheet)
    questions = [*criteria.start_questions, *_in_parts(criteria, sheet, asked)]
    context = sum(context_seconds(criteria, sheet.viewpoint)[question.id] for question in questions)
    return ceil(context + sum(each[key] for key in asked))


def _in_parts(criteria: Criteria, sheet: AnswerSheet, asked: Collection[str]) -> Iterator[ContextQuestion]:
    """Yield the context questions asked in the parts that ask at least one criterion."""
    parts = {axis.id for axis in criteria.axes if any(criterion.id in asked for criterion in axis.criteria)}
    return (question for question in asked_in_parts(criteria, sheet) if question.place in parts)


def seconds_by_criterion(criteria: Criteria, sheet: AnswerSheet) -> Mapping[str, Fraction]:
    """Return the seconds that each criterion takes, asked or not, in its texts for this viewpoint and stage."""
    return _by_criterion(criteria, sheet.viewpoint, criteria.has_opened(sheet.context.get(STAGE)))


@lru_cache(maxsize=16)
def context_seconds(criteria: Criteria, viewpoint: Viewpoint) -> Mapping[str, Fraction]:
    """Return the seconds that each context question takes, asked or not."""
    return {question.id: _seconds(_context_texts(question, viewpoint)) for question in criteria.context}


@lru_cache(maxsize=16)  # four versions: two viewpoints, before the opening or after
def _by_criterion(criteria: Criteria, viewpoint: Viewpoint, opened: bool) -> Mapping[str, Fraction]:
    worded = criteria if opened else criteria.before_opening
    return {criterion.id: _seconds(_texts(criterion, viewpoint)) for criterion in worded.all_criteria()}


def _seconds(texts: Iterable[str]) -> Fraction:
    return Fraction(60 * sum(len(_WORD.findall(text)) for text in texts), WORDS_A_MINUTE) + SECONDS_A_QUESTION


def minutes(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return `seconds` in minutes, rounded up."""
    return ceil(seconds(criteria, sheet) / 60)


@lru_cache(maxsize=8)  # the paths of the version in service and of one or two drafts
def duration_of(criteria: Criteria, path: Path) -> Duration:
    """Return how long respondents who choose a path take, over its viewpoints and every answer to the first questions.

    Some answers lead to another path, whose time then counts: a commune without a project answers three questions.
    """
    durations = set()
    for viewpoint in path.viewpoints:
        for context in _beginnings(criteria, viewpoint):
            sheet = AnswerSheet(viewpoint, path.id, context)
            followed = choose_path(criteria, sheet)
            if path.condition is None or followed == path.id:
                durations.add(minutes(criteria, replace(sheet, path=followed)))
    if not durations:  # no answer leads to the path
        durations.add(minutes(criteria, AnswerSheet(path.viewpoints[0], path.id)))
    return Duration(min(durations), max(durations))


def _beginnings(criteria: Criteria, viewpoint: Viewpoint) -> Iterator[dict[str, ContextValue]]:
    """Yield each possible context after the first questions, one answer to each."""
    questions = [
        question
        for question in criteria.start_questions
        if question.kind == "choix" and question.choices_for(viewpoint)
    ][:_MAX_START_QUESTIONS]
    for chosen in product(*(question.choices_for(viewpoint) for question in questions)):
        yield {question.id: choice.id for question, choice in zip(questions, chosen, strict=True)}


def _context_texts(question: ContextQuestion, viewpoint: Viewpoint) -> tuple[str, ...]:
    choices = (choice.title for choice in question.choices_for(viewpoint))
    return (question.question.of(viewpoint), question.help or "", *choices)


def _texts(criterion: Criterion, viewpoint: Viewpoint) -> tuple[str, ...]:
    states = (_UNKNOWN, _NOT_APPLICABLE if criterion.not_applicable.of(viewpoint) else "")
    return (criterion.title, criterion.question.of(viewpoint), *criterion.levels.of(viewpoint), *states)
