"""Stores workshops: rooms, their steps, and votes, which have no date, no order, and no phone that could be followed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from questionnaire.errors import StorageError
from questionnaire.storage.transactions import Erasing, now
from questionnaire.storage.workshop_queries import (
    COUNT_PHONES,
    COUNT_SECOND_ROUND_VOTES,
    COUNT_VOTES,
    OWN_VOTE,
    PULSE,
    REVEALED_VOTE,
    STATE_OF_VOTING_STEP,
)
from questionnaire.storage.workshop_rows import (
    ROOMS,
    STEPS,
    VOTES,
    RoomSettings,
    Workshop,
    dates_of,
    find_workshop,
    freeze_votes,
    hands_to_json,
    insert_steps,
    moderation_to_json,
    replace_steps,
    reveals_to_json,
    save_room,
    save_step,
    votes_of,
)
from questionnaire.storage.workshop_tables import workshop_phones, workshop_steps, workshop_votes, workshops
from questionnaire.workshop.cloud import Moderation
from questionnaire.workshop.reveal import reveal
from questionnaire.workshop.room import NONE, Action, RoomState, StaleError, Step, StepState, act
from questionnaire.workshop.votes import Kind, Side, Vote

VOTE_RETENTION = datetime.timedelta(days=1)  # after the room closed
MAX_OPEN = datetime.timedelta(days=2)  # then the upkeep closes the room

Choices = Callable[[Step], Sequence[str]]  # step -> the choices that it offers


@dataclass(frozen=True)
class NewWorkshop:
    """A workshop to store: the digests of its keys, its code, its settings and its steps."""

    animation_digest: str
    screen_digest: str
    code: str
    criteria_digest: str
    settings: RoomSettings
    steps: Sequence[Step]
    rehearsal: bool = False
    locked_key: str | None = None


@dataclass(frozen=True)
class Pulse:
    """What phones poll every two seconds: the version of what they show, and the step that takes votes, if any."""

    workshop: int
    changes: int
    state: RoomState
    open_to_all: bool
    step: int | None  # id of the current step, when it takes votes
    phones: int  # how many joined


class WorkshopStore(Erasing):
    """Reads and writes workshops. Expired ones are treated as deleted."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._insert = postgresql_insert if engine.dialect.name == "postgresql" else sqlite_insert
        insert_vote = self._insert(workshop_votes)
        # the side stays: comparing the figures before and after a change of side would tell one phone's answer
        self._upsert_vote = insert_vote.on_conflict_do_update(
            index_elements=[VOTES.step_id, VOTES.phone_digest],
            set_={"choice": insert_vote.excluded.choice, "again": insert_vote.excluded.again},
        )

    # ── preparing and reading ──

    def create(self, new: NewWorkshop) -> bool:
        """Store a workshop; False, and nothing changed, when a key or the code is already that of another."""
        row = {
            "animation_digest": new.animation_digest,
            "screen_digest": new.screen_digest,
            "code": new.code,
            "locked_key": new.locked_key,
            "criteria_digest": new.criteria_digest,
            "rehearsal": new.rehearsal,
            "state": RoomState.PREPARING.value,
            "current": NONE,
            "open_to_all": True,
            "revision": 0,
            "changes": 0,
            "created_at": now(),
            **new.settings.as_row(),
        }
        try:
            with self._write() as connection:
                created = connection.execute(insert(workshops).values(row)).inserted_primary_key
                insert_steps(connection, created[0] if created else 0, new.steps)
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def find_to_run(self, animation_digest: str) -> Workshop | None:
        """Return the workshop that this animation key runs, or None."""
        return self._find(ROOMS.animation_digest == animation_digest)

    def find_to_show(self, screen_digest: str) -> Workshop | None:
        """Return the workshop that this screen key shows, or None."""
        return self._find(ROOMS.screen_digest == screen_digest)

    def find_by_code(self, code: str) -> Workshop | None:
        """Return the workshop that phones join with this code, or None."""
        return self._find(ROOMS.code == code)

    def pulse(self, code: str) -> Pulse | None:
        """Return what phones poll, read in one row; None when the room does not exist."""
        with self._read() as connection:
            row = connection.execute(PULSE, {"code": code, "moment": now()}).first()
        if row is None:
            return None
        state = RoomState(row.state)
        votes = state is RoomState.OPEN and row.step is not None and StepState(row.step_state).voting
        return Pulse(row.id, row.changes, state, row.open_to_all, row.step if votes else None, row.phones)

    def change(self, number: int, seen: int, steps: Sequence[Step], settings: RoomSettings | None = None) -> None:
        """Replace the steps, and the settings, of a room in preparation; StaleError if it opened, or changed since `seen`."""
        with self._write() as connection:
            found = self._locked(connection, number)
            if found.room.state is not RoomState.PREPARING or found.room.revision != seen:
                raise StaleError
            replace_steps(connection, number, steps)
            changed = settings.as_row() if settings else {}
            values = {**changed, "revision": seen + 1, "changes": ROOMS.changes + 1}
            connection.execute(update(workshops).where(ROOMS.id == number).values(values))

    # ── phones ──

    def join(self, number: int, phone_digest: str) -> None:
        """Store a phone that joins, once however often it comes back."""
        statement = self._insert(workshop_phones).values(workshop_id=number, phone_digest=phone_digest)
        with self._write() as connection:
            connection.execute(statement.on_conflict_do_nothing())

    def phones(self, number: int) -> int:
        """Return how many phones joined."""
        with self._read() as connection:
            return connection.scalar(COUNT_PHONES, {"number": number}) or 0

    def answers(self, step: int, *, again: bool = False) -> int:
        """Return how many phones answered a step; `again`: in its second round, confirmed answers included."""
        with self._read() as connection:
            return connection.scalar(COUNT_SECOND_ROUND_VOTES if again else COUNT_VOTES, {"step": step}) or 0

    def vote(self, step: int, phone_digest: str, choice: Sequence[str], side: Side) -> StepState | None:
        """Store the answer of a phone, replacing its earlier one; return the state of the step, None when it takes no more.

        Once the figures of the first round are shown, an answer counts for the second round.
        """
        row = {"step_id": step, "phone_digest": phone_digest, "choice": list(choice), "side": side.value}
        with self._write() as connection:
            state = connection.scalar(STATE_OF_VOTING_STEP, {"step": step})
            if state is None:
                return None
            connection.execute(self._upsert_vote, {**row, "again": state != StepState.OPEN.value})
        return StepState(state)

    def own_vote(self, step: int, phone_digest: str, *, revealed: bool = False) -> tuple[str, ...] | None:
        """Return the answer of a phone to a step, or None; with `revealed`, the one that the last reveal counted."""
        with self._read() as connection:
            found = connection.scalar(
                REVEALED_VOTE if revealed else OWN_VOTE, {"step": step, "phone": phone_digest}
            )
        return tuple(found) if found is not None else None

    # ── running ──

    def act(
        self, number: int, action: Action, seen: int, choices: Choices, kept: str | None = None
    ) -> Workshop | None:
        """Do an action of the animateur and return the workshop; raises StaleError when somebody acted since `seen`."""
        with self._write() as connection:
            found = self._locked(connection, number)
            room = act(found.room, action, seen, kept)
            step, stored = room.step, found.steps[room.current] if room.current != NONE else None
            if stored and step:
                changes: dict[str, Any] = {"state": step.state.value, "kept": step.kept}
                if action is Action.REVEAL:
                    shown = (*stored.reveals, freeze_votes(connection, step, stored, choices(step)))
                    changes |= {"reveals": reveals_to_json(shown), "hands": hands_to_json(stored.hands.revealed())}
                save_step(connection, stored.id, **changes)
            save_room(connection, number, room, **dates_of(action))
            return find_workshop(connection, ROOMS.id == number)

    def revealed(self, step: int) -> tuple[Vote, ...]:
        """Return the votes that the last reveal of a step counted: the words of a cloud, to be moderated."""
        with self._read() as connection:
            return tuple(votes_of(connection, step, revealed=True))

    def moderate(self, number: int, position: int, change: Callable[[Moderation], Moderation]) -> bool:
        """Change the decisions about the words of a revealed cloud; False when its words are deleted already."""
        with self._write() as connection:
            found = self._locked(connection, number)
            stored = found.steps[position] if position < len(found.steps) else None
            votes = votes_of(connection, stored.id, revealed=True) if stored else []
            if stored is None or not votes or found.room.steps[position].kind is not Kind.CLOUD:
                return False
            moderation = change(stored.moderation)
            shown = reveals_to_json([reveal(Kind.CLOUD, votes, (), moderation)])
            save_step(connection, stored.id, reveals=shown, moderation=moderation_to_json(moderation))
            values = {"changes": ROOMS.changes + 1}
            connection.execute(update(workshops).where(ROOMS.id == number).values(values))
        return True

    # ── upkeep ──

    def delete(self, number: int) -> None:
        """Delete a workshop, its votes and its reveals."""
        self._delete(ROOMS.id == number)

    def purge(self) -> int:
        """Close rooms left open, delete the votes of rooms closed a day ago, then the expired rooms; return how many."""
        moment = now()
        left_open = (ROOMS.state == RoomState.OPEN.value) & (ROOMS.opened_at <= moment - MAX_OPEN)
        closed = {"state": RoomState.CLOSED.value, **dates_of(Action.CLOSE), "changes": ROOMS.changes + 1}
        done = select(ROOMS.id).where(ROOMS.closed_at <= moment - VOTE_RETENTION)
        of_done = VOTES.step_id.in_(select(STEPS.id).where(STEPS.workshop_id.in_(done)))
        with self._write() as connection:
            connection.execute(update(workshops).where(left_open).values(closed))
            erased = connection.execute(delete(workshop_votes).where(of_done)).rowcount
            hands = update(workshop_steps).where(STEPS.workshop_id.in_(done), STEPS.hands.is_not(None))
            erased += connection.execute(hands.values(hands=None)).rowcount
            phones = delete(workshop_phones).where(workshop_phones.c.workshop_id.in_(done))
            erased += connection.execute(phones).rowcount
        if erased:
            self._erased()
        return self._delete(ROOMS.expires_at <= moment)

    def _delete(self, condition: ColumnElement[bool]) -> int:
        with self._write() as connection:
            count = connection.execute(delete(workshops).where(condition)).rowcount
        if count:
            self._erased()
        return count

    def _find(self, condition: ColumnElement[bool]) -> Workshop | None:
        with self._read() as connection:
            return find_workshop(connection, condition & _current())

    def _locked(self, connection: Connection, number: int) -> Workshop:
        found = find_workshop(connection, ROOMS.id == number, lock=True)
        if found is None:
            raise StaleError
        return found


def _current() -> ColumnElement[bool]:
    return ROOMS.expires_at > now()
