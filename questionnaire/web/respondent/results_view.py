"""View model of the results page, in its order; templates choose no wording and no count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaire.answers import Viewpoint
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import SignWords, sign_words
from questionnaire.assessment.criteria_wording import method_in_short, version_words
from questionnaire.assessment.report import Report
from questionnaire.web.respondent.results_parts import (
    AdviceCard,
    AxisCard,
    DetailGroup,
    ResourceLine,
    ShortAdvice,
    SituationCard,
    Titled,
    ToCheck,
    advice_card,
    axis_card,
    detail_group,
    resource_line,
    short_advice,
    situation_card,
    to_check,
)
from questionnaire.web.view_models import charts


@dataclass(frozen=True)
class ResultsView:
    """The texts and charts of the results page; empty for a section that is not shown."""

    viewpoint: Viewpoint
    title: str
    eyebrow: str
    has_answers: bool
    summary: str
    messages: tuple[str, ...]
    overall: str
    signs: SignWords
    axes: tuple[AxisCard, ...]
    situations_title: str
    situations: tuple[SituationCard, ...]
    advice_title: str
    advice_intro: str
    advice: tuple[AdviceCard, ...]
    strengths: tuple[Titled, ...]
    to_check: tuple[ToCheck, ...]
    details: tuple[DetailGroup, ...]
    context: tuple[wording.ContextLine, ...]
    more: tuple[ShortAdvice, ...]
    more_count: str
    resources: tuple[ResourceLine, ...]
    resources_count: str
    method: str
    disclaimer: str
    version: str
    labels: Mapping[str, str]


def results_view(report: Report, title: str) -> ResultsView:
    """Return the view model of a report."""
    criteria, axes = report.criteria, report.scores.axes
    drawings = charts(report)
    return ResultsView(
        viewpoint=report.viewpoint,
        title=title,
        eyebrow=wording.eyebrow(report),
        has_answers=wording.has_answers(report),
        summary=wording.summary(report),
        messages=report.messages,
        overall=wording.overall_score(report),
        signs=sign_words(report),
        axes=tuple(axis_card(report, axis, drawings[axis.axis.id]) for axis in axes),
        situations_title=wording.situations_title(len(report.situations)),
        situations=tuple(situation_card(criteria, active) for active in report.situations),
        advice_title=wording.cards_title(len(report.cards)),
        advice_intro=wording.cards_intro(len(report.cards)),
        advice=tuple(advice_card(report, number, advice) for number, advice in enumerate(report.cards, 1)),
        strengths=tuple(
            Titled(criterion_score.criterion.title, wording.answer_words(report, criterion_score))
            for criterion_score in report.strengths
        ),
        to_check=tuple(to_check(report, criterion_score) for criterion_score in report.to_check),
        details=tuple(detail_group(report, axis) for axis in axes if axis.criteria),
        context=wording.context_lines(report),
        more=tuple(short_advice(advice) for advice in report.more),
        more_count=str(len(report.more)),
        resources=tuple(map(resource_line, report.resources)),
        resources_count=str(len(report.resources)),
        method=method_in_short(report),
        disclaimer=criteria.presentation.disclaimer,
        version=version_words(criteria),
        labels=wording.LABELS,
    )
