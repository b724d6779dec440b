"""Stores how many people without a phone made each choice (a show of hands), as the animateur counted them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from questionnaire.storage.transactions import Transactions
from questionnaire.storage.workshop_rows import ROOMS, find_workshop, hands_to_json, save_step


class HandsStore(Transactions):
    """Writes the counts of people without a phone."""

    def count(self, workshop: int, step: int, counts: Mapping[str, int]) -> bool:
        """Store the counts of the current step, replacing earlier ones; False when it takes no more answers."""
        with self._write() as connection:
            found = find_workshop(connection, ROOMS.id == workshop, lock=True)
            stored = found.current if found else None
            if (
                found is None
                or stored is None
                or stored.id != step
                or not found.room.steps[found.room.current].state.voting
            ):
                return False
            save_step(connection, step, hands=hands_to_json(replace(stored.hands, counts=counts)))
        return True
