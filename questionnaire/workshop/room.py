"""The state machine of a room and its steps: the actions of an animateur. Pure: nothing is stored here.

Two animateurs may act: each action comes with the revision of the room that was displayed, and a stale one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaire.errors import QuestionnaireError
from questionnaire.workshop.votes import Kind

SPLIT = "partage"  # retained instead of a level when the room does not settle
NONE = -1  # the index of the current step before the first one


class RoomState(StrEnum):
    """The state of a room."""

    PREPARING = "preparation"
    OPEN = "ouverte"
    CLOSED = "close"


class StepState(StrEnum):
    """The state of a step."""

    WAITING = "attente"
    OPEN = "ouverte"
    REVEALED = "revelee"
    SECOND_ROUND = "second_tour"
    REVEALED_AGAIN = "revelee_encore"
    KEPT = "retenue"

    @property
    def voting(self) -> bool:
        """Whether answers are taken."""
        return self in (StepState.OPEN, StepState.SECOND_ROUND)

    @property
    def shown(self) -> bool:
        """Whether its last figures are shown."""
        return self in (StepState.REVEALED, StepState.REVEALED_AGAIN, StepState.KEPT)


class Action(StrEnum):
    """An action of an animateur on the room or its current step."""

    OPEN = "ouvrir"
    NEXT = "suivante"
    BACK = "precedente"
    REVEAL = "reveler"
    SECOND_ROUND = "second_tour"
    KEEP = "retenir"
    SHUT = "fermer_entree"
    LET_IN = "rouvrir_entree"
    CLOSE = "clore"
    REOPEN = "rouvrir"


class StaleError(QuestionnaireError):
    """The action was made on an earlier revision of the room, or is not allowed now: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its subject (id of a criterion or a context question; empty for a cloud), its state, the level retained."""

    kind: Kind
    subject: str = ""
    state: StepState = StepState.WAITING
    kept: str | None = None  # a level, or SPLIT


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its state, its steps, the index of the current one, and how many actions were done (`revision`)."""

    steps: tuple[Step, ...]
    state: RoomState = RoomState.PREPARING
    current: int = NONE
    open_to_all: bool = True  # whether phones may still join
    revision: int = 0

    @property
    def takes_answers(self) -> bool:
        """Whether answers to the current step are accepted: it is voting, or may still have a second round."""
        step = self.step
        return step is not None and (step.state.voting or Action.SECOND_ROUND in actions(self))

    @property
    def step(self) -> Step | None:
        """The current step, or None before the first one and outside the workshop."""
        inside = self.state is RoomState.OPEN and self.current != NONE
        return self.steps[self.current] if inside else None


def actions(room: Room) -> tuple[Action, ...]:
    """Return the actions allowed now; the first is the main one."""
    if room.state is RoomState.PREPARING:
        return (Action.OPEN,) if room.steps else ()
    if room.state is RoomState.CLOSED:
        return (Action.REOPEN,)  # it may have been closed by mistake
    onward = Action.NEXT if room.current + 1 < len(room.steps) else Action.CLOSE
    entry = Action.SHUT if room.open_to_all else Action.LET_IN
    around = (
        *((Action.BACK,) if room.current > 0 else ()),
        entry,
        *((Action.CLOSE,) if onward is Action.NEXT else ()),
    )
    if room.step is None:
        return (onward, *around)
    state = room.step.state
    if state.voting:
        by_hand = (Action.KEEP,) if room.step.kind is Kind.CRITERION else ()  # a show of hands, without phones
        return (Action.REVEAL, onward, *by_hand, *around)
    if room.step.kind is Kind.CRITERION and state is StepState.REVEALED:
        return (Action.KEEP, Action.SECOND_ROUND, onward, *around)
    if state is StepState.REVEALED_AGAIN:
        return (Action.KEEP, onward, *around)
    return (onward, *((Action.KEEP,) if state is StepState.KEPT else ()), *around)


def act(room: Room, action: Action, seen: int, kept: str | None = None) -> Room:
    """Return the room after an action. Raises StaleError when `seen` is not its revision, or the action is not allowed."""
    if seen != room.revision or action not in actions(room):
        raise StaleError
    moved = _moved(room, action)
    if moved is None:
        step = room.steps[room.current]
        moved = _with_step(room, replace(step, state=_next_state(step.state, action), kept=kept or step.kept))
    return replace(moved, revision=room.revision + 1)


def _moved(room: Room, action: Action) -> Room | None:
    """Return the room after an action on the whole room; None for an action on its current step."""
    if action in (Action.NEXT, Action.BACK):
        at = room.current + (1 if action is Action.NEXT else -1)
        step = room.steps[at]
        opened = replace(step, state=StepState.OPEN) if step.state is StepState.WAITING else step
        return _with_step(replace(room, current=at), opened)
    changes = {
        Action.OPEN: {"state": RoomState.OPEN},
        Action.CLOSE: {"state": RoomState.CLOSED},
        Action.REOPEN: {"state": RoomState.OPEN},
        Action.SHUT: {"open_to_all": False},
        Action.LET_IN: {"open_to_all": True},
    }
    return replace(room, **changes[action]) if action in changes else None  # type: ignore[arg-type]


def _next_state(state: StepState, action: Action) -> StepState:
    if action is Action.REVEAL:
        return StepState.REVEALED if state is StepState.OPEN else StepState.REVEALED_AGAIN
    return StepState.SECOND_ROUND if action is Action.SECOND_ROUND else StepState.KEPT


def _with_step(room: Room, step: Step) -> Room:
    return replace(room, steps=(*room.steps[: room.current], step, *room.steps[room.current + 1 :]))
