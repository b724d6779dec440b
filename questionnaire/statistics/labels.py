"""Looks up axes, criteria, cards and choices by id, in one version of the criteria, then in the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from questionnaire.criteria.criterion import Card, Criterion
from questionnaire.criteria.model import Axis, ContextChoice, Criteria

T = TypeVar("T")


class Labels:
    """Looks in `main` first, then in the other versions, newest first, which are loaded only when needed."""

    def __init__(self, main: Criteria, others: Iterable[Criteria] = ()) -> None:
        self.main = main
        self._versions = [main]
        self._others = iter(others)

    def axis(self, axis_id: str) -> Axis | None:
        """Return the axis of that id, or None."""
        return self._first_match(
            lambda criteria: next((axis for axis in criteria.axes if axis.id == axis_id), None)
        )

    def criterion(self, criterion_id: str) -> tuple[Axis, Criterion] | None:
        """Return the axis and the criterion of that id, or None."""
        return self._first_match(lambda criteria: _criterion(criteria, criterion_id))

    def card(self, card_id: str) -> tuple[Card, Criterion] | None:
        """Return the card of that id and its criterion, or None."""
        return self._first_match(lambda criteria: _card(criteria, card_id))

    def path(self, path_id: str) -> str:
        """Return the title of a path, or its id when it is unknown."""
        path = self._first_match(lambda criteria: criteria.path(path_id))
        return path.title if path else path_id

    def choice(self, question: str, choice_id: str) -> str:
        """Return the title of a choice of a context question, or its id when it is unknown."""
        choice = self._first_match(lambda criteria: _choice(criteria, question, choice_id))
        return choice.title if choice else choice_id

    def _first_match(self, find: Callable[[Criteria], T | None]) -> T | None:
        for criteria in self._versions:
            if (match := find(criteria)) is not None:
                return match
        for criteria in self._others:
            self._versions.append(criteria)
            if (match := find(criteria)) is not None:
                return match
        return None


def _criterion(criteria: Criteria, criterion_id: str) -> tuple[Axis, Criterion] | None:
    for axis in criteria.axes:
        for criterion in axis.criteria:
            if criterion.id == criterion_id:
                return axis, criterion
    return None


def _card(criteria: Criteria, card_id: str) -> tuple[Card, Criterion] | None:
    for criterion in criteria.all_criteria():
        for card in criterion.cards:
            if card.id == card_id:
                return card, criterion
    return None


def _choice(criteria: Criteria, question: str, choice_id: str) -> ContextChoice | None:
    context_question = criteria.context_question(question)
    return (
        next((choice for choice in context_question.choices if choice.id == choice_id), None)
        if context_question
        else None
    )
