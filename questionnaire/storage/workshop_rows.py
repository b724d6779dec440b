"""The rows of workshops: reading them, and writing them after an action, in a transaction that is given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.storage.sheets import context_from_json
from questionnaire.storage.transactions import now
from questionnaire.storage.workshop_tables import workshop_steps, workshop_votes, workshops
from questionnaire.workshop.cloud import Moderation
from questionnaire.workshop.hands import Hands
from questionnaire.workshop.reveal import Reveal, from_json, reveal, reveal_again, to_json
from questionnaire.workshop.room import Action, Room, RoomState, Step, StepState
from questionnaire.workshop.votes import Kind, Side, Vote

RETENTION = datetime.timedelta(days=30)  # of a room: after the day it is planned for, then after it closes
ROOMS, STEPS, VOTES = workshops.c, workshop_steps.c, workshop_votes.c


@dataclass(frozen=True)
class RoomSettings:
    """The settings of a room, which can be changed until it opens.

    `viewpoint` chooses the words of the questions; `sides`: phones are asked for the side that they speak from.
    """

    title: str
    held_on: datetime.date | None
    viewpoint: Viewpoint
    context: Mapping[str, str]
    sides: bool

    def as_row(self) -> dict[str, Any]:
        """Return the columns of the settings, with the expiry that follows from the day."""
        moment = now()
        day = datetime.datetime.combine(self.held_on or moment, datetime.time())
        return {
            "title": self.title,
            "held_on": self.held_on,
            "viewpoint": self.viewpoint.value,
            "context": dict(self.context),
            "sides": self.sides,
            "expires_at": max(moment, day) + RETENTION,
        }


@dataclass(frozen=True)
class StoredStep:
    """What is stored of a step beside its state: what was shown of it, decisions about its words, people counted by hand."""

    id: int
    reveals: tuple[Reveal, ...]
    moderation: Moderation
    hands: Hands

    @property
    def shown(self) -> Reveal | None:
        """The last reveal, or None."""
        return self.reveals[-1] if self.reveals else None


@dataclass(frozen=True)
class Workshop:
    """A room as it is stored. Dates in UTC."""

    id: int
    code: str
    title: str
    held_on: datetime.date | None
    criteria_digest: str
    sheet: AnswerSheet  # without answers: its viewpoint and its stage choose the questions and their words
    sides: bool
    rehearsal: bool
    changes: int  # version of what its phones show
    room: Room
    steps: tuple[StoredStep, ...]
    closed_at: datetime.datetime | None
    expires_at: datetime.datetime
    locked_key: str | None

    @property
    def resumable(self) -> bool:
        """Whether the digits kept on paper give back the animation key of this room."""
        return self.locked_key is not None and not self.rehearsal

    @property
    def current(self) -> StoredStep | None:
        """What is stored of the current step."""
        return self.steps[self.room.current] if self.room.step else None


def find_workshop(
    connection: Connection, condition: ColumnElement[bool], *, lock: bool = False
) -> Workshop | None:
    """Return the workshop that meets a condition, or None; with `lock`, locked until the transaction ends."""
    room = select(workshops).where(condition)
    row = connection.execute(room.with_for_update() if lock else room).first()
    if row is None:
        return None
    steps = select(workshop_steps).where(STEPS.workshop_id == row.id).order_by(STEPS.position)
    return _workshop(row, connection.execute(steps.with_for_update() if lock else steps).all())


def insert_steps(connection: Connection, number: int, steps: Iterable[Step]) -> None:
    """Store the steps of a room that has none."""
    rows: list[dict[str, Any]] = [
        {
            "workshop_id": number,
            "position": position,
            "kind": step.kind.value,
            "subject": step.subject,
            "state": step.state.value,
            "kept": step.kept,
            "reveals": [],
            "moderation": {},
            "hands": None,
        }
        for position, step in enumerate(steps)
    ]
    if rows:
        connection.execute(insert(workshop_steps), rows)


def replace_steps(connection: Connection, number: int, steps: Iterable[Step]) -> None:
    """Replace the steps of a room that has not opened."""
    connection.execute(delete(workshop_steps).where(STEPS.workshop_id == number))
    insert_steps(connection, number, steps)


def save_room(connection: Connection, number: int, room: Room, **changes: Any) -> None:
    """Store the state of a room after an action, and other columns that it changed."""
    values = {
        "state": room.state.value,
        "current": room.current,
        "open_to_all": room.open_to_all,
        "revision": room.revision,
        "changes": ROOMS.changes + 1,
        **changes,
    }
    connection.execute(update(workshops).where(ROOMS.id == number).values(values))


def save_step(connection: Connection, number: int, **values: Any) -> None:
    """Store these columns of a step."""
    connection.execute(update(workshop_steps).where(STEPS.id == number).values(values))


def reveals_to_json(reveals: Iterable[Reveal]) -> list[dict[str, Any]]:
    """Return what was shown as it is stored."""
    return [to_json(each) for each in reveals]


def moderation_to_json(moderation: Moderation) -> dict[str, Any]:
    """Return decisions about words as they are stored."""
    return {
        "lus": sorted(moderation.approved),
        "effaces": sorted(moderation.erased),
        "sous": dict(moderation.under),
    }


def hands_to_json(hands: Hands) -> dict[str, Any] | None:
    """Return the counts of people without a phone as they are stored; None when there are none."""
    if not hands.counts and hands.before is None:
        return None
    return {"compte": dict(hands.counts), **({"montre": dict(hands.before)} if hands.before is not None else {})}


def votes_of(connection: Connection, step: int, *, revealed: bool = False) -> list[Vote]:
    """Return the votes of a step; with `revealed`, those that its last reveal counted, as they were then."""
    votes = select(VOTES.choice, VOTES.side, VOTES.before).where(VOTES.step_id == step)
    if revealed:
        votes = votes.where(VOTES.before.is_not(None))
    return [
        Vote(
            tuple(row.before if revealed else row.choice),
            Side(row.side),
            tuple(row.before) if row.before else None,
        )
        for row in connection.execute(votes)
    ]


def freeze_votes(connection: Connection, step: Step, stored: StoredStep, choices: Sequence[str]) -> Reveal:
    """Freeze the votes of a step that is revealed (`before` takes the value of `choice`); return what may be shown."""
    of_step = VOTES.step_id == stored.id
    if step.state is StepState.REVEALED_AGAIN:
        shown = reveal_again(stored.reveals[-1], votes_of(connection, stored.id), choices, stored.hands)
        connection.execute(update(workshop_votes).where(of_step).values(before=VOTES.choice))
        return shown
    connection.execute(update(workshop_votes).where(of_step).values(before=VOTES.choice))
    votes = votes_of(connection, stored.id, revealed=True)
    return reveal(step.kind, votes, choices, stored.moderation, stored.hands)


def dates_of(action: Action) -> dict[str, datetime.datetime | None]:
    """Return the columns of dates that an action sets."""
    moment = now()
    if action is Action.REOPEN:
        return {"opened_at": moment, "closed_at": None}
    if action is Action.CLOSE:
        return {"closed_at": moment, "expires_at": moment + RETENTION}
    return {"opened_at": moment} if action is Action.OPEN else {}


def _workshop(row: Row[Any], steps: Iterable[Row[Any]]) -> Workshop:
    rows = tuple(steps)
    return Workshop(
        id=row.id,
        code=row.code,
        title=row.title,
        held_on=row.held_on,
        criteria_digest=row.criteria_digest,
        sheet=AnswerSheet(Viewpoint(row.viewpoint), context=context_from_json(row.context)),
        sides=row.sides,
        rehearsal=row.rehearsal,
        changes=row.changes,
        room=Room(
            steps=tuple(Step(Kind(step.kind), step.subject, StepState(step.state), step.kept) for step in rows),
            state=RoomState(row.state),
            current=row.current,
            open_to_all=row.open_to_all,
            revision=row.revision,
        ),
        steps=tuple(
            StoredStep(
                step.id,
                tuple(map(from_json, step.reveals)),
                _moderation(step.moderation),
                _hands(step.hands or {}),
            )
            for step in rows
        ),
        closed_at=row.closed_at,
        expires_at=row.expires_at,
        locked_key=row.locked_key,
    )


def _hands(stored: Mapping[str, Any]) -> Hands:
    return Hands(dict(stored.get("compte", {})), stored.get("montre"))


def _moderation(stored: Mapping[str, Any]) -> Moderation:
    return Moderation(
        frozenset(stored.get("lus", ())), frozenset(stored.get("effaces", ())), dict(stored.get("sous", {}))
    )
