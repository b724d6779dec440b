"""Titles of what the statistics name: those of one version of the criteria, else of the newest that knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from questionnaire.criteria.model import Axis, Card, ContextChoice, Criteria, Criterion

T = TypeVar("T")


class Labels:
    """Looks in `main` first; the other versions, newest first, are asked for only when it does not know."""

    def __init__(self, main: Criteria, others: Iterable[Criteria] = ()) -> None:
        self.main = main
        self._known = [main]
        self._others = iter(others)

    def axis(self, axis_id: str) -> Axis | None:
        """Return the axis of that id."""
        return self._find(lambda criteria: next((one for one in criteria.axes if one.id == axis_id), None))

    def criterion(self, criterion_id: str) -> tuple[Axis, Criterion] | None:
        """Return a criterion and its axis."""
        return self._find(lambda criteria: _criterion(criteria, criterion_id))

    def card(self, card_id: str) -> tuple[Card, Criterion] | None:
        """Return a member of guidance and its criterion."""
        return self._find(lambda criteria: _card(criteria, card_id))

    def path(self, path_id: str) -> str:
        """Return the title of a path."""
        found = self._find(lambda criteria: criteria.path(path_id))
        return found.title if found else path_id

    def choice(self, question: str, choice_id: str) -> str:
        """Return the title of a choice of a context question."""
        found = self._find(lambda criteria: _choice(criteria, question, choice_id))
        return found.title if found else choice_id

    def _find(self, look: Callable[[Criteria], T | None]) -> T | None:
        for criteria in self._known:
            if (found := look(criteria)) is not None:
                return found
        for criteria in self._others:
            self._known.append(criteria)
            if (found := look(criteria)) is not None:
                return found
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
    found = criteria.context_question(question)
    return next((one for one in found.choices if one.id == choice_id), None) if found else None
