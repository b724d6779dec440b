"""View models of the sections of the results page, built from the report."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.answers import State
from questionnaire.assessment import engagement_wording, step_wording, wording
from questionnaire.assessment.axis_wording import expected_words, reached
from questionnaire.assessment.criteria_wording import source_words
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.guidance import ActiveSituation
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.steps import ShownStep
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.criterion import Card, Contact
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, upper_first


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

    id: str
    title: str
    sentences: tuple[str, ...]
    examples: Examples


@dataclass(frozen=True)
class ContactLine:
    """Somebody to turn to, with the addresses of the telephone and of the e-mail."""

    who: str
    phone: str
    phone_url: str
    email: str
    email_url: str
    link: str


@dataclass(frozen=True)
class CardWords:
    """What a card says, without its rank: the first step at once, the rest folded."""

    id: str
    title: str
    first_step: str
    reasons: tuple[str, ...]
    why: str
    steps: tuple[str, ...]
    actors: str
    contacts: tuple[ContactLine, ...]
    trap: str
    degrees: str
    examples: Examples


@dataclass(frozen=True)
class StepLine:
    """A step shown, and what the respondent kept of it; `kept` is None when it is only proposed."""

    card: CardWords
    kept: Engagement | None
    changed: str  # « Votre réponse à … a-t-elle changé ? », for one that is done
    question_id: str  # of its criterion


@dataclass(frozen=True)
class OtherGroup:
    """The other cards of an axis."""

    title: str
    count: str
    cards: tuple[CardWords, ...]


@dataclass(frozen=True)
class Titled:
    """A text under its title."""

    title: str
    text: str


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
    answers: tuple[AnswerLine, ...]


def situation_card(criteria: Criteria, active: ActiveSituation) -> SituationCard:
    """Return an active situation."""
    return SituationCard(
        active.situation.id,
        active.situation.title,
        (active.text, active.complement) if active.complement else (active.text,),
        _examples(criteria, active.places, active.resources),
    )


def step_line(report: Report, shown: ShownStep) -> StepLine:
    """Return a step shown."""
    places = shown.advice.places if shown.advice else tuple(map(report.criteria.place, shown.card.places))
    card = _card_words(report, shown.card, shown.criterion, shown.advice, places)
    criterion = shown.criterion.criterion
    changed = engagement_wording.changed_words(shown.kept, criterion) if shown.kept else ""
    return StepLine(card, shown.kept, changed, criterion.id)


def other_groups(report: Report, others: tuple[Advice, ...]) -> tuple[OtherGroup, ...]:
    """Return the cards of each axis, in their order."""
    groups: dict[str, list[CardWords]] = {}
    for advice in others:
        words = _card_words(report, advice.card, advice.criterion, advice, advice.places)
        groups.setdefault(advice.axis.title, []).append(words)
    return tuple(OtherGroup(title, str(len(cards)), tuple(cards)) for title, cards in groups.items())


def _card_words(
    report: Report, card: Card, criterion: CriterionScore, advice: Advice | None, places: tuple[Place, ...]
) -> CardWords:
    raised = step_wording.raised_words(advice) if advice else ""
    reasons = tuple(filter(None, (step_wording.reason_words(report, criterion), raised)))
    return card_words(report.criteria, card, places, advice.resources if advice else (), reasons)


def card_words(
    criteria: Criteria,
    card: Card,
    places: tuple[Place, ...],
    resources: tuple[Resource, ...],
    reasons: tuple[str, ...] = (),
) -> CardWords:
    """Return what a card says, with the reasons that it is shown."""
    return CardWords(
        id=card.id,
        title=card.title,
        first_step=card.first_step,
        reasons=reasons,
        why=card.why,
        steps=card.steps,
        actors=", ".join(card.actors),
        contacts=tuple(map(_contact_line, card.contacts)),
        trap=card.trap,
        degrees=upper_first(wording.effort_and_effect(card)),
        examples=_examples(criteria, places, resources),
    )


def _contact_line(contact: Contact) -> ContactLine:
    phone, email = contact.phone or "", contact.email or ""
    dialled = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return ContactLine(
        contact.who,
        phone.replace(" ", NBSP),
        f"tel:{dialled}" if phone else "",
        email,
        f"mailto:{email}" if email else "",
        contact.link or "",
    )


def _examples(criteria: Criteria, places: tuple[Place, ...], resources: tuple[Resource, ...]) -> Examples:
    title = wording.examples_title(len(places))
    return Examples(title, places, source_words(criteria), tuple(map(resource_line, resources)))


def resource_line(resource: Resource) -> ResourceLine:
    """Return a link to a resource."""
    return ResourceLine(resource.title, resource.url, wording.origin_words(resource))


def to_check(report: Report, criterion_score: CriterionScore) -> Titled:
    """Return a criterion answered « Je ne sais pas », and whom to ask."""
    criterion = criterion_score.criterion
    return Titled(criterion.title, criterion.ask.of(report.viewpoint))


def detail_group(report: Report, axis: AxisScore) -> DetailGroup:
    """Return the answers of an axis."""
    return DetailGroup(axis.axis.title, tuple(_answer(report, one) for one in axis.criteria))


def _answer(report: Report, criterion_score: CriterionScore) -> AnswerLine:
    scale, level = report.criteria.scale, criterion_score.answer.level
    text = wording.answer_words(report, criterion_score)
    title = "" if level is None else f"{scale[level].title}."
    return AnswerLine(
        state=criterion_score.answer.state.value,
        title=criterion_score.criterion.title,
        question=criterion_score.criterion.question.of(report.viewpoint),
        level="" if title == text else title,
        text=text,
        note=criterion_score.answer.note,
        expected=""
        if criterion_score.answer.state is State.NOT_APPLICABLE
        else expected_words(report, criterion_score),
        fine=reached(criterion_score),
    )
