"""Counts one diagnostic: its dimensions, and counters of 1 with stable names. Notes and free texts are left out.

finished                             finished diagnostics; the number of those begun is the size of the cohort
week:<Monday>, week-finished:<Monday>  the week when it was begun (all; finished ones)
path:<path>                          the path taken
minutes:<0 to 120>                   finished: whole minutes since it was begun (120: 120 or more)
minutes:sittings                     finished after more than four hours, hence in several sittings
stop:<axis>/<page>                   unfinished: the first page with a blank answer; stop:end when there is none
level:<criterion>:<level>            the level answered
state:<criterion>:<state>            asked, without a level: the state
card:<card>                          finished: a card of the guidance shown first

Kept separately, the pairs: pair:<criterion>:<low or high>:<other criterion>:<low or high>, for levels answered.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.guidance import advise
from questionnaire.assessment.journey import make_journey
from questionnaire.assessment.scoring import Scores, score
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.statistics.blur import SIDES, pair_name
from questionnaire.statistics.cohorts import Counters, Dimensions

TERRITORY = "territoire-type"  # the context question about the kind of territory
MAX_MINUTES = 120
MAX_SITTING = datetime.timedelta(hours=4)
SITTINGS = "sittings"
END = "end"

FINISHED_SETTLES = datetime.timedelta(minutes=10)
UNFINISHED_SETTLES = datetime.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a diagnostic, in UTC."""

    created: datetime.datetime
    updated: datetime.datetime
    finished: datetime.datetime | None

    @property
    def settled(self) -> datetime.datetime:
        """When the diagnostic can be counted: no change is expected any more."""
        return self.updated + (FINISHED_SETTLES if self.finished else UNFINISHED_SETTLES)


@dataclass(frozen=True, slots=True)
class Tally:
    """The dimensions, the counters and the pairs of one diagnostic."""

    dimensions: Dimensions
    counters: Counters
    pairs: Counters


def tally(criteria: Criteria, sheet: AnswerSheet, dates: Dates) -> Tally:
    """Return the dimensions, the counters and the pairs of one diagnostic."""
    dimensions = Dimensions(
        criteria=criteria.digest,
        viewpoint=sheet.viewpoint.value,
        stage=_choice(criteria, sheet, STAGE),
        territory=_choice(criteria, sheet, TERRITORY),
        quarter=quarter(dates.created.date()),
    )
    scores = score(criteria, sheet)
    counters = dict.fromkeys(_counter_names(criteria, sheet, scores, dates), 1)
    return Tally(dimensions, counters, dict.fromkeys(_pair_names(criteria, scores), 1))


def monday(day: datetime.date) -> datetime.date:
    """Return the Monday of the week of `day`."""
    return day - datetime.timedelta(days=day.weekday())


def quarter(day: datetime.date) -> str:
    """Return the quarter of `day`, as 2026-T4: their alphabetical order is that of time."""
    return f"{day.year:04}-T{(day.month + 2) // 3}"


def _choice(criteria: Criteria, sheet: AnswerSheet, name: str) -> str:
    """Return the choice made, or an empty text; typed text is never a choice."""
    question = criteria.context_question(name)
    choice_ids = {choice.id for choice in question.choices} if question else set()
    answer = sheet.context.get(name)
    return answer if isinstance(answer, str) and answer in choice_ids else ""


def _counter_names(criteria: Criteria, sheet: AnswerSheet, scores: Scores, dates: Dates) -> Iterator[str]:
    week = monday(dates.created.date()).isoformat()
    yield f"week:{week}"
    if criteria.path(sheet.path):
        yield f"path:{sheet.path}"
    for axis in scores.axes:
        for result in axis.criteria:
            if result.answer.state is State.ANSWERED:
                yield f"level:{result.criterion.id}:{result.answer.level}"
            else:
                yield f"state:{result.criterion.id}:{result.answer.state}"
    if dates.finished is None:
        stop = make_journey(criteria, sheet).first_open()
        yield f"stop:{stop[0]}/{stop[1]}" if stop else f"stop:{END}"
        return
    yield "finished"
    yield f"week-finished:{week}"
    yield f"minutes:{_minutes(dates.finished - dates.created)}"
    for advice in advise(criteria, sheet, scores).cards:
        yield f"card:{advice.card.id}"


def _pair_names(criteria: Criteria, scores: Scores) -> Iterator[str]:
    """Yield the pairs of levels answered, the criteria in the order of their ids."""
    levels = {
        result.criterion.id: result.answer.level
        for axis in scores.axes
        for result in axis.criteria
        if result.answer.state is State.ANSWERED and result.answer.level is not None
    }
    sides = [(name, SIDES[2 * level > criteria.top_level]) for name, level in sorted(levels.items())]
    for (one, first), (other, second) in combinations(sides, 2):
        yield pair_name(one, first, other, second)


def _minutes(duration: datetime.timedelta) -> int | str:
    if duration > MAX_SITTING:
        return SITTINGS
    return max(0, min(MAX_MINUTES, int(duration.total_seconds() // 60)))
