"""The sections of the page of results, as plain words: what each shows, and how it is made from the report."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import (
    AxisWords,
    axis_words,
    expected_out_of,
    expected_words,
    level_out_of,
    reached,
)
from questionnaire.assessment.criteria_wording import criteria_words, source_words
from questionnaire.assessment.guidance import ActiveSituation, Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Criteria

DEGREES = 3  # marks of an effort or an effect


@dataclass(frozen=True)
class ProfileRow:
    """A line of the table that doubles a drawing."""

    title: str
    level: str
    expected: str


@dataclass(frozen=True)
class AxisCard:
    """An axis of the profile: its words, its drawing, and the table that doubles it."""

    id: str
    state: str
    words: AxisWords
    chart: Markup
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class ResourceLine:
    """A link out."""

    title: str
    url: str
    origin: str


@dataclass(frozen=True)
class Examples:
    """What illustrates: places of the report, and resources."""

    title: str
    places: tuple[Place, ...]
    source: str
    resources: tuple[ResourceLine, ...]


@dataclass(frozen=True)
class SituationCard:
    """A situation to look at."""

    title: str
    sentences: tuple[str, ...]
    gestures: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True)
class Degree:
    """An effort or an effect: its word, and its marks, full or not."""

    word: str
    marks: tuple[bool, ...]


@dataclass(frozen=True)
class AdviceCard:
    """A piece of guidance, at its place."""

    number: int
    id: str
    title: str
    about: str
    reason: str
    why: str
    first_step: str
    steps: tuple[str, ...]
    actors: str
    trap: str
    effort: Degree
    effect: Degree
    examples: Examples


@dataclass(frozen=True)
class ShortAdvice:
    """A piece of guidance among the others."""

    title: str
    about: str
    first_step: str


@dataclass(frozen=True)
class Titled:
    """A text under its title."""

    title: str
    text: str


@dataclass(frozen=True)
class ToCheck:
    """Something to find out: whom to ask, and what to talk about."""

    title: str
    ask: str
    dialogue: str


@dataclass(frozen=True)
class AnswerLine:
    """An answer in full."""

    state: str
    title: str
    question: str
    level: str
    text: str
    note: str
    expected: str
    fine: bool


@dataclass(frozen=True)
class DetailGroup:
    """The answers of an axis."""

    title: str
    count: str
    answers: tuple[AnswerLine, ...]


def axis_card(criteria: Criteria, axis: AxisScore, chart: Markup) -> AxisCard:
    """Return an axis of the profile."""
    rows = tuple(ProfileRow(one.criterion.title, level_out_of(one), expected_out_of(one)) for one in axis.criteria)
    return AxisCard(axis.axis.id, axis.state.value, axis_words(criteria, axis), chart, rows)


def situation_card(criteria: Criteria, one: ActiveSituation) -> SituationCard:
    """Return a situation."""
    return SituationCard(
        one.situation.title,
        (one.text, one.complement) if one.complement else (one.text,),
        one.situation.gestures,
        _examples(criteria, one.places, one.resources),
    )


def advice_card(report: Report, number: int, one: Advice) -> AdviceCard:
    """Return a piece of guidance at its place."""
    card = one.card
    return AdviceCard(
        number=number,
        id=card.id,
        title=card.title,
        about=wording.about(one),
        reason=wording.reason(report, one),
        why=card.why,
        first_step=card.first_step,
        steps=card.steps,
        actors=", ".join(card.actors),
        trap=card.trap,
        effort=Degree(wording.effort_words(card), _marks(card.effort)),
        effect=Degree(wording.effect_words(card), _marks(card.effect)),
        examples=_examples(report.criteria, one.places, one.resources),
    )


def _marks(degree: int) -> tuple[bool, ...]:
    return tuple(place <= degree for place in range(1, DEGREES + 1))


def short_advice(one: Advice) -> ShortAdvice:
    """Return a piece of guidance among the others."""
    about = f"{one.axis.title} · {wording.effort_and_effect(one.card)}"
    return ShortAdvice(one.card.title, about, one.card.first_step)


def _examples(criteria: Criteria, places: tuple[Place, ...], resources: tuple[Resource, ...]) -> Examples:
    title = wording.examples_title(len(places))
    return Examples(title, places, source_words(criteria), tuple(map(resource_line, resources)))


def resource_line(resource: Resource) -> ResourceLine:
    """Return a link out."""
    return ResourceLine(resource.title, resource.url, wording.origin_words(resource))


def to_check(report: Report, one: CriterionScore) -> ToCheck:
    """Return something to find out."""
    criterion = one.criterion
    return ToCheck(criterion.title, criterion.ask.of(report.viewpoint), criterion.dialogue)


def detail_group(report: Report, axis: AxisScore) -> DetailGroup:
    """Return the answers of an axis."""
    answers = tuple(_answer(report, one) for one in axis.criteria)
    return DetailGroup(axis.axis.title, criteria_words(len(answers)), answers)


def _answer(report: Report, one: CriterionScore) -> AnswerLine:
    scale, level = report.criteria.scale, one.answer.level
    return AnswerLine(
        state=one.answer.state.value,
        title=one.criterion.title,
        question=one.criterion.question.of(report.viewpoint),
        level="" if level is None else f"{scale[level].title}.",
        text=wording.answer_words(report, one),
        note=one.answer.note,
        expected=expected_words(report.criteria, one),
        fine=reached(one),
    )
