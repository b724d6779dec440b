"""The rows of crossings: reading, changing, closing them, in a transaction that is given.

`lock` first: the functions that change a crossing expect it to be locked.
"""

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

PERIOD = datetime.timedelta(
    days=60
)  # how long an invitation can be answered, then how long a closed crossing is kept
COLUMNS = crossings.c
DIAGNOSTIC = {Party.INVITER: COLUMNS.inviter_id, Party.INVITED: COLUMNS.invited_id}
SHARES = {Party.INVITER: COLUMNS.inviter_shares, Party.INVITED: COLUMNS.invited_shares}


@dataclass(frozen=True)
class Crossing:
    """An invitation, then two parties on one page. Dates in UTC.

    By party: `diagnostics` (its id, None when deleted), `names` (as it typed it), `shares` (None until it agreed).
    `path` is the path of the inviter; `meeting` holds the place and the date of the meeting, as typed.
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
        """Whether it was proposed again by a party of an earlier crossing: it has no invitation link."""
        return self.invitation_digest is None

    @property
    def replaced(self) -> bool:
        """Whether it only tells a diagnostic that another one answered the invitation in its place."""
        return self.closed and self.opened_at is None and self.diagnostics[Party.INVITER] is None

    def waiting(self, moment: datetime.datetime) -> bool:
        """Tell whether it may still be accepted."""
        return self.opened_at is None and not self.closed and self.expires_at > moment

    def visible_to(self, party: Party) -> bool:
        """Tell whether a party may know of it: the sender of a copy is not told that somebody is answering it."""
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
    """Return the SQL condition: a diagnostic is a party of the crossing."""
    return or_(COLUMNS.inviter_id == diagnostic, COLUMNS.invited_id == diagnostic)


def has_crossings() -> ColumnElement[bool]:
    """Return the SQL condition: the diagnostic of the enclosing statement is or was a party of a crossing."""
    return exists().where(involves(diagnostics.c.id))


def new_row(moment: datetime.datetime) -> dict[str, Any]:
    """Return the values common to all new rows."""
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
    """Close crossings that are locked: delete their frozen sheets, and what was typed about the meeting.

    Their decisions become engagements of both parties, except of the diagnostics about to be `deleted`. The names stay:
    the page says with whom it was.
    """
    numbers = [crossing.id for crossing in closing]
    for crossing in closing:
        remaining = [number for number in crossing.diagnostics.values() if number and number not in deleted]
        hand_over(connection, crossing.id, remaining)
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
    """Withdraw the invitations that meet a condition and have not opened; False when there is none.

    The name of the inviter stays on those that somebody is answering, to be told who withdrew; it goes from the others.
    """
    waiting = COLUMNS.opened_at.is_(None) & COLUMNS.closed_at.is_(None) & condition
    unanswered = update(crossings).where(waiting, COLUMNS.invited_id.is_(None))
    count = connection.execute(unanswered.values(closed_at=now(), names={})).rowcount
    return connection.execute(update(crossings).where(waiting).values(closed_at=now())).rowcount + count > 0


def replace_invited(connection: Connection, crossing: Crossing, diagnostic: int) -> Crossing:
    """Let a diagnostic answer an invitation that is locked; a closed row tells the one that had answered before."""
    inviter_name = {Party.INVITER.value: crossing.names[Party.INVITER]}
    left = (COLUMNS.inviter_id.is_(None), COLUMNS.invitation_nonce == crossing.nonce)
    connection.execute(delete(crossings).where(*left, COLUMNS.invited_id == diagnostic))
    if before := crossing.diagnostics[Party.INVITED]:
        row = {
            **new_row(crossing.created_at),
            "invitation_nonce": crossing.nonce,
            "invited_id": before,
            "path": crossing.path,
            "names": inviter_name,
            "expires_at": crossing.expires_at,
            "closed_at": now(),
        }
        connection.execute(insert(crossings).values(row))
    return change(connection, crossing.id, invited_id=diagnostic, declined_by=None, names=inviter_name)


def leave_crossings(connection: Connection, deleted: ColumnElement[bool]) -> None:
    """Remove the diagnostics about to be deleted (`deleted`: their SQL condition) from their crossings.

    Open crossings close. Their invitations are deleted; those that they had answered can be answered again.
    """
    leaving = select(diagnostics.c.id).where(deleted)
    leaving_ids = set(connection.scalars(leaving))
    theirs = or_(*(column.in_(leaving) for column in DIAGNOSTIC.values()))  # a purge may delete thousands
    # locked first, in one order: nobody opens one of them meanwhile; then read, in two steps as in `lock`
    connection.execute(select(COLUMNS.id).where(theirs).order_by(COLUMNS.id).with_for_update()).all()
    found = tuple(map(crossing_of, connection.execute(select(crossings).where(theirs))))
    close(connection, [crossing for crossing in found if crossing.open], leaving_ids)
    for crossing in found:
        names = {
            party.value: name
            for party, name in crossing.names.items()
            if name and crossing.diagnostics[party] not in leaving_ids
        }
        change(connection, crossing.id, names=names)
    waiting = [crossing for crossing in found if crossing.opened_at is None]
    freed = [
        crossing.id
        for crossing in waiting
        if crossing.invitation_digest and crossing.diagnostics[Party.INVITER] not in leaving_ids
    ]
    values = {"invited_id": None, "invited_shares": None, "declined_by": None}
    connection.execute(update(crossings).where(COLUMNS.id.in_(freed)).values(values))
    lost = [crossing.id for crossing in waiting if crossing.id not in freed]  # no inviter any more, or no link
    connection.execute(delete(crossings).where(COLUMNS.id.in_(lost)))
