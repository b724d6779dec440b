"""The one value that every page and every download is made from. Its words are in wording."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.guidance import ActiveSituation, Advice, advise, chosen_choices
from questionnaire.assessment.scoring import CriterionScore, Scores, score
from questionnaire.criteria.content import Resource
from questionnaire.criteria.model import Criteria


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the results say. Recomputed from answers and criteria, never stored."""

    criteria: Criteria
    sheet: AnswerSheet
    scores: Scores
    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]
    messages: tuple[str, ...]
    resources: tuple[Resource, ...]

    @property
    def viewpoint(self) -> Viewpoint:
        """Who answered."""
        return self.sheet.viewpoint

    @property
    def name(self) -> str:
        """The name that the respondent gave to the place or territory, or an empty text."""
        return str(self.sheet.context.get("nom", ""))

    @property
    def answered(self) -> int:
        """How many criteria have a level."""
        return sum(axis.count(State.ANSWERED) for axis in self.scores.axes)


def make_report(criteria: Criteria, sheet: AnswerSheet) -> Report:
    """Score, then advise."""
    scores = score(criteria, sheet)
    guidance = advise(criteria, sheet, scores)
    choices = chosen_choices(criteria, sheet)
    wanted = dict.fromkeys(resource for choice in choices for resource in choice.resources)
    return Report(
        criteria=criteria,
        sheet=sheet,
        scores=scores,
        cards=guidance.cards,
        more=guidance.more,
        situations=guidance.situations,
        strengths=guidance.strengths,
        to_check=guidance.to_check,
        messages=tuple(choice.message for choice in choices if choice.message),
        resources=tuple(found for found in map(criteria.resource, wanted) if sheet.viewpoint in found.viewpoints),
    )


def display(value: Fraction) -> int:
    """Round half up to an integer, for display only."""
    return floor(value + Fraction(1, 2))
