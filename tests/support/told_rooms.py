"""The report of an invented room, for the tests of what is made of it."""

from __future__ import annotations

import datetime
from dataclasses import replace

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.parties import STAKES
from questionnaire.criteria.model import Criteria
from questionnaire.workshop.cloud import Moderation
from questionnaire.workshop.plans import Plan, plan_steps, step_choices
from questionnaire.workshop.report import RoomReport, make_room_report
from questionnaire.workshop.reveal import Reveal, reveal, reveal_again
from questionnaire.workshop.room import SPLIT, Step, StepState
from questionnaire.workshop.votes import Kind, Side, Vote

SHEET = AnswerSheet(Viewpoint.COLLECTIVITE, "complet", {"stade": "ouverture"})
SAID = ["lien social", "Liens sociaux", "emploi", "l’emploi", "jardin", "lien social"]
DAY = datetime.date(2026, 11, 26)


def told_room(criteria: Criteria, title: str = "Journée", words: tuple[str, ...] = ()) -> RoomReport:
    """Return the report of a room that kept a level and two stakes, did not settle once, and left a question out."""
    cloud, poll, first, second, third = plan_steps(criteria, SHEET, Plan.DAY)
    said = reveal(Kind.CLOUD, [Vote((word,)) for word in (*SAID, *words, *words)], (), Moderation())
    choices = step_choices(criteria, SHEET, poll)
    polled = reveal(Kind.POLL, [Vote((choices[at % 2],)) for at in range(10)], choices)
    sides = [Side.COLLECTIVITE] * 6 + [Side.PROJET] * 6
    votes = [Vote((level,), side) for level, side in zip("000111" + "222333", sides, strict=True)]
    levels = step_choices(criteria, SHEET, first)
    voted = reveal(Kind.CRITERION, votes, levels)
    moved = [Vote(("2",), vote.side, before=vote.choice) for vote in votes]
    again = reveal_again(voted, moved, levels)
    steps: list[tuple[Step, list[Reveal]]] = [
        (Step(cloud.kind, cloud.subject, StepState.REVEALED), [said]),
        (Step(poll.kind, poll.subject, StepState.REVEALED), [polled]),
        (Step(first.kind, first.subject, StepState.KEPT, "1"), [voted]),
        (Step(second.kind, second.subject, StepState.KEPT, SPLIT), [voted, again]),
        (Step(third.kind, third.subject, StepState.OPEN), []),
    ]
    sheet = replace(SHEET, context={**SHEET.context, STAKES: ("lien-social", "jeunesse")})
    return make_room_report(criteria, sheet, title, DAY, steps, sides=True)
