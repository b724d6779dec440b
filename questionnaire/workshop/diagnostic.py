"""The ordinary diagnostic made from a workshop, with the levels that the room retained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from questionnaire.answers import Answer, AnswerSheet, State
from questionnaire.criteria.model import Criteria
from questionnaire.workshop import wording
from questionnaire.workshop.plans import path_of
from questionnaire.workshop.reveal import Reveal
from questionnaire.workshop.room import SPLIT, Step
from questionnaire.workshop.votes import Kind


def room_diagnostic(
    criteria: Criteria, sheet: AnswerSheet, steps: Iterable[tuple[Step, Sequence[Reveal]]]
) -> AnswerSheet:
    """Return the answers of a room: each level retained, with the figures shown as its note.

    A criterion on which the room did not settle is « je ne sais pas »; one that it did not reach is blank.
    """
    kept = [(step, reveals) for step, reveals in steps if step.kind is Kind.CRITERION and step.kept is not None]
    answers = {
        step.subject: _answer(criteria, step, reveals) for step, reveals in kept if step.subject in criteria
    }
    return replace(sheet, path=path_of(criteria, sheet, [step for step, _ in kept]), answers=answers)


def answered_otherwise(kept: AnswerSheet, made: AnswerSheet) -> list[str]:
    """Return the ids of the criteria whose answer in the diagnostic (`made`) is not the one that the room retained (`kept`)."""
    return [
        criterion
        for criterion, answer in kept.answers.items()
        if (current := made.answers.get(criterion)) is None
        or (current.state, current.level) != (answer.state, answer.level)
    ]


def _answer(criteria: Criteria, step: Step, reveals: Sequence[Reveal]) -> Answer:
    note = wording.kept_note(criteria, step, reveals)
    if step.kept is None or step.kept == SPLIT:
        return Answer(State.UNKNOWN, None, note)
    return Answer.at(int(step.kept), note)
