"""Which guidance, in which order, and why. The rules are docs/scoring.md, « Guidance »."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import Answer, AnswerSheet, State, as_tuple
from questionnaire.assessment.scoring import CriterionScore, Scores, effective_answers
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Axis, Card, ContextChoice, Criteria, Situation

RAISED = Fraction(3, 2)
PER_AXIS = 2  # first cards of one axis, while another axis still has something to say
EASY = 1  # the effort of a « premier pas facile »
STRENGTHS = 3
STRENGTH_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """A card kept for a respondent: its priority (exact, larger first), what raised it, what illustrates it."""

    card: Card
    criterion: CriterionScore
    priority: Fraction
    raised_by: tuple[ContextChoice, ...]
    places: tuple[Place, ...]
    resources: tuple[Resource, ...]

    @property
    def axis(self) -> Axis:
        """The axis of its criterion."""
        return self.criterion.axis


@dataclass(frozen=True, slots=True)
class ActiveSituation:
    """A situation whose condition holds, worded for the respondent."""

    situation: Situation
    text: str
    complement: str | None
    places: tuple[Place, ...]
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """All that is advised: the first cards, the rest, situations, strengths, and what to find out."""

    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]


def advise(criteria: Criteria, sheet: AnswerSheet, scores: Scores) -> Guidance:
    """Choose and order the guidance for these answers; the same answers always give the same order."""
    shown = [one for axis in scores.axes for one in axis.criteria]
    facts = Facts(sheet.viewpoint, sheet.context, effective_answers(criteria, sheet), scores.by_axis())
    ranked = _ranked(criteria, facts, shown)
    first = _first(ranked, criteria.cards_max)
    chosen = {advice.card.id for advice in first}
    active = [
        one for one in criteria.situations if facts.viewpoint in one.viewpoints and holds(one.condition, facts)
    ]
    return Guidance(
        cards=first,
        more=tuple(advice for advice in ranked if advice.card.id not in chosen),
        situations=tuple(_active(criteria, one, facts) for one in active[: criteria.situations_max]),
        strengths=_strengths(shown),
        to_check=tuple(one for one in shown if one.answer.state is State.UNKNOWN),
    )


def chosen_choices(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextChoice, ...]:
    """Return the context choices that the respondent made, in the order of the file."""
    return _chosen(criteria, Facts(sheet.viewpoint, sheet.context))


def _chosen(criteria: Criteria, facts: Facts) -> tuple[ContextChoice, ...]:
    found: list[ContextChoice] = []
    for question in criteria.context:
        given = as_tuple(facts.context.get(question.id, ()))
        found += [choice for choice in question.choices if choice.id in given]
    return tuple(found)


def _ranked(criteria: Criteria, facts: Facts, shown: list[CriterionScore]) -> list[Advice]:
    choices = _chosen(criteria, facts)
    kept = [(card, one) for one in shown for card in one.criterion.cards if _applies(card, one.answer, facts)]
    lowest: dict[str, Card] = {}
    for card, _ in kept:
        if card.family and (card.family not in lowest or card.step < lowest[card.family].step):
            lowest[card.family] = card
    advices = [
        _advice(criteria, card, one, choices)
        for card, one in kept
        if card.family is None or lowest[card.family] is card
    ]
    # sorting is stable: what is still equal stays in the order of the file
    return sorted(advices, key=lambda advice: (-advice.priority, advice.card.effort, -advice.card.effect))


def _applies(card: Card, answer: Answer, facts: Facts) -> bool:
    if facts.viewpoint not in card.viewpoints:
        return False
    if card.levels is not None and (answer.level is None or answer.level not in card.levels):
        return False
    return holds(card.condition, facts)


def _advice(criteria: Criteria, card: Card, one: CriterionScore, choices: tuple[ContextChoice, ...]) -> Advice:
    raised_by = tuple(choice for choice in choices if one.criterion.id in choice.raises)
    factor = RAISED if raised_by else Fraction(1)
    priority = card.effect * one.gap * one.criterion.weight * factor / card.effort
    # an example that the context puts forward comes first; none is added
    forward = {place for choice in choices for place in choice.places}
    places = sorted(card.places, key=lambda place: place not in forward)
    return Advice(
        card,
        one,
        priority,
        raised_by,
        tuple(criteria.place(place) for place in places),
        tuple(criteria.resource(resource) for resource in card.resources),
    )


def _first(ranked: list[Advice], most: int) -> tuple[Advice, ...]:
    """Pick at most `most`: by rank, two per axis while another axis has a card that matters, one easy at least."""
    left = list(ranked)
    picked: list[Advice] = []
    while left and len(picked) < most:
        advice = next((one for one in left if not _must_wait(one, left, picked)), left[0])
        left.remove(advice)
        picked.append(advice)
    easy = next((one for one in left if one.card.effort == EASY), None)
    if easy and not any(one.card.effort == EASY for one in picked):
        full = _count(picked, easy.axis) >= PER_AXIS
        leaving = next((one for one in reversed(picked) if not full or one.axis is easy.axis), picked[-1])
        picked.remove(leaving)
        picked.append(easy)
    return tuple(picked)


def _must_wait(advice: Advice, left: list[Advice], picked: list[Advice]) -> bool:
    return _count(picked, advice.axis) >= PER_AXIS and any(
        other.axis is not advice.axis and other.priority > 0 and _count(picked, other.axis) < PER_AXIS
        for other in left
    )


def _count(picked: list[Advice], axis: Axis) -> int:
    return sum(1 for one in picked if one.axis is axis)


def _active(criteria: Criteria, situation: Situation, facts: Facts) -> ActiveSituation:
    extra = situation.complement
    return ActiveSituation(
        situation,
        situation.text.of(facts.viewpoint),
        extra.text if extra and holds(extra.condition, facts) else None,
        tuple(criteria.place(place) for place in situation.places),
        tuple(criteria.resource(resource) for resource in situation.resources),
    )


def _strengths(shown: list[CriterionScore]) -> tuple[CriterionScore, ...]:
    strong = [one for one in shown if (one.answer.level or 0) >= STRENGTH_LEVEL]
    return tuple(sorted(strong, key=lambda one: (-(one.answer.level or 0), -one.criterion.weight))[:STRENGTHS])
