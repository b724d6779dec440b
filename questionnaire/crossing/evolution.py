"""Compares the answers of one diagnostic on two days: raised, lowered, newly known, or not comparable."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.answers import BLANK, Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.profile import Block, blocks_of
from questionnaire.assessment.scoring import effective_answers, score
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, Axis, ContextChoice, Criteria


class Movement(StrEnum):
    """How an answer changed between two days."""

    UP = "hausse"
    DOWN = "baisse"
    SAME = "pareil"
    NEWLY_KNOWN = "maintenant_connu"
    NEWLY_UNKNOWN = "maintenant_inconnu"
    REWORDED = "question_changee"
    NOT_COMPARED = "hors_comparaison"


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """An answer on one day. `criterion` has the texts of its version and stage; None: not asked."""

    criterion: Criterion | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class ChangedCriterion:
    """A criterion of today with its answers of both days."""

    criterion: Criterion
    axis: Axis
    movement: Movement
    before: DayAnswer
    now: DayAnswer


@dataclass(frozen=True, slots=True)
class Evolution:
    """What changed since a day. `stages` and `blocks` are (then, now).

    `gone`: the criteria answered then that the current version does not have. `done`: the engagements done since.
    """

    since: datetime.date
    rows: tuple[ChangedCriterion, ...]
    stages: tuple[ContextChoice | None, ContextChoice | None]
    blocks: tuple[tuple[Block, ...], tuple[Block, ...]]
    gone: tuple[Criterion, ...]
    done: tuple[Engagement, ...]

    @property
    def different_stages(self) -> bool:
        """Whether the stage changed; False when either is unknown."""
        before, now = self.stages
        return before is not None and now is not None and before.id != now.id

    def of(self, *movements: Movement) -> tuple[ChangedCriterion, ...]:
        """Return the criteria of these movements, in the order of the file."""
        return tuple(row for row in self.rows if row.movement in movements)


def compare_days(
    before: tuple[Criteria, AnswerSheet],
    now: tuple[Criteria, AnswerSheet],
    since: datetime.date,
    engagements: Iterable[Engagement] = (),
) -> Evolution:
    """Return what changed between a frozen sheet, taken `since`, and the current one; each comes with its criteria."""
    old, new = (criteria.at_stage(sheet.context.get(STAGE)) for criteria, sheet in (before, now))
    then, today = (_answers(criteria, sheet) for criteria, (_, sheet) in ((old, before), (new, now)))
    viewpoint = now[1].viewpoint
    rows = tuple(
        ChangedCriterion(
            criterion,
            axis,
            movement_of(first, second, same_words=_words(first, viewpoint) == _words(second, viewpoint)),
            first,
            second,
        )
        for axis in new.axes
        for criterion in axis.criteria
        for first, second in [
            (then.get(criterion.id, DayAnswer(None, BLANK)), today.get(criterion.id, DayAnswer(None, BLANK)))
        ]
        if _says_something(first) or _says_something(second)
    )
    return Evolution(
        since=since,
        rows=rows,
        stages=(_stage(old, before[1]), _stage(new, now[1])),
        blocks=(blocks_of(score(old, before[1])), blocks_of(score(new, now[1]))),
        gone=tuple(
            day.criterion for key, day in then.items() if key not in new and day.criterion and _says_something(day)
        ),
        done=tuple(
            engagement
            for engagement in engagements
            if engagement.state is EngagementState.DONE
            and engagement.changed_on
            and engagement.changed_on >= since
        ),
    )


def movement_of(before: DayAnswer, now: DayAnswer, *, same_words: bool) -> Movement:
    """Return the movement of an answer; REWORDED when the texts of the question changed, whatever the levels."""
    first, second = before.answer, now.answer
    if before.criterion is None or now.criterion is None or second.state in (State.BLANK, State.NOT_APPLICABLE):
        return Movement.NOT_COMPARED
    if not same_words:
        return Movement.REWORDED
    if second.level is None:
        return Movement.SAME if first.state is State.UNKNOWN else Movement.NEWLY_UNKNOWN
    if first.level is None:
        return Movement.NEWLY_KNOWN
    if first.level == second.level:
        return Movement.SAME
    return Movement.UP if second.level > first.level else Movement.DOWN


def _answers(criteria: Criteria, sheet: AnswerSheet) -> dict[str, DayAnswer]:
    return {
        key: DayAnswer(criteria.criterion(key), answer)
        for key, answer in effective_answers(criteria, sheet).items()
        if answer.state is not State.HIDDEN
    }


def _words(day: DayAnswer, viewpoint: Viewpoint) -> tuple[str, ...] | None:
    return None if day.criterion is None else day.criterion.question_and_levels(viewpoint)


def _says_something(day: DayAnswer) -> bool:
    return day.criterion is not None and day.answer.state in (State.ANSWERED, State.UNKNOWN)


def _stage(criteria: Criteria, sheet: AnswerSheet) -> ContextChoice | None:
    question = criteria.context_question(STAGE)
    chosen = sheet.context.get(STAGE)
    return next((choice for choice in question.choices if choice.id == chosen), None) if question else None
