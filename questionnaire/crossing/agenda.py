"""Chooses and orders the subjects of a meeting of two parties. Rules: docs/crossing.md, « The agenda »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import Answer, AnswerSheet
from questionnaire.assessment.context_parts import effective_context
from questionnaire.assessment.ranking import RAISED, rank_cards
from questionnaire.assessment.scoring import Scores, score_axis
from questionnaire.criteria.conditions import Facts
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.crossing.comparison import Agreement, ComparedCriterion, Comparison

SUBJECTS = 6  # of a meeting, at most; the stage counts as one when the parties differ on it
MINUTES = 10  # for each subject


@dataclass(frozen=True, slots=True)
class Agenda:
    """The subjects in order. `stages_first`: the parties see the project at different stages, which comes first.

    `opening` is the agreement to start from, if there is one; it is the first of `subjects`.
    """

    stages_first: bool
    subjects: tuple[ComparedCriterion, ...]
    if_time_allows: tuple[ComparedCriterion, ...]

    @property
    def opening(self) -> ComparedCriterion | None:
        """The agreement that opens the meeting, or None."""
        first = self.subjects[0] if self.subjects else None
        return first if first and first.agreement is Agreement.STRENGTH else None


def make_agenda(comparison: Comparison) -> Agenda:
    """Return the agenda; the same answers always give the same one, whichever side comes first."""
    strengths = sorted(comparison.of(Agreement.STRENGTH), key=lambda row: (-sum(row.levels), -_weight(row)))
    to_do = _by_priority(comparison)
    ordered = [
        *strengths[:1],
        *sorted(comparison.of(Agreement.GAP), key=lambda row: (-row.gap, -_urgency(row), min(row.levels))),
        *_heaviest(comparison.of(Agreement.ONE_KNOWS)),
        *to_do[:1],
    ]
    rest = [*_heaviest(comparison.of(Agreement.NEITHER_KNOWS)), *to_do[1:]]
    stages_first = comparison.context.different_stages
    most = SUBJECTS - stages_first
    return Agenda(stages_first, tuple(ordered[:most]), (*ordered[most:], *rest))


def _weight(row: ComparedCriterion) -> Fraction:
    return row.criterion.weight


def _urgency(row: ComparedCriterion) -> Fraction:
    """Return the weight of a criterion, times RAISED when the context of either side raises it."""
    return _weight(row) * (RAISED if row.first.raised or row.second.raised else 1)


def _heaviest(rows: Iterable[ComparedCriterion]) -> list[ComparedCriterion]:
    """Return the rows by weight; those of one weight keep the order of the file, as every sort here leaves it."""
    return sorted(rows, key=lambda row: -_weight(row))


def _by_priority(comparison: Comparison) -> list[ComparedCriterion]:
    """Return the criteria that both sides have to do, by the highest priority of their cards for either side."""
    rows = comparison.of(Agreement.TO_DO)
    if len(rows) < 2:  # ranking cards is the slowest part: not for a single row
        return list(rows)
    wanted = {row.id for row in rows}
    firsts = _priorities(
        comparison.criteria, comparison.first.sheet, {row.id: row.first.answer for row in comparison.rows}, wanted
    )
    seconds = _priorities(
        comparison.criteria,
        comparison.second.sheet,
        {row.id: row.second.answer for row in comparison.rows},
        wanted,
    )
    nothing = Fraction(-1)  # no card applies
    return sorted(rows, key=lambda row: -max(firsts.get(row.id, nothing), seconds.get(row.id, nothing)))


def _priorities(
    criteria: Criteria, sheet: AnswerSheet, answers: Mapping[str, Answer], wanted: Set[str]
) -> dict[str, Fraction]:
    """Return the highest priority of the cards of each criterion wanted, for a sheet and its effective answers."""
    stage = sheet.context.get(STAGE)
    criteria = criteria.at_stage(stage)
    axes = [score_axis(criteria, axis, answers, str(stage) if stage else None) for axis in criteria.axes]
    scores = Scores(tuple(axes), None, answers).by_axis()
    facts = Facts(sheet.viewpoint, effective_context(criteria, sheet), answers, scores, criteria.conditions)
    priorities: dict[str, Fraction] = {}
    for advice in rank_cards(criteria, facts, [score for axis in axes for score in axis.criteria], wanted):
        priorities.setdefault(advice.criterion.criterion.id, advice.priority)  # the highest comes first
    return priorities
