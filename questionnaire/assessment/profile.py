"""The profile: for each axis, which criteria are at the level expected, beyond, below, or to specify."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaire.answers import State
from questionnaire.assessment.scoring import AxisScore, CriterionScore, Scores

MIN_CRITERIA = 3  # asked in each axis; when an axis asks fewer, all axes make a single block


class Mark(StrEnum):
    """How an answer compares with the level that its stage expects; TO_SPECIFY: unknown, or blank."""

    MET = "met"
    BEYOND = "beyond"
    BELOW = "below"
    TO_SPECIFY = "to-specify"


@dataclass(frozen=True, slots=True)
class Block:
    """The criteria counted together: those of `axis`, or of every axis when `axis` is None. « Non concerné » is left out."""

    axis: AxisScore | None
    criteria: tuple[CriterionScore, ...]

    @property
    def met(self) -> int:
        """How many are at the level that their stage expects, or beyond."""
        return sum(1 for score in self.criteria if score.met)

    @property
    def answered(self) -> int:
        """How many are answered with a level."""
        return sum(1 for score in self.criteria if score.answer.level is not None)

    @property
    def below(self) -> tuple[CriterionScore, ...]:
        """Those answered below what their stage expects, in the order of the file."""
        return tuple(score for score in self.criteria if mark_of(score) is Mark.BELOW)

    @property
    def to_specify(self) -> int:
        """How many have no level yet."""
        return len(self.criteria) - self.answered


def mark_of(criterion_score: CriterionScore) -> Mark:
    """Return how an answer compares with the level expected."""
    if criterion_score.answer.level is None:
        return Mark.TO_SPECIFY
    if criterion_score.beyond > 0:
        return Mark.BEYOND
    return Mark.MET if criterion_score.met else Mark.BELOW


def blocks_of(scores: Scores) -> tuple[Block, ...]:
    """Return one block for each axis that asks something; a single block when one of them asks fewer than MIN_CRITERIA."""
    blocks = [Block(axis, counted_in(axis)) for axis in scores.axes]
    blocks = [block for block in blocks if block.criteria]
    if any(len(block.criteria) < MIN_CRITERIA for block in blocks):
        return (whole_of(scores),)
    return tuple(blocks)


def whole_of(scores: Scores) -> Block:
    """Return every criterion in one block."""
    return Block(None, tuple(score for axis in scores.axes for score in counted_in(axis)))


def counted_in(axis: AxisScore) -> tuple[CriterionScore, ...]:
    """Return the criteria of an axis that count: all but « Non concerné »."""
    return tuple(score for score in axis.criteria if score.answer.state is not State.NOT_APPLICABLE)
