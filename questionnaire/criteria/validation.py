"""Validates a criteria text that is being edited, without raising."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError, Problem
from questionnaire.typography import counted


@dataclass(frozen=True, slots=True)
class Validation:
    """The criteria, or None when the text has errors; and its problems, warnings included."""

    criteria: Criteria | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many problems prevent the text from being used."""
        return sum(1 for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> int:
        """How many problems do not prevent it."""
        return len(self.problems) - self.errors

    @property
    def verdict(self) -> str:
        """The outcome, in a few French words."""
        if self.errors:
            return f"{counted(self.errors, 'erreur')} à corriger"
        if self.warnings:
            return f"Ce brouillon peut être publié ({counted(self.warnings, 'avertissement')})"
        return "Ce brouillon peut être publié"


def validate(source: bytes) -> Validation:
    """Load a text; return its problems instead of raising them."""
    try:
        criteria, warnings = load_criteria(source)
    except CriteriaError as error:
        return Validation(None, error.problems)
    return Validation(criteria, warnings)
