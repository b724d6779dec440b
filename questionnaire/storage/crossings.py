"""Stores crossings: invitation, consents, the two sheets frozen together, closing. Keys are received as digests."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, delete, or_, select
from sqlalchemy.exc import IntegrityError

from questionnaire.answers import AnswerSheet
from questionnaire.crossing.consent import Party, Shares, compared_alone, lower
from questionnaire.errors import StorageError
from questionnaire.storage.crossing_rows import (
    COLUMNS,
    DIAGNOSTIC,
    PERIOD,
    SHARES,
    Crossing,
    change,
    close,
    crossing_of,
    insert_row,
    involves,
    lock,
    new_row,
    replace_invited,
    withdraw_invitation,
)
from questionnaire.storage.frozen_sheets import FrozenSheet, insert_sheet, sheets_of
from questionnaire.storage.sheets import answers_as_json, sheet_of
from questionnaire.storage.tables import crossings, diagnostics
from questionnaire.storage.transactions import Erasing, now

MAX_INVITATIONS = 20  # waiting at once, for one diagnostic
_SELECT = select(crossings)

# (digest of the criteria, sheet, consent) -> what the consent lets the other party see of the sheet
Redact = Callable[[str, AnswerSheet, Shares], AnswerSheet]
MergeMeeting = Callable[[Mapping[str, str]], Mapping[str, str]]  # stored place and date -> those to store


@dataclass(frozen=True)
class NewInvitation:
    """An invitation to store. `digest` is that of its key, which `nonce` and the inviter's edit key give back."""

    digest: str
    nonce: str
    inviter: int
    path: str
    name: str
    shares: Shares | None  # what the inviter agrees to show; None: not said yet, the invitation comes with a copy
    expires_at: datetime.datetime | None = None  # None: after PERIOD


