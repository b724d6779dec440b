"""Estimates how long a path takes to answer, from the time of each question (criteria/answering_time.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil

from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.context_parts import asked_in_parts
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, ContextQuestion, Criteria, Path

_MAX_START_QUESTIONS = 3  # whose answers are combined; format 2 allows no more at the start


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
    return criteria.at_stage(sheet.context.get(STAGE)).answering_times[sheet.viewpoint]


def context_seconds(criteria: Criteria, viewpoint: Viewpoint) -> Mapping[str, Fraction]:
    """Return the seconds that each context question takes, asked or not."""
    return criteria.context_answering_times[viewpoint]


def minutes(criteria: Criteria, sheet: AnswerSheet) -> int:
    """Return `seconds` in minutes, rounded up."""
    return ceil(seconds(criteria, sheet) / 60)


def path_durations(criteria: Criteria) -> dict[str, Duration]:
    """Return the duration of each path, by its id."""
    return {path.id: duration_of(criteria, path) for path in criteria.paths}


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
