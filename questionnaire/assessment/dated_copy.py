"""A dated copy of the results, for someone else: the texts that it shows, and nothing else.

It is made once and stored: later changes of the answers, the criteria or the rules do not affect it. What its author
did not allow is in none of its values (decision 0019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from questionnaire.answers import Viewpoint, as_tuple
from questionnaire.assessment.axis_wording import answer_text
from questionnaire.assessment.dated_copy_wording import (
    answers_title,
    in_third_person,
    party_words,
    step_words,
    steps_title,
)
from questionnaire.assessment.engagement import EngagementState
from questionnaire.assessment.parties import RESPONDENT
from questionnaire.assessment.profile import Mark
from questionnaire.assessment.profile_wording import (
    BlockWords,
    expected_intro,
    level_words_of,
    profile_title,
    profile_words,
    whose_words,
)
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.shown_engagements import ShownEngagement, shown_engagements
from questionnaire.assessment.steps import ShownStep, shown_steps
from questionnaire.assessment.summary import Span, Tone, of_party, opening
from questionnaire.criteria.model import STAGE
from questionnaire.typography import upper_first

FORMAT = 1  # of the stored values
_PREFILLED = (STAGE, RESPONDENT)


class Recipient(StrEnum):
    """Whom a copy is for."""

    OTHER_PARTY = "autre_partie"  # who may answer in turn
    READER = "lecture"


class Part(StrEnum):
    """What a copy may show besides the steps, the strengths and the questions to discuss."""

    SCORE = "score"  # the profile, with its counts
    ANSWERS = "reponses"
    NOTES = "notes"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class CopiedStep:
    """A step, or a free engagement; `kept`: who does it, by when and its state, if it is undertaken and the plan is shown."""

    title: str
    first_step: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class CopiedBlock:
    """A block of the profile. The marks are in the order of the criteria only when the answers are shown."""

    title: str
    figure: str
    out_of: str
    count: str
    marks: tuple[Mark, ...]
    left: str


@dataclass(frozen=True, slots=True)
class CopiedProfile:
    """The profile."""

    title: str
    intro: str
    blocks: tuple[CopiedBlock, ...]


@dataclass(frozen=True, slots=True)
class CopiedAnswer:
    """A criterion with its answer, its note, or both; what is not shown is empty."""

    title: str
    question: str
    text: str
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class CopiedAnswers:
    """The answers and notes of an axis, and its score if it is shown with them."""

    title: str
    answers: tuple[CopiedAnswer, ...]
    score: str


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """What a reader is shown. `context`: the choices that the other party finds filled in when answering in turn."""

    viewpoint: Viewpoint
    party: str  # « la commune »
    name: str
    whose: str  # « Regard : collectivité, en préparation »
    context: Mapping[str, str]
    opening: tuple[Span, ...]
    steps_title: str
    steps: tuple[CopiedStep, ...]
    profile: CopiedProfile | None
    strengths: tuple[str, ...]
    dialogue: tuple[str, ...]
    answers_title: str
    answers: tuple[CopiedAnswers, ...]
    version: str  # of the criteria


def make_copy(report: Report, parts: frozenset[Part], name: str) -> DatedCopy:
    """Return the copy of a report that shows these parts, under this name."""
    party = party_words(report)
    spans = opening(report, of_party(upper_first(party)))
    steps = _steps(report if Part.PLAN in parts else replace(report, engagements=()))
    return DatedCopy(
        viewpoint=report.viewpoint,
        party=party,
        name=name,
        whose=in_third_person(whose_words(report)),
        context={key: value for key in _PREFILLED for value in as_tuple(report.sheet.context.get(key, ()))[:1]},
        opening=tuple(replace(span, text=in_third_person(span.text)) for span in spans),
        steps_title=steps_title(len(steps)),
        steps=steps,
        profile=_profile(report, parts) if Part.SCORE in parts else None,
        strengths=tuple(strength.criterion.title for strength in report.strengths),
        dialogue=tuple(subject.criterion.dialogue for subject in report.dialogue),
        answers_title=answers_title(answers=Part.ANSWERS in parts, notes=Part.NOTES in parts),
        answers=_answers(report, parts),
        version=report.criteria.version,
    )


def notes_count(report: Report) -> int:
    """Return how many notes the results show: those of the questions asked."""
    return sum(
        1 for axis in report.scores.axes for criterion_score in axis.criteria if criterion_score.answer.note
    )


def _steps(report: Report) -> tuple[CopiedStep, ...]:
    """Return the steps undertaken, then the free engagements, then the steps proposed; dropped ones are left out."""
    shown = [
        step for step in shown_steps(report) if step.kept is None or step.kept.state is not EngagementState.DROPPED
    ]
    free = [
        _free(undertaken)
        for undertaken in shown_engagements(report)
        if undertaken.card is None
        and undertaken.title
        and undertaken.engagement.state is not EngagementState.DROPPED
    ]
    kept = [_step(step) for step in shown if step.kept]
    return (*kept, *free, *(_step(step) for step in shown if step.kept is None))


def _step(shown: ShownStep) -> CopiedStep:
    return CopiedStep(shown.card.title, shown.card.first_step, step_words(shown.kept) if shown.kept else "")


def _free(shown: ShownEngagement) -> CopiedStep:
    return CopiedStep(shown.title, "", step_words(shown.engagement))


def _profile(report: Report, parts: frozenset[Part]) -> CopiedProfile:
    blocks = tuple(_block(block, in_order=Part.ANSWERS in parts) for block in profile_words(report))
    return CopiedProfile(profile_title(report), in_third_person(expected_intro(report)), blocks)


def _block(block: BlockWords, *, in_order: bool) -> CopiedBlock:
    marks = [level.mark for level in block.levels]
    if not in_order:  # in file order, the position of a mark would say which criterion it is about
        marks.sort(key=list(Mark).index)
    return CopiedBlock(
        in_third_person(block.title),
        block.figure,
        block.out_of,
        block.count,
        tuple(marks),
        in_third_person(block.left),
    )


def _answers(report: Report, parts: frozenset[Part]) -> tuple[CopiedAnswers, ...]:
    scores = (
        {block.id: block.score for block in profile_words(report)} if {Part.ANSWERS, Part.SCORE} <= parts else {}
    )
    groups = []
    for axis in report.scores.axes:
        if answers := _axis_answers(report, axis, parts):
            groups.append(CopiedAnswers(axis.axis.title, answers, in_third_person(scores.get(axis.axis.id, ""))))
    return tuple(groups)


def _axis_answers(report: Report, axis: AxisScore, parts: frozenset[Part]) -> tuple[CopiedAnswer, ...]:
    if Part.ANSWERS in parts:
        return tuple(_answer(report, criterion_score, parts) for criterion_score in axis.criteria)
    if Part.NOTES in parts:
        return tuple(_note(criterion_score) for criterion_score in axis.criteria if criterion_score.answer.note)
    return ()


def _answer(report: Report, criterion_score: CriterionScore, parts: frozenset[Part]) -> CopiedAnswer:
    criterion, answer = criterion_score.criterion, criterion_score.answer
    return CopiedAnswer(
        title=criterion.title,
        question=criterion.question.of(report.viewpoint),
        text=answer_text(criterion, answer, report.viewpoint),
        level=level_words_of(report, criterion_score).text
        if answer.level is not None and Part.SCORE in parts
        else "",
        note=answer.note if Part.NOTES in parts else "",
    )


def _note(criterion_score: CriterionScore) -> CopiedAnswer:
    return CopiedAnswer(criterion_score.criterion.title, "", "", "", criterion_score.answer.note)


# ── as stored ──


def write_copy(copy: DatedCopy) -> dict[str, Any]:
    """Return the copy as JSON values, which `read_copy` reads back unchanged."""
    return {"format": FORMAT, **asdict(copy)}


def read_copy(data: Mapping[str, Any]) -> DatedCopy:
    """Return the copy from the JSON values of `write_copy`."""
    profile = data["profile"]
    return DatedCopy(
        viewpoint=Viewpoint(data["viewpoint"]),
        party=data["party"],
        name=data["name"],
        whose=data["whose"],
        context=data["context"],
        opening=tuple(Span(span["text"], Tone(span["tone"])) for span in data["opening"]),
        steps_title=data["steps_title"],
        steps=tuple(CopiedStep(**step) for step in data["steps"]),
        profile=CopiedProfile(**{**profile, "blocks": tuple(map(_read_block, profile["blocks"]))})
        if profile
        else None,
        strengths=tuple(data["strengths"]),
        dialogue=tuple(data["dialogue"]),
        answers_title=data["answers_title"],
        answers=tuple(
            CopiedAnswers(**{**group, "answers": tuple(CopiedAnswer(**answer) for answer in group["answers"])})
            for group in data["answers"]
        ),
        version=data["version"],
    )


def _read_block(block: Mapping[str, Any]) -> CopiedBlock:
    return CopiedBlock(**{**block, "marks": tuple(map(Mark, block["marks"]))})
