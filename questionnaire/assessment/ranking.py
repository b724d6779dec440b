"""Orders the cards that apply to a sheet. Rules: docs/scoring.md, « Choosing and ordering cards »."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import ContextValue, as_tuple
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.criteria.conditions import Facts
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.criterion import Card, Gate
from questionnaire.criteria.model import Axis, ContextChoice, Criteria

RAISED = Fraction(3, 2)  # priority factor of a criterion that a context choice raises
TOO_EARLY = Fraction(1, 2)  # priority factor of a criterion whose prerequisite is missing
OPENING = Fraction(3, 2)  # priority factor of a criterion at level 0 that is the prerequisite of another one


@dataclass(frozen=True, slots=True)
class Advice:
    """A card that applies: its priority (larger first), the context choices that raised it, its examples and resources."""

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


def chosen_choices(criteria: Criteria, context: Mapping[str, ContextValue]) -> tuple[ContextChoice, ...]:
    """Return the context choices that the respondent made, in the order of the file."""
    choices: list[ContextChoice] = []
    for question in criteria.context:
        chosen_ids = as_tuple(context.get(question.id, ()))
        choices += [choice for choice in question.choices if choice.id in chosen_ids]
    return tuple(choices)


def rank_cards(
    criteria: Criteria, facts: Facts, criterion_scores: list[CriterionScore], wanted: Collection[str] | None = None
) -> list[Advice]:
    """Return every card that applies, the most useful first; the same answers always give the same order.

    `wanted` limits the result to the cards of these criteria, by id.
    """
    choices = chosen_choices(criteria, facts.context)
    candidates = [
        (card, criterion_score)
        for criterion_score in criterion_scores
        for card in criterion_score.criterion.cards
        if card.applies(criterion_score.answer.level, facts)
    ]
    chosen = [pair for pair in _lowest_steps(candidates) if wanted is None or pair[1].criterion.id in wanted]
    by_id = {score.criterion.id: score for score in criterion_scores}
    gates = [score.criterion.prerequisite for score in criterion_scores if score.gap]
    awaited = {gate.criterion for gate in gates if gate}
    needs = {score.criterion.id: _need(criteria, score, choices, by_id, awaited) for _, score in chosen}
    # places that a context choice names come first; none is added
    highlighted = {place for choice in choices for place in choice.places}
    advices = [_advice(criteria, card, score, needs[score.criterion.id], highlighted) for card, score in chosen]
    if criteria.of_first_format:
        # stable sort: equal cards keep the order of the file
        return sorted(advices, key=lambda advice: (-advice.priority, advice.card.effort, -advice.card.effect))
    position = {key: number for number, key in enumerate(by_id)}
    return sorted(advices, key=lambda advice: _order(advice, position))


def _order(advice: Advice, position: Mapping[str, int]) -> tuple[Fraction, int, int, int, int, bool]:
    """Return the sort key of a card; of two cards of a criterion that are otherwise equal, one with a condition comes first."""
    card, level = advice.card, advice.criterion.answer.level
    return (
        -advice.priority,
        advice.criterion.top + 1 if level is None else level,
        card.effort,
        -card.effect,
        position[advice.criterion.criterion.id],
        card.condition is None,
    )


def _lowest_steps(candidates: list[tuple[Card, CriterionScore]]) -> Iterable[tuple[Card, CriterionScore]]:
    """Return the candidates without those of a family that has a card of a lower step."""
    lowest: dict[str, Card] = {}
    for card, _ in candidates:
        if card.family and (card.family not in lowest or card.step < lowest[card.family].step):
            lowest[card.family] = card
    return (pair for pair in candidates if pair[0].family is None or lowest[pair[0].family] is pair[0])


def _damped_weight(criterion_score: CriterionScore) -> Fraction:
    """Return 1 + (weight - 1) / 2: the score already counts the weight whole, so the order counts its excess by half."""
    return (criterion_score.criterion.weight + 1) / 2


def _prerequisite_factor(
    criterion_score: CriterionScore, by_id: dict[str, CriterionScore], awaited: Collection[str]
) -> Fraction:
    """Return the priority factor of a criterion due to its prerequisite, and to the criteria that it is one for.

    `awaited`: the criteria that another one, below what is expected, has as its prerequisite.
    """
    factor = Fraction(1)
    needed = criterion_score.criterion.prerequisite
    if needed and _missing(needed, by_id):
        factor *= TOO_EARLY
    if criterion_score.answer.level == 0 and criterion_score.criterion.id in awaited:
        factor *= OPENING
    return factor


def _missing(needed: Gate, by_id: dict[str, CriterionScore]) -> bool:
    prerequisite = by_id.get(needed.criterion)
    return (
        prerequisite is not None
        and prerequisite.answer.level is not None
        and prerequisite.answer.level < needed.at_least
    )


@dataclass(frozen=True, slots=True)
class _Need:
    """How much a criterion needs its cards, whatever their effect and effort, and the choices that raised it."""

    urgency: Fraction
    raised_by: tuple[ContextChoice, ...]


def _need(
    criteria: Criteria,
    criterion_score: CriterionScore,
    choices: tuple[ContextChoice, ...],
    by_id: dict[str, CriterionScore],
    awaited: Collection[str],
) -> _Need:
    criterion = criterion_score.criterion
    raised_by = tuple(choice for choice in choices if criterion.id in choice.raises)
    if criteria.of_first_format:
        weight = criterion.weight
    else:
        weight = _damped_weight(criterion_score) * _prerequisite_factor(criterion_score, by_id, awaited)
    return _Need(criterion_score.gap * weight * (RAISED if raised_by else 1), raised_by)


def _advice(
    criteria: Criteria, card: Card, criterion_score: CriterionScore, need: _Need, highlighted: Collection[str]
) -> Advice:
    return Advice(
        card,
        criterion_score,
        need.urgency * Fraction(card.effect, card.effort),
        need.raised_by,
        tuple(criteria.place(place) for place in sorted(card.places, key=lambda place: place not in highlighted)),
        tuple(criteria.resource(resource) for resource in card.resources),
    )
