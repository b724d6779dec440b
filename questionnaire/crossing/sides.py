"""One side of a crossing: a frozen sheet upgraded to the version in service, and what that changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.upgrade import upgrade_sheet
from questionnaire.criteria.model import STAGE, Criteria


@dataclass(frozen=True, slots=True)
class Side:
    """The answers of one party on a day, under the criteria in service.

    `name`: as typed, may be empty; `lost`: a French sentence for each answer that the upgrade dropped; `reworded`: ids of
    the criteria whose texts have changed since they were answered.
    """

    sheet: AnswerSheet
    name: str
    taken_on: datetime.date
    lost: tuple[str, ...] = ()
    reworded: frozenset[str] = frozenset()


def make_side(sheet: AnswerSheet, name: str, taken_on: datetime.date, old: Criteria, new: Criteria) -> Side:
    """Return a frozen sheet, answered under `old`, as a side under `new`."""
    if old == new:
        return Side(sheet, name, taken_on)
    upgraded, lost = upgrade_sheet(sheet, old, new)
    before, after = old.at_stage(sheet.context.get(STAGE)), new.at_stage(upgraded.context.get(STAGE))
    reworded = frozenset(
        key
        for key, answer in upgraded.answers.items()
        if answer.state is not State.BLANK
        and key in before
        and before.criterion(key).question_and_levels(sheet.viewpoint)
        != after.criterion(key).question_and_levels(sheet.viewpoint)
    )
    return Side(upgraded, name, taken_on, lost, reworded)


def levels_only(sheet: AnswerSheet) -> AnswerSheet:
    """Return the sheet without its notes: what a crossing freezes unless both parties share notes."""
    return replace(sheet, answers={key: replace(answer, note="") for key, answer in sheet.answers.items()})