class CrossingStore(Erasing):
    """Reads and writes crossings. Expired invitations are treated as deleted."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        answers_json = answers_as_json(engine.dialect.name)
        self._select_sheet = select(diagnostics, answers_json.label("answers"))

    # ── reading ──

    def find(self, invitation_digest: str) -> Crossing | None:
        """Return the crossing of an invitation, whatever its state; None when it is unknown or has expired."""
        return self._first(COLUMNS.invitation_digest == invitation_digest)

    def find_agenda(self, agenda_digest: str) -> Crossing | None:
        """Return the crossing whose agenda a third person may read with this key, or None."""
        return self._first(COLUMNS.agenda_digest == agenda_digest)

    def get(self, number: int, diagnostic: int) -> Crossing | None:
        """Return a crossing of which this diagnostic is a party, or None."""
        return self._first((COLUMNS.id == number) & involves(diagnostic))

    def of(self, diagnostic: int) -> tuple[Crossing, ...]:
        """Return every crossing of a diagnostic, the latest first."""
        with self._read() as connection:
            rows = connection.execute(_SELECT.where(involves(diagnostic), _current()).order_by(COLUMNS.id.desc()))
            return tuple(map(crossing_of, rows))

    def sheets(self, number: int) -> Mapping[Party, FrozenSheet]:
        """Return the two frozen sheets of a crossing; none when it is not open, or was closed meanwhile."""
        with self._read() as connection:
            return sheets_of(connection, number)

    # ── inviting ──

    def invite(self, invitation: NewInvitation) -> Crossing | None:
        """Store an invitation and return it, or the one that this key already has; None when too many are waiting.

        Raises StorageError when the diagnostic was deleted meanwhile.
        """
        moment = now()
        row = {
            **new_row(moment),
            "invitation_digest": invitation.digest,
            "invitation_nonce": invitation.nonce,
            "inviter_id": invitation.inviter,
            "path": invitation.path,
            "names": {Party.INVITER.value: invitation.name},
            "inviter_shares": invitation.shares.value if invitation.shares else None,
            "expires_at": invitation.expires_at or moment + PERIOD,
        }
        same = COLUMNS.invitation_digest == invitation.digest
        try:
            with self._write() as connection:
                if found := connection.execute(_SELECT.where(same)).first():
                    return crossing_of(found)
                # invitations that come with copies are limited by the number of copies
                return (
                    None
                    if invitation.shares and _too_many(connection, invitation.inviter)
                    else insert_row(connection, row)
                )
        except StorageError as error:
            # on PostgreSQL, the same form sent twice at once
            if isinstance(error.__cause__, IntegrityError) and (sent := self.find(invitation.digest)):
                return sent
            raise

    def withdraw(self, number: int, diagnostic: int) -> bool:
        """Withdraw an invitation of this diagnostic that has not opened; False when there is none."""
        with self._write() as connection:
            return withdraw_invitation(connection, (COLUMNS.id == number) & (COLUMNS.inviter_id == diagnostic))

    def accept(self, invitation_digest: str, diagnostic: int) -> Crossing | None:
        """Link the diagnostic that answers an invitation; another one may replace it until it agrees to cross.

        None when the invitation is over, when another diagnostic has agreed, or when it is the inviter's own.
        """
        with self._write() as connection:
            found = lock(connection, COLUMNS.invitation_digest == invitation_digest)
            if found is None or not found.waiting(now()) or found.diagnostics[Party.INVITER] in (None, diagnostic):
                return None
            linked = found.diagnostics[Party.INVITED]
            if linked == diagnostic:
                return found
            if linked is not None and found.shares[Party.INVITED]:
                return None
            return replace_invited(connection, found, diagnostic)

    # ── consent ──

    def consent(self, number: int, diagnostic: int, shares: Shares, name: str, redact: Redact) -> Crossing | None:
        """Record that a party agrees; when both do, freeze what they show, under the lower of the two consents.

        None, and nothing changed, when the invitation is over. Agreeing again changes nothing once it is open.
        """
        with self._write() as connection:
            found, party = self._locked(connection, number, diagnostic)
            if found is None or party is None or found.open:
                return found
            if not found.waiting(now()):
                return None
            declined_by = None if found.declined_by is party else found.declined_by
            names = {**found.names, party: name}
            changed = change(
                connection,
                number,
                names={named.value: text for named, text in names.items() if text},
                declined_by=declined_by,
                **{SHARES[party].name: shares.value},
            )
            agreed = [consent for consent in changed.shares.values() if consent]
            if len(agreed) < len(Party) or declined_by or None in changed.diagnostics.values():
                return changed
            moment = now()  # taken once: the sheets bear the date at which the page opened
            self._freeze(connection, changed, lower(*agreed), redact, moment)
            return change(connection, number, opened_at=moment)

    def decline(self, number: int, diagnostic: int) -> bool:
        """Record that a party does not agree; False when it is no longer asked."""
        with self._write() as connection:
            found, party = self._locked(connection, number, diagnostic)
            if found is None or party is None or not found.waiting(now()):
                return False
            change(connection, number, declined_by=party.value, **{SHARES[party].name: None})
        return True

    def _freeze(
        self, connection: Connection, crossing: Crossing, shares: Shares, redact: Redact, moment: datetime.datetime
    ) -> None:
        both = sorted(number for number in crossing.diagnostics.values() if number)
        condition = diagnostics.c.id.in_(both)
        # locked then read, in two steps as in `lock`; always in the same order, to avoid deadlocks
        connection.execute(select(diagnostics.c.id).where(condition).order_by(diagnostics.c.id).with_for_update())
        rows = {row.id: row for row in connection.execute(self._select_sheet.where(condition))}
        answered = [(party, rows[number]) for party, number in crossing.diagnostics.items()]
        sheets = compared_alone(*(redact(row.criteria_digest, sheet_of(row), shares) for _, row in answered))
        for (party, row), sheet in zip(answered, sheets, strict=True):
            insert_sheet(connection, crossing.id, FrozenSheet(party, moment, row.criteria_digest, sheet))

    # ── after it opened ──

    def end(self, number: int, diagnostic: int) -> bool:
        """Close an open crossing for both parties and delete what it shows; False when this diagnostic has none."""
        with self._write() as connection:
            found, _ = self._locked(connection, number, diagnostic)
            if found is None or found.opened_at is None:
                return False
            if found.open:
                close(connection, [found])
        self._erased()
        return True

    def propose_again(self, number: int, diagnostic: int, shares: Shares) -> Crossing | None:
        """Propose to cross again, with the answers of the day when both will have agreed; return the proposal.

        The one that already waits, if there is one; None when the other party was deleted.
        """
        with self._write() as connection:
            found, party = self._locked(connection, number, diagnostic)
            other = found.diagnostics[party.other] if found and party else None
            if found is None or party is None or found.opened_at is None or other is None:
                return None
            both = involves(diagnostic) & involves(other) & COLUMNS.opened_at.is_(None)
            if waiting := connection.execute(_SELECT.where(both, COLUMNS.closed_at.is_(None), _current())).first():
                return crossing_of(waiting)
            row = {
                **new_row(now()),
                **{DIAGNOSTIC[side].name: number for side, number in found.diagnostics.items()},
                "path": found.path,
                "names": {side.value: name for side, name in found.names.items() if name},
                SHARES[party].name: shares.value,
            }
            return insert_row(connection, row)

    def keep_meeting(self, number: int, diagnostic: int, merge: MergeMeeting) -> Crossing | None:
        """Change the place and the date of the meeting with `merge`; None when the crossing is not open."""
        with self._write() as connection:
            found, _ = self._locked(connection, number, diagnostic)
            if found is None or not found.open:
                return None
            meeting = {key: text for key, text in merge(found.meeting).items() if text}
            return change(connection, number, meeting=meeting)

    def allow_agenda(self, number: int, diagnostic: int, nonce: str, digest: str) -> Crossing | None:
        """Record that a party lets a third person read the agenda; its key is stored once both do. None when not open."""
        with self._write() as connection:
            found, party = self._locked(connection, number, diagnostic)
            if found is None or party is None or not found.open:
                return None
            allowed = found.agenda_allowed | {party}
            key = {"agenda_nonce": nonce, "agenda_digest": digest} if len(allowed) == len(Party) else {}
            return change(connection, number, agenda_allowed=sorted(allowed), **key)

    def forbid_agenda(self, number: int, diagnostic: int) -> Crossing | None:
        """Close the agenda's link, which both parties must then allow again; before it exists, take back this party's consent."""
        with self._write() as connection:
            found, party = self._locked(connection, number, diagnostic)
            if found is None or party is None:
                return None
            left = [] if found.agenda_digest else sorted(found.agenda_allowed - {party})
            return change(connection, number, agenda_allowed=left, agenda_nonce=None, agenda_digest=None)

    # ── upkeep ──

    def purge(self) -> int:
        """Delete the invitations that have expired, and what is left of crossings closed long ago; returns how many."""
        moment = now()
        expired = COLUMNS.opened_at.is_(None) & (COLUMNS.expires_at <= moment)
        forgotten = or_(*(column.is_not(None) for column in DIAGNOSTIC.values()))
        closed = (COLUMNS.closed_at <= moment - PERIOD) | (COLUMNS.closed_at.is_not(None) & ~forgotten)
        with self._write() as connection:
            count = connection.execute(delete(crossings).where(expired | closed)).rowcount
        if count:
            self._erased()
        return count

    def _first(self, condition: ColumnElement[bool]) -> Crossing | None:
        with self._read() as connection:
            row = connection.execute(_SELECT.where(condition, _current())).first()
        return crossing_of(row) if row else None

    def _locked(
        self, connection: Connection, number: int, diagnostic: int
    ) -> tuple[Crossing, Party] | tuple[None, None]:
        found = lock(connection, COLUMNS.id == number)
        party = found.party_of(diagnostic) if found else None
        return (found, party) if found and party else (None, None)


def _current() -> ColumnElement[bool]:
    """Return the condition on the crossings that are not expired."""
    return COLUMNS.opened_at.is_not(None) | (COLUMNS.expires_at > now())


def _too_many(connection: Connection, inviter: int) -> bool:
    offered = (COLUMNS.inviter_id == inviter, COLUMNS.inviter_shares.is_not(None))
    waiting = (*offered, COLUMNS.opened_at.is_(None), COLUMNS.closed_at.is_(None), _current())
    return len(connection.execute(select(COLUMNS.id).where(*waiting)).all()) >= MAX_INVITATIONS
