"""The answers of the parties of a crossing, frozen when it opens; in a transaction that is given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.crossing.consent import Party
from questionnaire.storage.sheets import answers_from_json, context_from_json, context_to_json
from questionnaire.storage.tables import frozen_sheets


@dataclass(frozen=True)
class FrozenSheet:
    """The answers of a party, as they were when the crossing opened. The date is in UTC."""

    party: Party
    taken_at: datetime.datetime
    criteria_digest: str
    sheet: AnswerSheet


def insert_sheet(connection: Connection, crossing: int, frozen: FrozenSheet) -> None:
    """Store the frozen sheet of one party of a crossing."""
    sheet = frozen.sheet
    row = {
        "crossing_id": crossing,
        "party": frozen.party.value,
        "label": "",
        "taken_at": frozen.taken_at,
        "criteria_digest": frozen.criteria_digest,
        "viewpoint": sheet.viewpoint.value,
        "path": sheet.path,
        "context": context_to_json(sheet.context),
        "answers": [
            [key, answer.state.value, answer.level, answer.note, answer.opened]
            for key, answer in sheet.answers.items()
        ],
    }
    connection.execute(insert(frozen_sheets).values(row))


def sheets_of(connection: Connection, crossing: int) -> dict[Party, FrozenSheet]:
    """Return the two sheets of a crossing; none once it is closed."""
    rows = connection.execute(select(frozen_sheets).filter_by(crossing_id=crossing)).all()
    return {
        Party(row.party): FrozenSheet(
            Party(row.party),
            row.taken_at,
            row.criteria_digest,
            AnswerSheet(
                Viewpoint(row.viewpoint), row.path, context_from_json(row.context), answers_from_json(row.answers)
            ),
        )
        for row in rows
    }


def delete_sheets(connection: Connection, crossings: Iterable[int]) -> None:
    """Delete the sheets of these crossings."""
    connection.execute(delete(frozen_sheets).where(frozen_sheets.c.crossing_id.in_(crossings)))
