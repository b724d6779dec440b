"""Measured durations: the median time of those who answered a path to the end, shown once there are enough of them."""

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

LONGEST_GAP = 120  # seconds: of a longer gap between two saves, only this much counts as answering
MINIMUM = 20  # diagnostics: with fewer, no median is shown
STEP = 10  # diagnostics: a median changes with every tenth one, so that no single one can be inferred
TOLERANCE = Fraction(5, 4)  # of the announced duration: beyond, facilitators are alerted


@dataclass(frozen=True, slots=True)
class Measure:
    """How long one diagnostic took; `stage` is the stored choice, or None."""

    path: str
    viewpoint: Viewpoint
    stage: object
    seconds: int


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """The respondents of one path and viewpoint, before the opening or after: they read the same texts."""

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
        """The median in minutes, rounded up like the announced durations."""
        return ceil(self.seconds / 60)


Medians = Mapping[RespondentGroup, Median]


def medians(criteria: Criteria, measures: Iterable[Measure]) -> dict[RespondentGroup, Median]:
    """Return the median of each group with at least MINIMUM measures, over the first ones in a multiple of STEP."""
    groups: dict[RespondentGroup, list[int]] = {}
    for measure in measures:
        group = RespondentGroup(measure.path, measure.viewpoint, criteria.has_opened(measure.stage))
        groups.setdefault(group, []).append(measure.seconds)
    counted = {group: seconds[: len(seconds) // STEP * STEP] for group, seconds in groups.items()}
    return {
        group: Median(median_low(seconds), len(seconds))
        for group, seconds in counted.items()
        if len(seconds) >= MINIMUM
    }


def announced(criteria: Criteria, group: RespondentGroup) -> int | None:
    """Return the estimated minutes of a group, at its longest stage; None when no stage leads to it."""
    question = criteria.context_question(STAGE)
    stages = [choice.id for choice in question.choices_for(group.viewpoint)] if question else []
    sheets = [
        AnswerSheet(group.viewpoint, group.path, context)
        for context in [{STAGE: stage} for stage in stages] or [{}]
        if criteria.has_opened(context.get(STAGE)) is group.opened
    ]
    return max(
        (minutes(criteria, sheet) for sheet in sheets if choose_path(criteria, sheet) == group.path), default=None
    )


def slower_than_announced(criteria: Criteria, measured: Medians) -> list[tuple[RespondentGroup, Median, int]]:
    """Return the groups that take more than a quarter longer than announced, with the minutes announced."""
    compared = [(group, median, announced(criteria, group)) for group, median in measured.items()]
    return [
        (group, median, estimate)
        for group, median, estimate in compared
        if estimate is not None and median.seconds > 60 * estimate * TOLERANCE
    ]
