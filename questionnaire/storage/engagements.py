"""Stores engagements: those of a diagnostic, and the decisions of a crossing, which either party types."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Column, Connection, ScalarSelect, Select, Table, delete, func, insert, select, update

from questionnaire.accounts.keys import new_nonce
from questionnaire.assessment.engagement import Engagement, EngagementState, of_card
from questionnaire.assessment.engagement_merge import FIELDS, SeenEngagement, merge_engagement
from questionnaire.assessment.merge import Conflict
from questionnaire.storage.tables import crossings, diagnostics, engagements
from questionnaire.storage.transactions import Erasing, now

MOST = 100  # engagements of one owner
_EPOCH = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - UTC, as stored; the origin of revisions, in minutes
_MINUTE = datetime.timedelta(minutes=1)
_COLUMNS = engagements.c
_READ = ("reference", "card", "criterion", *FIELDS, "revision", "updated_at")


@dataclass(frozen=True)
class Owner:
    """The owner of engagements: a row of the table of diagnostics, or of crossings."""

    table: Table
    number: int

    @property
    def key(self) -> Column[Any]:
        """The column of `engagement` that holds its id."""
        return _COLUMNS.diagnostic_id if self.table is diagnostics else _COLUMNS.crossing_id


def of_diagnostic(number: int) -> Owner:
    """Return a diagnostic as an owner."""
    return Owner(diagnostics, number)


def of_crossing(number: int) -> Owner:
    """Return a crossing as an owner."""
    return Owner(crossings, number)


@dataclass(frozen=True)
class SentEngagement:
    """An engagement sent by a form: its values, and those that the form had shown (`seen`; None for a new one).

    Only `fields` are read. `removed`: the form asks to delete it. The form may give a new one its reference, so that
    sending it twice stores it once.
    """

    given: Engagement
    seen: SeenEngagement | None = None
    removed: bool = False
    fields: tuple[str, ...] = FIELDS

    @property
    def is_untouched(self) -> bool:
        """Whether each field is as the form had shown it."""
        seen = self.seen
        return seen is not None and all(seen.showed(name, getattr(self.given, name)) for name in self.fields)


class Outcome(Enum):
    """The result of one engagement sent."""

    UNCHANGED = "nothing to change"
    ADDED = "stored as a new one"
    REVISED = "changed"
    REMOVED = "deleted"
    NOT_REMOVED = "someone else changed it meanwhile: not deleted"
    PUT_BACK = "someone else deleted it meanwhile, this form changed it: stored again"
    FULL = "there are too many: not stored"


@dataclass(frozen=True)
class SavedEngagement:
    """An engagement as it is stored now, and the conflict of each field that had one.

    `before`: as it was stored until then, if it was.
    """

    outcome: Outcome
    engagement: Engagement
    conflicts: Mapping[str, Conflict] = field(default_factory=lambda: MappingProxyType({}))
    before: Engagement | None = None


class EngagementStore(Erasing):
    """Reads and writes engagements."""

    def of(self, owner: Owner) -> tuple[Engagement, ...]:
        """Return the engagements of an owner, in the order in which they were added."""
        with self._read() as connection:
            return tuple(_stored(connection, owner).values())

    def save(self, owner: Owner, sent: Sequence[SentEngagement]) -> tuple[SavedEngagement, ...] | None:
        """Add, revise or delete engagements, merged with those stored, in one transaction; return the result of each.

        None, and nothing changed, when the diagnostic was deleted, or the crossing closed, meanwhile.
        """
        with self._write() as connection:
            if not _lock(connection, owner):
                return None
            stored = _stored(connection, owner)
            saved = tuple(_save(connection, owner, stored, engagement) for engagement in sent)
        if any(result.outcome is Outcome.REMOVED for result in saved):
            self._erased()
        return saved


def _lock(connection: Connection, owner: Owner) -> bool:
    """Lock an owner, so that nobody else changes its engagements meanwhile; False when it was deleted or closed."""
    columns = owner.table.c
    if owner.table is crossings:
        there = select(columns.id).where(columns.id == owner.number, columns.closed_at.is_(None))
        return connection.execute(there.with_for_update()).first() is not None
    touched = update(owner.table).where(columns.id == owner.number).values(updated_at=now())
    return connection.execute(touched).rowcount == 1


def _save(
    connection: Connection, owner: Owner, stored: dict[int, Engagement], sent: SentEngagement
) -> SavedEngagement:
    number = _number_of(stored, sent)
    if number is None:
        return _add(connection, owner, stored, sent)
    before = stored[number]
    if sent.removed:
        if sent.seen is not None and sent.seen != SeenEngagement.of(before):
            return SavedEngagement(Outcome.NOT_REMOVED, before)
        return _remove(connection, stored, number)
    merged = merge_engagement(sent.seen, sent.given, before, sent.fields)
    if merged.engagement.is_blank:
        return _remove(connection, stored, number)
    if merged.engagement == before:
        return SavedEngagement(Outcome.UNCHANGED, before, merged.conflicts, before)
    moment = now()
    after = replace(merged.engagement, revision=before.revision + 1, changed_on=moment.date())
    values = {**_values(after), "updated_at": moment}
    connection.execute(update(engagements).where(_COLUMNS.id == number).values(values))
    stored[number] = after
    return SavedEngagement(Outcome.REVISED, after, merged.conflicts, before)


def _number_of(stored: Mapping[int, Engagement], sent: SentEngagement) -> int | None:
    """Return the id of the stored engagement that was sent: the one of its reference, else of its card."""
    given = sent.given
    for number, engagement in stored.items():
        if given.reference and engagement.reference == given.reference:
            return number
    same_card = of_card(stored.values(), given.card) if given.card else None
    return next((number for number, engagement in stored.items() if engagement is same_card), None)


def _add(
    connection: Connection, owner: Owner, stored: dict[int, Engagement], sent: SentEngagement
) -> SavedEngagement:
    deleted_meanwhile = sent.seen is not None
    if sent.removed or sent.given.is_blank or sent.is_untouched:
        return SavedEngagement(Outcome.UNCHANGED, sent.given)
    if len(stored) >= MOST:
        return SavedEngagement(Outcome.FULL, sent.given)
    number, added = insert_engagement(connection, owner, sent.given, now())
    stored[number] = added
    return SavedEngagement(Outcome.PUT_BACK if deleted_meanwhile else Outcome.ADDED, added)


def _remove(connection: Connection, stored: dict[int, Engagement], number: int) -> SavedEngagement:
    connection.execute(delete(engagements).where(_COLUMNS.id == number))
    return SavedEngagement(Outcome.REMOVED, stored.pop(number))


def insert_engagement(
    connection: Connection, owner: Owner, given: Engagement, moment: datetime.datetime
) -> tuple[int, Engagement]:
    """Store a new engagement, changed at `moment`; return its id, and the engagement as stored.

    Its first revision is the number of minutes since _EPOCH: when one is deleted then added again, calendars see a
    higher SEQUENCE, and update its event.
    """
    added = replace(
        given,
        reference=given.reference or new_nonce(),
        revision=(now() - _EPOCH) // _MINUTE,
        changed_on=moment.date(),
    )
    values = {**_values(added), owner.key.name: owner.number, "created_at": moment, "updated_at": moment}
    created = connection.execute(insert(engagements).values(values)).inserted_primary_key
    return (created[0] if created else 0), added


def hand_over(connection: Connection, crossing: int, parties: Collection[int]) -> None:
    """Copy the decisions of a crossing to the diagnostics `parties`, which decided them together, then delete them.

    Copies keep the reference: calendars update the event instead of adding a second one.
    """
    owner, moment = of_crossing(crossing), now()
    for engagement in _stored(connection, owner).values():
        for party in parties:
            insert_engagement(connection, of_diagnostic(party), engagement, moment)
    connection.execute(delete(engagements).where(owner.key == owner.number))


# ── as rows, and as JSON ──


def _values(engagement: Engagement) -> dict[str, Any]:
    values = {name: getattr(engagement, name) for name in (*FIELDS, "reference", "revision")}
    return {
        **values,
        "state": engagement.state.value,
        "card": engagement.card or None,
        "criterion": engagement.criterion or None,
    }


def _stored(connection: Connection, owner: Owner) -> dict[int, Engagement]:
    """Return the engagements of an owner by id, in the order in which they were added."""
    rows = connection.execute(_select().where(owner.key == owner.number).order_by(_COLUMNS.id)).all()
    return {row[0]: _engagement(row[1:]) for row in rows}


def _select() -> Select[Any]:
    return select(_COLUMNS.id, *(_COLUMNS[name] for name in _READ))


def _engagement(values: Iterable[Any]) -> Engagement:
    """Return an engagement from the values of _READ; dates are texts when they come from JSON."""
    row = dict(zip(_READ, values, strict=True))
    changed = row.pop("updated_at")
    row["due"] = _date(row["due"])
    row["state"] = EngagementState(row["state"])
    row["card"], row["criterion"] = row["card"] or "", row["criterion"] or ""
    return Engagement(**row, changed_on=_date(changed))


def _date(value: str | datetime.date | None) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value


def engagements_as_json(dialect: str) -> ScalarSelect[Any]:
    """Return a subquery: all the engagements of a diagnostic, as one JSON value (see `answers_as_json`)."""
    array, aggregate = (
        (func.json_build_array, func.json_agg)
        if dialect == "postgresql"
        else (func.json_array, func.json_group_array)
    )
    engagement = array(_COLUMNS.id, *(_COLUMNS[name] for name in _READ))
    return (
        select(aggregate(engagement, type_=JSON))
        .where(_COLUMNS.diagnostic_id == diagnostics.c.id)
        .scalar_subquery()
    )


def engagements_from_json(rows: list[list[Any]] | None) -> tuple[Engagement, ...]:
    """Return the engagements that `engagements_as_json` gives."""
    return tuple(_engagement(row[1:]) for row in sorted(rows or ()))
