"""The report: the single value that the results page and every download are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.guidance import ActiveSituation, advise
from questionnaire.assessment.ranking import Advice, chosen_choices
from questionnaire.assessment.scoring import CriterionScore, Scores, score
from questionnaire.criteria.content import Resource
from questionnaire.criteria.model import STAGE, Criteria


@dataclass(frozen=True, slots=True)
class Report:
    """All the results of one diagnostic. Computed from answers and criteria, never stored."""

    criteria: Criteria
    sheet: AnswerSheet
    scores: Scores
    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]
    dialogue: tuple[CriterionScore, ...]
    messages: tuple[str, ...]
    resources: tuple[Resource, ...]
    engagements: tuple[Engagement, ...] = ()

    @property
    def viewpoint(self) -> Viewpoint:
        """The viewpoint of the respondent."""
        return self.sheet.viewpoint

    @property
    def name(self) -> str:
        """The name that the respondent gave to the place or territory, or an empty text."""
        return str(self.sheet.context.get("nom", ""))

    @property
    def answered(self) -> int:
        """The number of criteria answered with a level."""
        return sum(axis.count(State.ANSWERED) for axis in self.scores.axes)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Every card that applies: those shown first, then the others."""
        return (*self.cards, *self.more)


def make_report(criteria: Criteria, sheet: AnswerSheet, engagements: tuple[Engagement, ...] = ()) -> Report:
    """Compute the scores, then the guidance, in the words of the stage."""
    criteria = criteria.at_stage(sheet.context.get(STAGE))
    scores = score(criteria, sheet)
    guidance = advise(criteria, sheet, scores)
    choices = chosen_choices(criteria, sheet.context)
    resource_ids = dict.fromkeys(resource for choice in choices for resource in choice.resources)
    return Report(
        criteria=criteria,
        sheet=sheet,
        scores=scores,
        cards=guidance.cards,
        more=guidance.more,
        situations=guidance.situations,
        strengths=guidance.strengths,
        to_check=guidance.to_check,
        dialogue=guidance.dialogue,
        messages=tuple(choice.message for choice in choices if choice.message),
        resources=tuple(
            resource for resource in map(criteria.resource, resource_ids) if sheet.viewpoint in resource.viewpoints
        ),
        engagements=engagements,
    )


def as_shown(report: Report) -> Report:
    """Return the report for other readers: without the answers to questions not asked, and without engagements."""
    shown = {criterion_score.criterion.id for axis in report.scores.axes for criterion_score in axis.criteria}
    answers = {key: answer for key, answer in report.sheet.answers.items() if key in shown}
    return replace(report, sheet=replace(report.sheet, answers=answers), engagements=())


def with_root(report: Report, root: str) -> Report:
    """Return the report with `root`, the URL of the site or its path, without a final /, before the addresses of leaflets."""
    if not root:
        return report
    return replace(
        report,
        cards=tuple(replace(card, resources=_rooted(card.resources, root)) for card in report.cards),
        more=tuple(replace(card, resources=_rooted(card.resources, root)) for card in report.more),
        situations=tuple(
            replace(situation, resources=_rooted(situation.resources, root)) for situation in report.situations
        ),
        resources=_rooted(report.resources, root),
    )


def _rooted(resources: tuple[Resource, ...], root: str) -> tuple[Resource, ...]:
    return tuple(resource.under(root) for resource in resources)


def without_notes(report: Report) -> Report:
    """Return the same report without the notes of the respondent."""
    answers = {key: replace(answer, note="") for key, answer in report.sheet.answers.items()}
    return make_report(report.criteria, replace(report.sheet, answers=answers), report.engagements)


def display(value: Fraction) -> int:
    """Round half up to an integer, for display only."""
    return floor(value + Fraction(1, 2))
