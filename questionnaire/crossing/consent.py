"""What each party agrees to show the other, and what is left of its answers then. See decision 0022."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.parties import CARRIER, RESPONDENT, STAKES
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.crossing.sides import levels_only

COMPARED = (State.ANSWERED, State.UNKNOWN)  # by both parties: else an answer is neither kept nor shown
SHARED_CONTEXT = (STAGE, CARRIER, RESPONDENT, STAKES)  # what is compared, and decides which questions are asked


class Party(StrEnum):
    """One of the two parties of a crossing."""

    INVITER = "invitant"
    INVITED = "invite"

    @property
    def other(self) -> Party:
        """The party on the other side."""
        return Party.INVITED if self is Party.INVITER else Party.INVITER


class Shares(StrEnum):
    """What a party shows: its levels, with « je ne sais pas » and « non concerné », or its notes too."""

    LEVELS = "niveaux"
    NOTES = "notes"


def lower(first: Shares, second: Shares) -> Shares:
    """Return what holds for both parties: notes only when both agreed to show theirs."""
    return Shares.NOTES if first is second is Shares.NOTES else Shares.LEVELS


def shared_sheet(criteria: Criteria, sheet: AnswerSheet, shares: Shares) -> AnswerSheet:
    """Return what a crossing keeps of a sheet: neither free texts of the context, nor answers no longer asked, nor notes
    unless both show them."""
    asked = asked_criteria(criteria, sheet)
    kept = replace(
        sheet,
        context={key: value for key, value in sheet.context.items() if key in SHARED_CONTEXT},
        answers={key: answer for key, answer in sheet.answers.items() if key in asked},
    )
    return kept if shares is Shares.NOTES else levels_only(kept)


def compared_alone(first: AnswerSheet, second: AnswerSheet) -> tuple[AnswerSheet, AnswerSheet]:
    """Return both sheets with the answers that are compared, and no other: what one party leaves blank shows it nothing."""
    answered = [
        {key for key, answer in sheet.answers.items() if answer.state in COMPARED} for sheet in (first, second)
    ]
    both = set.intersection(*answered)
    one, two = (
        replace(sheet, answers={key: answer for key, answer in sheet.answers.items() if key in both})
        for sheet in (first, second)
    )
    return one, two
