"""Chooses and orders the guidance of a report. Rules: docs/scoring.md, « Guidance »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.context_parts import effective_context
from questionnaire.assessment.parties import difficult_exchanges
from questionnaire.assessment.ranking import Advice, rank_cards
from questionnaire.assessment.scoring import CriterionScore, Scores
from questionnaire.assessment.selection import select_cards
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.content import Place, Resource
from questionnaire.criteria.model import Criteria, Situation

STRENGTHS = 3  # strengths shown, at most
STRENGTH_LEVEL = 2
DIALOGUE = 3  # questions to ask each other, at most; a single one when exchanges are difficult
# the id of the axis about the two parties, if the file has one: its questions come first in the dialogue
RELATION = "relation"
RELATION_FIRST = 2  # how many of them, at most, come before those of other axes


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
    """The cards shown first, the others (`more`), active situations, strengths, unknowns to check, criteria to discuss."""

    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]
    dialogue: tuple[CriterionScore, ...]


def advise(criteria: Criteria, sheet: AnswerSheet, scores: Scores) -> Guidance:
    """Return the guidance for these answers; the same answers always give the same order."""
    criterion_scores = [criterion_score for axis in scores.axes for criterion_score in axis.criteria]
    context = effective_context(criteria, sheet)
    facts = Facts(sheet.viewpoint, context, scores.answers, scores.by_axis(), criteria.conditions)
    active = [
        situation
        for situation in criteria.situations
        if facts.viewpoint in situation.viewpoints and holds(situation.condition, facts)
    ][: criteria.situations_max]
    ranked = rank_cards(criteria, facts, criterion_scores)
    first = select_cards(criteria, ranked, [key for situation in active for key in situation.cards])
    chosen = {advice.card.id for advice in first}
    return Guidance(
        cards=first,
        more=tuple(advice for advice in ranked if advice.card.id not in chosen),
        situations=tuple(_active(criteria, situation, facts) for situation in active),
        strengths=_strengths(criteria, criterion_scores),
        to_check=tuple(
            criterion_score
            for criterion_score in criterion_scores
            if criterion_score.answer.state is State.UNKNOWN
        ),
        dialogue=_dialogue(criterion_scores)[: 1 if difficult_exchanges(sheet) else DIALOGUE],
    )


def _active(criteria: Criteria, situation: Situation, facts: Facts) -> ActiveSituation:
    extra = situation.complement
    return ActiveSituation(
        situation,
        situation.text.of(facts.viewpoint),
        extra.text if extra and holds(extra.condition, facts) else None,
        tuple(criteria.place(place) for place in situation.places),
        tuple(criteria.resource(resource) for resource in situation.resources),
    )


def _strengths(criteria: Criteria, criterion_scores: list[CriterionScore]) -> tuple[CriterionScore, ...]:
    if criteria.of_first_format:
        strong = [score for score in criterion_scores if (score.answer.level or 0) >= STRENGTH_LEVEL]
        strong.sort(key=lambda score: (-(score.answer.level or 0), -score.criterion.weight))
    else:
        strong = ranked_strengths(criterion_scores)
    return tuple(strong[:STRENGTHS])


def ranked_strengths(criterion_scores: Sequence[CriterionScore]) -> list[CriterionScore]:
    """Return the criteria met at level 2 or more, the furthest above what is expected first, then by level and weight."""
    strong = [score for score in criterion_scores if score.met and (score.answer.level or 0) >= STRENGTH_LEVEL]
    return sorted(strong, key=lambda score: (-score.beyond, -(score.answer.level or 0), -score.criterion.weight))


def _dialogue(criterion_scores: list[CriterionScore]) -> tuple[CriterionScore, ...]:
    """Return the criteria whose question the two parties may ask each other, the most useful first.

    Largest gap times weight first, at most two of the axis « relation » before the other axes; the criteria met come last.
    """
    wanted = sorted(
        (score for score in criterion_scores if score.gap > 0),
        key=lambda score: -score.gap * score.criterion.weight,
    )
    relation = [score for score in wanted if score.axis.id == RELATION]
    first = relation[:RELATION_FIRST]
    others = [score for score in wanted if score.axis.id != RELATION]
    met = sorted(
        (score for score in criterion_scores if score.met),
        key=lambda score: (-score.beyond, -score.criterion.weight),
    )
    return (*first, *others, *relation[RELATION_FIRST:], *met)
