"""Checks that every answer below the level expected at its stage gets a card, whoever carries the place (format 2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from questionnaire.answers import Answer, Viewpoint
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.guidance_checks import LOW_LEVELS
from questionnaire.criteria.model import STAGE, ContextChoice, Criteria
from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.errors import quoted
from questionnaire.typography import counted

CARRIER = "portage"  # the context question that says who carries the place


def check_matrix(criteria: Criteria) -> Iterator[tuple[PlacePath, str]]:
    """Yield a warning for each criterion, viewpoint and level that no card answers in some stage and for some carrier."""
    if criteria.of_first_format:
        return
    for number, axis in enumerate(criteria.axes):
        for position, criterion in enumerate(axis.criteria):
            for viewpoint in Viewpoint:
                yield from (
                    (("axes", number, "criteres", position), message)
                    for message in _holes(criteria, criterion, viewpoint)
                )


def _holes(criteria: Criteria, criterion: Criterion, viewpoint: Viewpoint) -> Iterator[str]:
    for level in range(criteria.top_level):
        cards = [card for card in criterion.cards if card.suits(level, viewpoint)]
        if any(card.condition is None for card in cards) or (not cards and level < LOW_LEVELS):
            continue  # guidance_checks reports a low level without any card
        answers = {criterion.id: Answer.at(level)}
        without: list[str] = []
        for stage, carrier in product(
            _choices(criteria, STAGE, viewpoint), _choices(criteria, CARRIER, viewpoint)
        ):
            chosen = {STAGE: stage, CARRIER: carrier}
            context = {key: choice.id for key, choice in chosen.items() if choice}
            expected = criterion.expected.get(stage.id, criteria.top_level) if stage else criteria.top_level
            if level >= expected:
                continue
            facts = Facts(viewpoint, context, answers, named=criteria.conditions)
            if holds(criterion.condition, facts) and not any(holds(card.condition, facts) for card in cards):
                without.append(", ".join(f"« {choice.title} »" for choice in chosen.values() if choice))
        if without:
            more = f" (et {counted(len(without) - 1, 'autre')} cas)" if len(without) > 1 else ""
            yield f"au niveau {level}, regard {quoted(viewpoint.value)}, aucun conseil pour {without[0]}{more}."


def _choices(criteria: Criteria, question_id: str, viewpoint: Viewpoint) -> tuple[ContextChoice | None, ...]:
    question = criteria.context_question(question_id)
    return (question.choices_for(viewpoint) if question else ()) or (None,)
