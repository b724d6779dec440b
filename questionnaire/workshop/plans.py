"""The steps of a workshop: ready-made plans, the steps that may be asked, the choices of each step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.parties import CLIMATE
from questionnaire.assessment.scoring import applicable_criteria, on_path
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, WHOLE_PATH, ContextQuestion, Criteria
from questionnaire.workshop.room import Step
from questionnaire.workshop.votes import Kind

EXPRESS = "express"  # the path that a plan of two hours follows
POLLED = ("collaboration", CLIMATE)  # context questions that a room may answer; the first that the criteria have
IN_A_DAY = 3  # criteria
MINUTES = {Kind.CLOUD: 5, Kind.POLL: 3, Kind.CRITERION: 10}  # of a step, with its discussion
WELCOME = 5  # minutes, while people join
_ROUNDED = 5  # minutes: durations are multiples of it


class Plan(StrEnum):
    """A ready-made list of steps, or one's own."""

    DAY = "journee"
    MEETING = "reunion"
    OWN = "choix"


def polled_question(criteria: Criteria) -> ContextQuestion | None:
    """Return the context question of the poll, or None when the criteria have no suitable one."""
    questions = (criteria.context_question(question) for question in POLLED)
    return next((question for question in questions if question and question.kind == "choix"), None)


def askable_criteria(criteria: Criteria, sheet: AnswerSheet) -> tuple[Criterion, ...]:
    """Return the criteria that apply at the stage of a room, in the order of the file, with the texts of that stage."""
    applicable = on_path(criteria, choose_path(criteria, sheet), applicable_criteria(criteria, sheet))
    worded = criteria.at_stage(sheet.context.get(STAGE))
    return tuple(criterion for criterion in worded.all_criteria() if criterion.id in applicable)


def plan_steps(criteria: Criteria, sheet: AnswerSheet, plan: Plan) -> tuple[Step, ...]:
    """Return the steps of a ready-made plan; none for Plan.OWN."""
    if plan is Plan.OWN:
        return ()
    asked = askable_criteria(criteria, sheet)
    short = (
        on_path(criteria, EXPRESS, frozenset(criterion.id for criterion in asked))
        if criteria.path(EXPRESS)
        else frozenset()
    )
    express = [criterion for criterion in asked if criterion.id in short] or list(asked)
    if plan is Plan.MEETING:
        return _steps(criteria, [criterion.id for criterion in express], cloud=False, poll=False)
    heaviest = sorted(express, key=lambda criterion: -criterion.weight)[:IN_A_DAY]
    return _steps(criteria, [criterion.id for criterion in heaviest], cloud=True, poll=True)


def askable_steps(criteria: Criteria, sheet: AnswerSheet) -> tuple[Step, ...]:
    """Return all that a room may be asked: a cloud, a poll, and the criteria in the order of the file."""
    return _steps(
        criteria, [criterion.id for criterion in askable_criteria(criteria, sheet)], cloud=True, poll=True
    )


def chosen_steps(criteria: Criteria, sheet: AnswerSheet, names: Iterable[str]) -> tuple[Step, ...]:
    """Return steps by their names, in that order, each once, and none that may not be asked."""
    askable = {step_name(step): step for step in askable_steps(criteria, sheet)}
    return tuple(askable[name] for name in dict.fromkeys(names) if name in askable)


def with_added(steps: Sequence[Step], added: Sequence[Step]) -> tuple[Step, ...]:
    """Return `steps` with those of `added` that are new: a cloud goes first, a poll before the criteria, a criterion last."""
    new = {kind: [step for step in added if step.kind is kind and step not in steps] for kind in Kind}
    with_cloud = [*new[Kind.CLOUD], *steps]
    first = next((at for at, step in enumerate(with_cloud) if step.kind is Kind.CRITERION), len(with_cloud))
    return (*with_cloud[:first], *new[Kind.POLL], *with_cloud[first:], *new[Kind.CRITERION])


def moved(steps: Sequence[Step], name: str, by: int) -> tuple[Step, ...]:
    """Return steps with one of them moved by `by` places; unchanged when that is out of range."""
    at = next((at for at, step in enumerate(steps) if step_name(step) == name), None)
    if at is None or not 0 <= at + by < len(steps):
        return tuple(steps)
    rest = [*steps[:at], *steps[at + 1 :]]
    return (*rest[: at + by], steps[at], *rest[at + by :])


def without(steps: Iterable[Step], name: str) -> tuple[Step, ...]:
    """Return steps without one of them."""
    return tuple(step for step in steps if step_name(step) != name)


def minutes(steps: Iterable[Step]) -> int:
    """Return how long a room takes, with its welcome, rounded up to five minutes."""
    whole = WELCOME + sum(MINUTES[step.kind] for step in steps)
    return -(-whole // _ROUNDED) * _ROUNDED


def step_name(step: Step) -> str:
    """Return the name of a step in forms: the id of a criterion, else the kind."""
    return step.subject if step.kind is Kind.CRITERION else step.kind.value


def step_choices(criteria: Criteria, sheet: AnswerSheet, step: Step) -> tuple[str, ...]:
    """Return the choices of a step without « je ne sais pas »: levels from the lowest, ids of a poll, none for a cloud."""
    if step.kind is Kind.CRITERION:
        return tuple(str(level.level) for level in criteria.scale)
    question = criteria.context_question(step.subject) if step.kind is Kind.POLL else None
    return tuple(choice.id for choice in question.choices_for(sheet.viewpoint)) if question else ()


def path_of(criteria: Criteria, sheet: AnswerSheet, steps: Iterable[Step]) -> str:
    """Return the path of the diagnostic that a room ends with: the express one when it holds all that was asked."""
    chosen = choose_path(criteria, sheet)
    express = criteria.path(EXPRESS)
    if chosen != WHOLE_PATH or express is None or express.criteria is None:
        return chosen
    asked = {step.subject for step in steps if step.kind is Kind.CRITERION}
    return (
        EXPRESS if asked and asked <= set(express.criteria) and sheet.viewpoint in express.viewpoints else chosen
    )


def _steps(criteria: Criteria, ids: Iterable[str], *, cloud: bool, poll: bool) -> tuple[Step, ...]:
    question = polled_question(criteria) if poll else None
    return (
        *((Step(Kind.CLOUD),) if cloud else ()),
        *((Step(Kind.POLL, question.id),) if question else ()),
        *(Step(Kind.CRITERION, criterion_id) for criterion_id in ids),
    )
