"""What each party agrees to share with the other, and the parts of its answers that are then kept. See decision 0022."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.parties import CARRIER, RESPONDENT, STAKES
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.crossing.sides import levels_only

COMPARED = (State.ANSWERED, State.UNKNOWN)  # states that both answers must have to be kept and shown
SHARED_CONTEXT = (STAGE, CARRIER, RESPONDENT, STAKES)  # compared, or needed to know which questions are asked


class Party(StrEnum):
    """One of the two parties of a crossing."""

    INVITER = "invitant"
    INVITED = "invite"

    @property
    def other(self) -> Party:
        """The party on the other side."""
        return Party.INVITED if self is Party.INVITER else Party.INVITER


class Shares(StrEnum):
    """What a party shares: its levels (« je ne sais pas » and « non concerné » included), or its notes too."""

    LEVELS = "niveaux"
    NOTES = "notes"


def lower(first: Shares, second: Shares) -> Shares:
    """Return what is shared on both sides: notes only when both parties agreed to share theirs."""
    return Shares.NOTES if first is second is Shares.NOTES else Shares.LEVELS


def shared_sheet(criteria: Criteria, sheet: AnswerSheet, shares: Shares) -> AnswerSheet:
    """Return the parts of a sheet that a crossing keeps: no free text of the context, no answer that is not asked, and
    notes only with Shares.NOTES."""
    asked = asked_criteria(criteria, sheet)
    kept = replace(
        sheet,
        context={key: value for key, value in sheet.context.items() if key in SHARED_CONTEXT},
        answers={key: answer for key, answer in sheet.answers.items() if key in asked},
    )
    return kept if shares is Shares.NOTES else levels_only(kept)


def compared_alone(first: AnswerSheet, second: AnswerSheet) -> tuple[AnswerSheet, AnswerSheet]:
    """Return both sheets with only the answers that are compared: where one party left a blank, it sees no answer."""
    answered = [
        {key for key, answer in sheet.answers.items() if answer.state in COMPARED} for sheet in (first, second)
    ]
    both = set.intersection(*answered)
    one, two = (
        replace(sheet, answers={key: answer for key, answer in sheet.answers.items() if key in both})
        for sheet in (first, second)
    )
    return one, two
