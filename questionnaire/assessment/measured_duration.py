"""How long a path took those who answered it whole: a median, told once enough have, beside the duration computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import median_low

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.duration import minutes
from questionnaire.assessment.journey import choose_path
from questionnaire.criteria.model import STAGE, Criteria

LONGEST_GAP = 120  # seconds between two saves, at most: beyond, one was doing something else
MINIMUM = 20  # diagnostics that a median is told from
STEP = 10  # it changes with every tenth diagnostic, so that nobody's arrival is seen in it
TOLERANCE = Fraction(5, 4)  # of the duration announced: beyond, the facilitators are told


@dataclass(frozen=True, slots=True)
class Measure:
    """How long one diagnostic took; its stage is the choice stored, or None."""

    path: str
    viewpoint: Viewpoint
    stage: object
    seconds: int


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """Those who answered the same questions in the same words."""

    path: str
    viewpoint: Viewpoint
    opened: bool


@dataclass(frozen=True, slots=True)
class Median:
    """The median of a group, and how many diagnostics it is taken from."""

    seconds: int
    count: int

    @property
    def minutes(self) -> int:
        """The same in minutes, rounded up as those announced."""
        return ceil(self.seconds / 60)


Medians = Mapping[RespondentGroup, Median]


def medians(criteria: Criteria, measures: Iterable[Measure]) -> dict[RespondentGroup, Median]:
    """Return the median of each group that has enough measures, from the first of them, by tens."""
    groups: dict[RespondentGroup, list[int]] = {}
    for one in measures:
        group = RespondentGroup(one.path, one.viewpoint, criteria.has_opened(one.stage))
        groups.setdefault(group, []).append(one.seconds)
    kept = {group: seconds[: len(seconds) // STEP * STEP] for group, seconds in groups.items()}
    return {
        group: Median(median_low(seconds), len(seconds))
        for group, seconds in kept.items()
        if len(seconds) >= MINIMUM
    }


def announced(criteria: Criteria, group: RespondentGroup) -> int | None:
    """Return the minutes computed for a group, at the stage that takes longest; None when no stage leads to it."""
    question = criteria.context_question(STAGE)
    stages = [choice.id for choice in question.choices_for(group.viewpoint)] if question else []
    sheets = [
        AnswerSheet(group.viewpoint, group.path, context)
        for context in [{STAGE: stage} for stage in stages] or [{}]
        if criteria.has_opened(context.get(STAGE)) is group.opened
    ]
    return max(
        (minutes(criteria, one) for one in sheets if choose_path(criteria, one) == group.path), default=None
    )


def slower_than_announced(criteria: Criteria, found: Medians) -> list[tuple[RespondentGroup, Median, int]]:
    """Return the groups that take more than a quarter longer than announced, with the minutes announced."""
    told = [(group, median, announced(criteria, group)) for group, median in found.items()]
    return [
        (group, median, minutes_told)
        for group, median, minutes_told in told
        if minutes_told is not None and median.seconds > 60 * minutes_told * TOLERANCE
    ]
