"""The history of a draft: its text after each of the last operations, with who did it, for undoing and restoring."""

from __future__ import annotations

import datetime
import zlib
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from questionnaire.storage.tables import draft_states
from questionnaire.storage.transactions import now

MAX_UNDOABLE = 50  # operations of a draft: as many states, and the one before the first
COMPRESSION_LEVEL = 3  # of zlib: low, because somebody waits for the save
AT_FIRST, TYPED = "Au départ", "Dans le texte"  # `words` of the first state, and of what is typed in the editor
TYPING = datetime.timedelta(minutes=10)  # saves of the editor by one person within that time make one operation
_COLUMNS = [column for column in draft_states.c if column.name != "packed_source"]


@dataclass(frozen=True, slots=True)
class DraftState:
    """The state of a draft after an operation, without its text.

    `words` tells the operation, in French. `restored_id` is the earlier state that the operation restored, if it did.
    """

    id: int
    draft_id: int
    words: str
    author: str
    saved_at: datetime.datetime
    restored_id: int | None


def states_of(connection: Connection, draft: int) -> list[DraftState]:
    """Return the states of a draft, last first."""
    rows = connection.execute(select(*_COLUMNS).filter_by(draft_id=draft).order_by(draft_states.c.id.desc()))
    return [DraftState(**row._mapping) for row in rows]


def source_of(connection: Connection, draft: int, state: int) -> bytes | None:
    """Return the text of a state of a draft, or None."""
    packed = connection.scalar(select(draft_states.c.packed_source).filter_by(draft_id=draft, id=state))
    return None if packed is None else zlib.decompress(packed)


def add_state(
    connection: Connection, draft: int, source: bytes, author: str, words: str, restored: int | None = None
) -> None:
    """Store the text of a draft after an operation; delete the oldest state beyond MAX_UNDOABLE.

    Texts that one person types in the editor within TYPING make one operation.
    """
    moment, states = now(), states_of(connection, draft)
    last = states[0] if states else None
    values = {"packed_source": zlib.compress(source, COMPRESSION_LEVEL), "saved_at": moment}
    typing = last and words == TYPED and (last.words, last.author) == (TYPED, author)
    if last and typing and moment - last.saved_at < TYPING:
        connection.execute(update(draft_states).filter_by(id=last.id).values(values))
        return
    operation = {"draft_id": draft, "words": words[:200], "author": author, "restored_id": restored}
    connection.execute(insert(draft_states).values(values | operation))
    if old := [state.id for state in states[MAX_UNDOABLE:]]:
        connection.execute(delete(draft_states).where(draft_states.c.id.in_(old)))


def delete_states(connection: Connection, draft: int) -> None:
    """Delete the states of a draft."""
    connection.execute(delete(draft_states).filter_by(draft_id=draft))


def done_states(states: list[DraftState]) -> list[DraftState]:
    """Return the operations still in effect, last first: those undone are left out. `states` are given last first."""
    by_id = {state.id: state for state in states}
    done: list[DraftState] = []
    here = next(iter(states), None)
    while here:
        while here.restored_id in by_id:
            here = by_id[here.restored_id]
        done.append(here)
        here = next((state for state in states if state.id < done[-1].id), None)
    return done
