"""View models of the sections of the results page, built from the report."""

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
from questionnaire.assessment.guidance import ActiveSituation
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Criteria

DEGREES = 3  # marks of the scale of efforts and effects


@dataclass(frozen=True)
class ProfileRow:
    """A row of the table equivalent to a chart."""

    title: str
    level: str
    expected: str


@dataclass(frozen=True)
class AxisCard:
    """An axis of the profile: its texts, its chart, and the equivalent table."""

    id: str
    state: str
    words: AxisWords
    chart: Markup
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class ResourceLine:
    """A link to a resource."""

    title: str
    url: str
    origin: str


@dataclass(frozen=True)
class Examples:
    """Example places and resources."""

    title: str
    places: tuple[Place, ...]
    source: str
    resources: tuple[ResourceLine, ...]


@dataclass(frozen=True)
class SituationCard:
    """An active situation."""

    title: str
    sentences: tuple[str, ...]
    gestures: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True)
class Degree:
    """An effort or an effect: its label, and its marks, filled or not."""

    word: str
    marks: tuple[bool, ...]


@dataclass(frozen=True)
class AdviceCard:
    """A card in full, with its rank."""

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
    """A card in short, in the list of the others."""

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
    """A criterion answered « Je ne sais pas »: whom to ask, and a question to discuss."""

    title: str
    ask: str
    dialogue: str


@dataclass(frozen=True)
class AnswerLine:
    """An answer with its question; `fine` when it reaches the level expected."""

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


def axis_card(report: Report, axis: AxisScore, chart: Markup) -> AxisCard:
    """Return an axis of the profile."""
    rows = tuple(
        ProfileRow(
            criterion_score.criterion.title, level_out_of(criterion_score), expected_out_of(criterion_score)
        )
        for criterion_score in axis.criteria
    )
    return AxisCard(axis.axis.id, axis.state.value, axis_words(report, axis), chart, rows)


def situation_card(criteria: Criteria, active: ActiveSituation) -> SituationCard:
    """Return an active situation."""
    return SituationCard(
        active.situation.title,
        (active.text, active.complement) if active.complement else (active.text,),
        active.situation.gestures,
        _examples(criteria, active.places, active.resources),
    )


def advice_card(report: Report, number: int, advice: Advice) -> AdviceCard:
    """Return a card in full, with its rank."""
    card = advice.card
    return AdviceCard(
        number=number,
        id=card.id,
        title=card.title,
        about=wording.about(advice),
        reason=wording.reason(report, advice),
        why=card.why,
        first_step=card.first_step,
        steps=card.steps,
        actors=", ".join(card.actors),
        trap=card.trap,
        effort=Degree(wording.effort_words(card), _marks(card.effort)),
        effect=Degree(wording.effect_words(card), _marks(card.effect)),
        examples=_examples(report.criteria, advice.places, advice.resources),
    )


def _marks(degree: int) -> tuple[bool, ...]:
    return tuple(place <= degree for place in range(1, DEGREES + 1))


def short_advice(advice: Advice) -> ShortAdvice:
    """Return a card in short."""
    about = f"{advice.axis.title} · {wording.effort_and_effect(advice.card)}"
    return ShortAdvice(advice.card.title, about, advice.card.first_step)


def _examples(criteria: Criteria, places: tuple[Place, ...], resources: tuple[Resource, ...]) -> Examples:
    title = wording.examples_title(len(places))
    return Examples(title, places, source_words(criteria), tuple(map(resource_line, resources)))


def resource_line(resource: Resource) -> ResourceLine:
    """Return a link to a resource."""
    return ResourceLine(resource.title, resource.url, wording.origin_words(resource))


def to_check(report: Report, criterion_score: CriterionScore) -> ToCheck:
    """Return a criterion answered « Je ne sais pas »."""
    criterion = criterion_score.criterion
    return ToCheck(criterion.title, criterion.ask.of(report.viewpoint), criterion.dialogue)


def detail_group(report: Report, axis: AxisScore) -> DetailGroup:
    """Return the answers of an axis."""
    answers = tuple(_answer(report, criterion_score) for criterion_score in axis.criteria)
    return DetailGroup(axis.axis.title, criteria_words(len(answers)), answers)


def _answer(report: Report, criterion_score: CriterionScore) -> AnswerLine:
    scale, level = report.criteria.scale, criterion_score.answer.level
    return AnswerLine(
        state=criterion_score.answer.state.value,
        title=criterion_score.criterion.title,
        question=criterion_score.criterion.question.of(report.viewpoint),
        level="" if level is None else f"{scale[level].title}.",
        text=wording.answer_words(report, criterion_score),
        note=criterion_score.answer.note,
        expected=expected_words(report, criterion_score),
        fine=reached(criterion_score),
    )
