"""Stores one-time links to the facilitators' space: invitations, which create an account, and links to a new password.

Only the digests of their tokens are stored. Links are deleted RETENTION after they expire: until then, a page says why
they open nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from questionnaire.accounts.roles import Role
from questionnaire.storage.people_tables import facilitators, invitations, password_links, sessions
from questionnaire.storage.transactions import Transactions, now

RETENTION = datetime.timedelta(days=7)


class LinkState(StrEnum):
    """The state of a link; WAITING and EXPIRED are computed, the others stored."""

    WAITING = "en-attente"
    EXPIRED = "expire"
    USED = "servi"
    WITHDRAWN = "retire"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation. `label` is how its author named the person invited; it is erased once the link is used or withdrawn."""

    id: int
    label: str
    role: Role
    author: str
    expires_at: datetime.datetime
    state: LinkState


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """A link to a new password for an account."""

    account: str
    expires_at: datetime.datetime
    state: LinkState


class LinkStore(Transactions):
    """Reads and writes one-time links."""

    def invite(
        self, token_digest: str, role: Role, expires_at: datetime.datetime, *, label: str = "", author: str = ""
    ) -> Invitation:
        """Store an invitation and return it; one sent twice by its form is stored once.

        While there is no account, the role is that of administrator, and earlier invitations are deleted.
        """
        with self._write() as connection:
            if not connection.scalar(select(func.count()).select_from(facilitators)):
                connection.execute(delete(invitations))
                role = Role.ADMINISTRATION
            if _find_invitation(connection, token_digest) is None:
                row = {"token_digest": token_digest, "role": role.value, "label": label, "author": author}
                connection.execute(insert(invitations).values(**row, created_at=now(), expires_at=expires_at))
            return _invitation(_find_invitation(connection, token_digest))

    def invitation(self, token_digest: str) -> Invitation | None:
        """Return an invitation, whatever its state, or None."""
        with self._read() as connection:
            row = _find_invitation(connection, token_digest)
        return _invitation(row) if row else None

    def invitations(self) -> list[Invitation]:
        """Return the invitations that wait or have expired, the last first."""
        statement = select(invitations).filter_by(outcome=None).order_by(invitations.c.id.desc())
        with self._read() as connection:
            return [_invitation(row) for row in connection.execute(statement)]

    def withdraw(self, number: int) -> Invitation | None:
        """Withdraw an invitation that waits and erase its label; return it as it was, or None when it is over."""
        with self._write() as connection:
            row = connection.execute(
                select(invitations).filter_by(id=number, outcome=None).with_for_update()
            ).first()
            if row is not None:
                connection.execute(
                    update(invitations).filter_by(id=number).values(outcome=LinkState.WITHDRAWN.value, label="")
                )
        return _invitation(row) if row else None

    def give_password_link(
        self, account: int, token_digest: str, expires_at: datetime.datetime, author: str = ""
    ) -> None:
        """Store a link to a new password, withdraw those given before, and end the sessions of the account."""
        given = {"facilitator_id": account, "token_digest": token_digest, "author": author}
        with self._write() as connection:
            if connection.scalar(select(password_links.c.id).filter_by(token_digest=token_digest)) is None:
                withdraw_links(connection, password_links, facilitator_id=account)
                connection.execute(insert(password_links).values(**given, created_at=now(), expires_at=expires_at))
            connection.execute(delete(sessions).filter_by(facilitator_id=account))

    def password_link(self, token_digest: str) -> PasswordLink | None:
        """Return a link to a new password, whatever its state, or None."""
        statement = (
            select(password_links, facilitators.c.name).join(facilitators).filter_by(token_digest=token_digest)
        )
        with self._read() as connection:
            row = connection.execute(statement).first()
        return PasswordLink(row.name, row.expires_at, _state(row)) if row else None

    def choose_password(self, token_digest: str, password_hash: str) -> bool:
        """Use up a link: set the password of its account and end its sessions; False when the link is over."""
        with self._write() as connection:
            if not use_link(connection, password_links, token_digest):
                return False
            account = connection.scalar(
                select(password_links.c.facilitator_id).filter_by(token_digest=token_digest)
            )
            connection.execute(delete(sessions).filter_by(facilitator_id=account))
            connection.execute(update(facilitators).filter_by(id=account).values(password_hash=password_hash))
        return True

    def sweep(self) -> None:
        """Delete the links that expired more than RETENTION ago."""
        with self._write() as connection:
            for table in (invitations, password_links):
                connection.execute(delete(table).where(table.c.expires_at < now() - RETENTION))


def use_link(connection: Connection, table: Table, token_digest: str) -> bool:
    """Mark a link that waits as used; False when it is over."""
    waiting = update(table).filter_by(token_digest=token_digest, outcome=None).where(table.c.expires_at > now())
    return connection.execute(waiting.values(outcome=LinkState.USED.value)).rowcount == 1


def withdraw_links(connection: Connection, table: Table, **whose: object) -> None:
    """Withdraw the links of a table that wait; `whose` filters them, by account or by author."""
    waiting = update(table).filter_by(outcome=None, **whose)
    connection.execute(waiting.values(outcome=LinkState.WITHDRAWN.value))


def _find_invitation(connection: Connection, token_digest: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(invitations).filter_by(token_digest=token_digest)).first()


def _invitation(row: object) -> Invitation:
    values = row._mapping  # type: ignore[attr-defined]
    return Invitation(
        values["id"],
        values["label"],
        Role(values["role"]),
        values["author"],
        values["expires_at"],
        _state(row),
    )


def _state(row: object) -> LinkState:
    values = row._mapping  # type: ignore[attr-defined]
    if values["outcome"]:
        return LinkState(values["outcome"])
    return LinkState.WAITING if values["expires_at"] > now() else LinkState.EXPIRED
