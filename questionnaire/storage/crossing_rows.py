"""The rows of crossings: how they are read, closed, and left when a diagnostic is deleted. Functions of a transaction."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, delete, exists, insert, null, or_, select, update

from questionnaire.crossing.consent import Party, Shares
from questionnaire.storage.engagements import hand_over
from questionnaire.storage.frozen_sheets import delete_sheets
from questionnaire.storage.tables import crossings, diagnostics
from questionnaire.storage.transactions import now

PERIOD = datetime.timedelta(days=60)  # of an invitation; then of what is left of a crossing that was closed
COLUMNS = crossings.c
DIAGNOSTIC = {Party.INVITER: COLUMNS.inviter_id, Party.INVITED: COLUMNS.invited_id}
SHARES = {Party.INVITER: COLUMNS.inviter_shares, Party.INVITED: COLUMNS.invited_shares}


@dataclass(frozen=True)
class Crossing:
    """An invitation, then two parties on one page. By party: the diagnostic, the name it typed, what it shows. In UTC.

    What a party shows is None until it agreed. `path` is the one that the inviter follows; `meeting` is where and when it
    takes place, as typed.
    """

    id: int
    invitation_digest: str | None
    nonce: str | None
    diagnostics: Mapping[Party, int | None]
    path: str
    names: Mapping[Party, str]
    shares: Mapping[Party, Shares | None]
    declined_by: Party | None
    created_at: datetime.datetime
    expires_at: datetime.datetime
    opened_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    meeting: Mapping[str, str]
    agenda_nonce: str | None
    agenda_digest: str | None
    agenda_allowed: frozenset[Party]

    @property
    def closed(self) -> bool:
        """Whether it was closed, or withdrawn before it opened."""
        return self.closed_at is not None

    @property
    def open(self) -> bool:
        """Whether both parties see its page."""
        return self.opened_at is not None and not self.closed

    @property
    def is_again(self) -> bool:
        """Whether two parties that have crossed their answers do so again: there is no link to it."""
        return self.invitation_digest is None

    @property
    def replaced(self) -> bool:
        """Whether this is what is left to a diagnostic whose place in an invitation another one took."""
        return self.closed and self.opened_at is None and self.diagnostics[Party.INVITER] is None

    def waiting(self, moment: datetime.datetime) -> bool:
        """Tell whether it may still be accepted."""
        return self.opened_at is None and not self.closed and self.expires_at > moment

    def visible_to(self, party: Party) -> bool:
        """Tell whether a party knows of it: who sent a copy does not know that it is being answered."""
        return party is Party.INVITED or self.is_again or any(self.shares.values())

    def asks(self, party: Party, moment: datetime.datetime) -> bool:
        """Tell whether this party may agree, and has not said yes or no."""
        return self.waiting(moment) and self.shares[party] is None and self.declined_by is not party

    def party_of(self, diagnostic: int) -> Party | None:
        """Return the party that this diagnostic is, or None."""
        return next((party for party, number in self.diagnostics.items() if number == diagnostic), None)


def crossing_of(row: Row[Any]) -> Crossing:
    """Return the crossing of a row."""
    return Crossing(
        id=row.id,
        invitation_digest=row.invitation_digest,
        nonce=row.invitation_nonce,
        diagnostics=MappingProxyType({Party.INVITER: row.inviter_id, Party.INVITED: row.invited_id}),
        path=row.path,
        names=MappingProxyType({party: row.names.get(party.value, "") for party in Party}),
        shares=MappingProxyType(
            {Party.INVITER: _shares(row.inviter_shares), Party.INVITED: _shares(row.invited_shares)}
        ),
        declined_by=Party(row.declined_by) if row.declined_by else None,
        created_at=row.created_at,
        expires_at=row.expires_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        meeting=MappingProxyType(row.meeting),
        agenda_nonce=row.agenda_nonce,
        agenda_digest=row.agenda_digest,
        agenda_allowed=frozenset(map(Party, row.agenda_allowed)),
    )


def _shares(stored: str | None) -> Shares | None:
    return Shares(stored) if stored else None


def involves(diagnostic: int | Column[int]) -> ColumnElement[bool]:
    """Return the condition on the crossings of which a diagnostic is a party."""
    return or_(COLUMNS.inviter_id == diagnostic, COLUMNS.invited_id == diagnostic)


def has_crossings() -> ColumnElement[bool]:
    """Return whether a diagnostic, of the statement around, is or was a party of a crossing."""
    return exists().where(involves(diagnostics.c.id))


def new_row(moment: datetime.datetime) -> dict[str, Any]:
    """Return what every new row has."""
    return {"created_at": moment, "expires_at": moment + PERIOD, "meeting": {}, "agenda_allowed": []}


def insert_row(connection: Connection, row: Mapping[str, Any]) -> Crossing:
    """Store a crossing, and return it."""
    created = connection.execute(insert(crossings).values(**row)).inserted_primary_key
    number = created[0] if created else None
    return crossing_of(connection.execute(select(crossings).where(COLUMNS.id == number)).one())


def lock(connection: Connection, condition: ColumnElement[bool]) -> Crossing | None:
    """Return a crossing that nobody else changes during this transaction, or None."""
    # in two steps: on PostgreSQL, a statement that waits for the row would show it as it was before
    number = connection.scalar(select(COLUMNS.id).where(condition).with_for_update())
    row = connection.execute(select(crossings).where(COLUMNS.id == number)).first()
    return crossing_of(row) if row else None


def change(connection: Connection, number: int, **values: Any) -> Crossing:
    """Change a crossing that is locked, and return it."""
    connection.execute(update(crossings).where(COLUMNS.id == number).values(**values))
    return crossing_of(connection.execute(select(crossings).where(COLUMNS.id == number)).one())


def close(connection: Connection, closing: Iterable[Crossing], deleted: Collection[int] = ()) -> None:
    """Close crossings that are locked: what they show is deleted, with what was typed about them.

    Their decisions go to the engagements of both parties, but for the diagnostics about to be deleted. The names stay,
    to say with whom the page was: those who are deleted have none.
    """
    numbers = [one.id for one in closing]
    for one in closing:
        kept = [number for number in one.diagnostics.values() if number and number not in deleted]
        hand_over(connection, one.id, kept)
    delete_sheets(connection, numbers)
    values = {
        "closed_at": now(),
        "meeting": {},
        "agenda_nonce": null(),
        "agenda_digest": null(),
        "agenda_allowed": [],
    }
    connection.execute(update(crossings).where(COLUMNS.id.in_(numbers)).values(values))


def withdraw_invitation(connection: Connection, condition: ColumnElement[bool]) -> bool:
    """Withdraw invitations that have not opened; False when there is none."""
    waiting = COLUMNS.opened_at.is_(None) & COLUMNS.closed_at.is_(None) & condition
    nobody = {"closed_at": now(), "names": {}}  # else its name tells who answers what was withdrawn
    count = connection.execute(
        update(crossings).where(waiting, COLUMNS.invited_id.is_(None)).values(nobody)
    ).rowcount
    return connection.execute(update(crossings).where(waiting).values(closed_at=now())).rowcount + count > 0


def replace_invited(connection: Connection, crossing: Crossing, diagnostic: int) -> Crossing:
    """Let a diagnostic answer an invitation that is locked; to the one that had answered it, a closed row says so."""
    mine = {Party.INVITER.value: crossing.names[Party.INVITER]}
    left = (COLUMNS.inviter_id.is_(None), COLUMNS.invitation_nonce == crossing.nonce)
    connection.execute(delete(crossings).where(*left, COLUMNS.invited_id == diagnostic))
    if before := crossing.diagnostics[Party.INVITED]:
        row = {
            **new_row(crossing.created_at),
            "invitation_nonce": crossing.nonce,
            "invited_id": before,
            "path": crossing.path,
            "names": mine,
            "expires_at": crossing.expires_at,
            "closed_at": now(),
        }
        connection.execute(insert(crossings).values(row))
    return change(connection, crossing.id, invited_id=diagnostic, declined_by=None, names=mine)


def leave_crossings(connection: Connection, deleted: ColumnElement[bool]) -> None:
    """Let go of the diagnostics about to be deleted: what they opened closes, what they offered is no more.

    An invitation that such a diagnostic had answered may be answered again.
    """
    leaving = select(diagnostics.c.id).where(deleted)
    gone = set(connection.scalars(leaving))
    theirs = or_(*(column.in_(leaving) for column in DIAGNOSTIC.values()))  # a purge may delete thousands
    # locked first, in one order: nobody opens one of them meanwhile; then read, in two steps as in `lock`
    connection.execute(select(COLUMNS.id).where(theirs).order_by(COLUMNS.id).with_for_update()).all()
    found = tuple(map(crossing_of, connection.execute(select(crossings).where(theirs))))
    close(connection, [one for one in found if one.open], gone)
    for one in found:
        kept = {
            party.value: name for party, name in one.names.items() if name and one.diagnostics[party] not in gone
        }
        change(connection, one.id, names=kept)
    waiting = [one for one in found if one.opened_at is None]
    freed = [one.id for one in waiting if one.invitation_digest and one.diagnostics[Party.INVITER] not in gone]
    values = {"invited_id": None, "invited_shares": None, "declined_by": None}
    connection.execute(update(crossings).where(COLUMNS.id.in_(freed)).values(values))
    lost = [one.id for one in waiting if one.id not in freed]  # without who invites, or without a link
    connection.execute(delete(crossings).where(COLUMNS.id.in_(lost)))
