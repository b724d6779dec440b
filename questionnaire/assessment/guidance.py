"""Chooses and orders the guidance of a report. Rules: docs/scoring.md, « Guidance »."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import Answer, AnswerSheet, State, as_tuple
from questionnaire.assessment.scoring import CriterionScore, Scores, effective_answers
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Axis, Card, ContextChoice, Criteria, Situation

RAISED = Fraction(3, 2)  # priority factor of a criterion that a context choice raises
PER_AXIS = 2  # cards selected in one axis, while another axis has a card with a positive priority
EASY = 1  # the effort of an easy card
STRENGTHS = 3  # strengths shown, at most
STRENGTH_LEVEL = 2


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
    """Selected cards, other cards, situations, strengths, and the criteria answered « Je ne sais pas »."""

    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]


def advise(criteria: Criteria, sheet: AnswerSheet, scores: Scores) -> Guidance:
    """Return the guidance for these answers; the same answers always give the same order."""
    criterion_scores = [criterion_score for axis in scores.axes for criterion_score in axis.criteria]
    facts = Facts(sheet.viewpoint, sheet.context, effective_answers(criteria, sheet), scores.by_axis())
    ranked = _rank_cards(criteria, facts, criterion_scores)
    first = _select_cards(ranked, criteria.cards_max)
    chosen = {advice.card.id for advice in first}
    active = [
        situation
        for situation in criteria.situations
        if facts.viewpoint in situation.viewpoints and holds(situation.condition, facts)
    ]
    return Guidance(
        cards=first,
        more=tuple(advice for advice in ranked if advice.card.id not in chosen),
        situations=tuple(_active(criteria, situation, facts) for situation in active[: criteria.situations_max]),
        strengths=_strengths(criterion_scores),
        to_check=tuple(
            criterion_score
            for criterion_score in criterion_scores
            if criterion_score.answer.state is State.UNKNOWN
        ),
    )


def chosen_choices(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextChoice, ...]:
    """Return the context choices that the respondent made, in the order of the file."""
    return _chosen(criteria, Facts(sheet.viewpoint, sheet.context))


def _chosen(criteria: Criteria, facts: Facts) -> tuple[ContextChoice, ...]:
    choices: list[ContextChoice] = []
    for question in criteria.context:
        chosen_ids = as_tuple(facts.context.get(question.id, ()))
        choices += [choice for choice in question.choices if choice.id in chosen_ids]
    return tuple(choices)


def _rank_cards(criteria: Criteria, facts: Facts, criterion_scores: list[CriterionScore]) -> list[Advice]:
    choices = _chosen(criteria, facts)
    candidates = [
        (card, criterion_score)
        for criterion_score in criterion_scores
        for card in criterion_score.criterion.cards
        if _applies(card, criterion_score.answer, facts)
    ]
    lowest: dict[str, Card] = {}
    for card, _ in candidates:
        if card.family and (card.family not in lowest or card.step < lowest[card.family].step):
            lowest[card.family] = card
    advices = [
        _advice(criteria, card, criterion_score, choices)
        for card, criterion_score in candidates
        if card.family is None or lowest[card.family] is card
    ]
    # stable sort: equal cards keep the order of the file
    return sorted(advices, key=lambda advice: (-advice.priority, advice.card.effort, -advice.card.effect))


def _applies(card: Card, answer: Answer, facts: Facts) -> bool:
    if facts.viewpoint not in card.viewpoints:
        return False
    if card.levels is not None and (answer.level is None or answer.level not in card.levels):
        return False
    return holds(card.condition, facts)


def _advice(
    criteria: Criteria, card: Card, criterion_score: CriterionScore, choices: tuple[ContextChoice, ...]
) -> Advice:
    raised_by = tuple(choice for choice in choices if criterion_score.criterion.id in choice.raises)
    factor = RAISED if raised_by else Fraction(1)
    priority = card.effect * criterion_score.gap * criterion_score.criterion.weight * factor / card.effort
    # places that a context choice names come first; none is added
    highlighted = {place for choice in choices for place in choice.places}
    places = sorted(card.places, key=lambda place: place not in highlighted)
    return Advice(
        card,
        criterion_score,
        priority,
        raised_by,
        tuple(criteria.place(place) for place in places),
        tuple(criteria.resource(resource) for resource in card.resources),
    )


def _select_cards(ranked: list[Advice], maximum: int) -> tuple[Advice, ...]:
    """Select at most `maximum` cards by rank: PER_AXIS per axis while another has a card of positive priority, one easy."""
    remaining = list(ranked)
    selected: list[Advice] = []
    while remaining and len(selected) < maximum:
        advice = next(
            (candidate for candidate in remaining if not _must_wait(candidate, remaining, selected)), remaining[0]
        )
        remaining.remove(advice)
        selected.append(advice)
    easy = next((candidate for candidate in remaining if candidate.card.effort == EASY), None)
    if easy and not any(advice.card.effort == EASY for advice in selected):
        full = _count(selected, easy.axis) >= PER_AXIS
        replaced = next(
            (advice for advice in reversed(selected) if not full or advice.axis is easy.axis), selected[-1]
        )
        selected.remove(replaced)
        selected.append(easy)
    return tuple(selected)


def _must_wait(advice: Advice, remaining: list[Advice], selected: list[Advice]) -> bool:
    return _count(selected, advice.axis) >= PER_AXIS and any(
        other.axis is not advice.axis and other.priority > 0 and _count(selected, other.axis) < PER_AXIS
        for other in remaining
    )


def _count(selected: list[Advice], axis: Axis) -> int:
    return sum(1 for advice in selected if advice.axis is axis)


def _active(criteria: Criteria, situation: Situation, facts: Facts) -> ActiveSituation:
    extra = situation.complement
    return ActiveSituation(
        situation,
        situation.text.of(facts.viewpoint),
        extra.text if extra and holds(extra.condition, facts) else None,
        tuple(criteria.place(place) for place in situation.places),
        tuple(criteria.resource(resource) for resource in situation.resources),
    )


def _strengths(criterion_scores: list[CriterionScore]) -> tuple[CriterionScore, ...]:
    strong = [
        criterion_score
        for criterion_score in criterion_scores
        if (criterion_score.answer.level or 0) >= STRENGTH_LEVEL
    ]
    return tuple(
        sorted(
            strong,
            key=lambda criterion_score: (-(criterion_score.answer.level or 0), -criterion_score.criterion.weight),
        )[:STRENGTHS]
    )
