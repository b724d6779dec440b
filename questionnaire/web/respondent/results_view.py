"""View model of the results page, in its order; templates choose no wording and no count."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaire.answers import Viewpoint
from questionnaire.assessment import engagement_wording, step_wording, wording
from questionnaire.assessment.criteria_wording import method_in_short, version_words
from questionnaire.assessment.parties import has_other_party, other_party
from questionnaire.assessment.profile_wording import (
    MARK_WORDS,
    BlockWords,
    expected_intro,
    profile_title,
    profile_words,
    whose_words,
)
from questionnaire.assessment.report import Report
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.assessment.summary import Span, opening
from questionnaire.typography import NBSP, day_words, lower_first
from questionnaire.web.respondent.results_parts import (
    DetailGroup,
    OtherGroup,
    ResourceLine,
    SituationCard,
    StepLine,
    Titled,
    detail_group,
    other_groups,
    resource_line,
    situation_card,
    step_line,
    to_check,
)

NEXT = 3  # other steps that a page without a plan shows


@dataclass(frozen=True)
class ResultsView:
    """The texts of the results page; empty for a section that is not shown."""

    viewpoint: Viewpoint
    title: str
    name: str
    detail: str
    whose: str
    date: str
    has_answers: bool
    opening: tuple[Span, ...]
    progress: str
    enough: str
    steps_title: str
    steps: tuple[StepLine, ...]
    others: str
    next_steps: tuple[OtherGroup, ...]
    profile_title: str
    profile_intro: str
    overall: str
    blocks: tuple[BlockWords, ...]
    marks: Mapping[str, str]
    levels: tuple[int, ...]
    dialogue_title: str
    dialogue: tuple[str, ...]
    invite: str
    messages: tuple[str, ...]
    situations: tuple[SituationCard, ...]
    close_look: str
    strengths: tuple[Titled, ...]
    strengths_count: str
    to_check: tuple[Titled, ...]
    to_check_count: str
    details: tuple[DetailGroup, ...]
    context: tuple[wording.ContextLine, ...]
    resources: tuple[ResourceLine, ...]
    resources_count: str
    method: str
    disclaimer: str
    version: str
    labels: Mapping[str, str]


def results_view(report: Report, title: str, day: datetime.date) -> ResultsView:
    """Return the view model of a report, on that day."""
    criteria, steps, name = report.criteria, shown_steps(report), report.name.strip()
    others = other_steps(report)
    to_do = sum(1 for one in steps if one.kept is None or one.kept.is_open)
    return ResultsView(
        viewpoint=report.viewpoint,
        title=title,
        name=name or title,
        detail=title.partition(f"{NBSP}:")[0] if name else "",
        whose=whose_words(report),
        date=day_words(day),
        has_answers=wording.has_answers(report),
        opening=opening(report),
        progress=engagement_wording.progress_words(report.engagements, day),
        enough=engagement_wording.enough_words(report.engagements),
        steps_title=step_wording.steps_title(to_do),
        steps=tuple(step_line(report, one) for one in steps),
        others=step_wording.others_words(len(others)) if others else "",
        next_steps=other_groups(report, others[:NEXT]),
        profile_title=profile_title(report),
        profile_intro=expected_intro(report),
        overall=wording.overall_score(report),
        blocks=profile_words(report),
        marks={mark.value: words for mark, words in MARK_WORDS.items()},
        levels=tuple(range(criteria.top_level + 1)),
        dialogue=tuple(one.criterion.dialogue for one in report.dialogue),
        dialogue_title=wording.dialogue_title(report),
        invite=f"Inviter {other_party(report.sheet)} à répondre" if has_other_party(report.sheet) else "",
        messages=report.messages,
        situations=tuple(situation_card(criteria, active) for active in report.situations),
        close_look=_close_look(report),
        strengths=tuple(
            Titled(one.criterion.title, wording.answer_words(report, one)) for one in report.strengths
        ),
        strengths_count=str(len(report.strengths)),
        to_check=tuple(to_check(report, one) for one in report.to_check),
        to_check_count=str(len(report.to_check)),
        details=tuple(detail_group(report, axis) for axis in report.scores.axes if axis.criteria),
        context=wording.context_lines(report),
        resources=tuple(map(resource_line, report.resources)),
        resources_count=str(len(report.resources)),
        method=method_in_short(report),
        disclaimer=criteria.presentation.disclaimer,
        version=version_words(criteria),
        labels=wording.LABELS,
    )


def _close_look(report: Report) -> str:
    """Return what the fold of situations is about: the title of the first, or nothing when only messages are told."""
    return lower_first(report.situations[0].situation.title) if report.situations else ""
