"""The plan: the steps that a respondent keeps among those proposed, who does them, by when, and what became of them.

It is kept beside the answers and changes no score. Shape stored and exported: docs/format-json.md, « plan ».
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from questionnaire.texts import clean_text

STEPS_MAX = 6  # steps of a plan, at most: as many as the cards shown first
WHO_MAX = 120  # characters of who does a step


class StepState(StrEnum):
    """What became of a step."""

    TO_DO = "a_faire"
    DONE = "fait"
    DROPPED = "laisse"


@dataclass(frozen=True, slots=True)
class Step:
    """A step kept: the id of its card, who does it, the day it must be done by, and its state."""

    card: str
    who: str = ""
    before: datetime.date | None = None
    state: StepState = StepState.TO_DO


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps kept, in order, and the day they were last kept; empty when none was."""

    steps: tuple[Step, ...] = ()
    kept_on: datetime.date | None = None

    def step(self, card: str) -> Step | None:
        """Return the step of a card, or None when it is not kept."""
        return next((step for step in self.steps if step.card == card), None)


NO_PLAN = Plan()


def write_plan(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain values, which `read_plan` reads back unchanged."""
    return {
        "garde_le": plan.kept_on.isoformat() if plan.kept_on else None,
        "pas": [
            {
                "conseil": step.card,
                "qui": step.who,
                "quand": step.before.isoformat() if step.before else None,
                "etat": step.state.value,
            }
            for step in plan.steps
        ],
    }


def read_plan(data: object) -> Plan:
    """Return the plan of plain values; what is not one is left out: a plan is never worth a refusal."""
    if not isinstance(data, Mapping) or not isinstance(data.get("pas"), list):
        return NO_PLAN
    steps: dict[str, Step] = {}
    for item in data["pas"]:
        step = _step(item)
        if step and len(steps) < STEPS_MAX:
            steps.setdefault(step.card, step)
    return Plan(tuple(steps.values()), _date(data.get("garde_le")))


def _step(item: object) -> Step | None:
    if not isinstance(item, Mapping) or not isinstance(item.get("conseil"), str):
        return None
    who, state = item.get("qui"), item.get("etat")
    return Step(
        item["conseil"],
        clean_text(who)[:WHO_MAX] if isinstance(who, str) else "",
        _date(item.get("quand")),
        StepState(state) if state in set(StepState) else StepState.TO_DO,
    )


def _date(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
