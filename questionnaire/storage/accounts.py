"""Stores facilitators' accounts and their sessions."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from questionnaire.accounts.roles import Role
from questionnaire.errors import StorageError
from questionnaire.storage.one_time_links import use_link, withdraw_links
from questionnaire.storage.people_tables import facilitators, invitations, password_links, sessions
from questionnaire.storage.transactions import Transactions, now


@dataclass(frozen=True, slots=True)
class Facilitator:
    """An account of the facilitators' space."""

    id: int
    name: str
    role: Role
    created_at: datetime.datetime
    signed_in_on: datetime.date | None  # last sign-in, without the hour; None: none since this is recorded


class AccountChange(Enum):
    """The result of a change to an account that an administrator asked for."""

    DONE = auto()
    GONE = auto()  # the account was removed meanwhile
    LAST_ADMINISTRATOR = auto()  # refused: it would leave the space without an administrator
    DENIED = auto()  # refused: the account that asked is no longer an administrator


@dataclass(frozen=True, slots=True)
class Session:
    """An open session and its account."""

    facilitator: Facilitator
    created_at: datetime.datetime
    seen_at: datetime.datetime


class AccountStore(Transactions):
    """Reads and writes accounts. Passwords are received hashed, tokens as digests."""

    def add(self, name: str, password_hash: str, role: Role, *, invitation: str = "") -> bool:
        """Add an account; False, and nothing changed, when the name is taken.

        `invitation`, the digest of a one-time link, is used up; False too when it has expired or was used. The first
        account closes every link given before it.
        """
        row = {
            "name": name,
            "folded": fold(name),
            "password_hash": password_hash,
            "role": role.value,
            "created_at": now(),
        }
        try:
            with self._write() as connection:
                if invitation and not use_link(connection, invitations, invitation):
                    return False
                if invitation:
                    connection.execute(update(invitations).filter_by(token_digest=invitation).values(label=""))
                if not connection.scalar(select(func.count()).select_from(facilitators)):
                    connection.execute(delete(invitations).where(invitations.c.token_digest != invitation))
                connection.execute(insert(facilitators).values(row))
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):
                return False
            raise
        return True

    def all(self) -> list[Facilitator]:
        """Return every account, by name."""
        with self._read() as connection:
            rows = connection.execute(select(facilitators).order_by(facilitators.c.folded))
            return [_facilitator(row) for row in rows]

    def count(self) -> int:
        """Return how many accounts there are."""
        with self._read() as connection:
            return connection.scalar(select(func.count()).select_from(facilitators)) or 0

    def find(self, name: str) -> tuple[Facilitator, str] | None:
        """Return the account of that name, with its password hash, or None."""
        with self._read() as connection:
            row = connection.execute(select(facilitators).where(_named(name))).first()
        return (_facilitator(row), row.password_hash) if row else None

    def get(self, number: int) -> Facilitator | None:
        """Return an account by its id, or None."""
        with self._read() as connection:
            row = connection.execute(select(facilitators).filter_by(id=number)).first()
        return _facilitator(row) if row else None

    def administrators(self) -> int:
        """Return how many administrators there are."""
        with self._read() as connection:
            return len(_administrators(connection))

    def remove(self, name: str) -> bool:
        """Remove an account and end its sessions, even the last administrator's; False when there is none of that name."""
        with self._write() as connection:
            row = connection.execute(select(facilitators).where(_named(name)).with_for_update()).first()
            return row is not None and _remove(connection, _facilitator(row))

    def remove_by(self, actor: int, number: int) -> AccountChange:
        """Remove an account as an administrator asks; never the last administrator."""
        with self._write() as connection:
            account, refused = _account_to_change(connection, actor, number, demotes=True)
            if account is None:
                return refused
            return AccountChange.DONE if _remove(connection, account) else AccountChange.GONE

    def set_role(self, name: str, role: Role) -> bool:
        """Change a role, even the last administrator's; False when there is no such account."""
        with self._write() as connection:
            row = connection.execute(select(facilitators).where(_named(name)).with_for_update()).first()
            return row is not None and _set_role(connection, _facilitator(row), role)

    def set_role_by(self, actor: int, number: int, role: Role) -> AccountChange:
        """Change a role as an administrator asks; never that of the last administrator."""
        with self._write() as connection:
            account, refused = _account_to_change(connection, actor, number, demotes=not role.administers)
            if account is None:
                return refused
            return AccountChange.DONE if _set_role(connection, account, role) else AccountChange.GONE

    def set_password(self, name: str, password_hash: str, keep_session: str = "") -> bool:
        """Change a password and end the account's sessions except `keep_session`; False when there is no such account."""
        with self._write() as connection:
            account_ids = select(facilitators.c.id).where(_named(name))
            connection.execute(
                delete(sessions).where(
                    sessions.c.facilitator_id.in_(account_ids), sessions.c.token_digest != keep_session
                )
            )
            for number in connection.execute(account_ids).scalars():
                withdraw_links(connection, password_links, facilitator_id=number)
            statement = update(facilitators).where(_named(name)).values(password_hash=password_hash)
            return connection.execute(statement).rowcount == 1

    # ── sessions ──

    def open_session(
        self, facilitator: int, token_digest: str, expired: datetime.datetime, today: datetime.date
    ) -> None:
        """Store a new session, and `today` as the account's last sign-in; delete sessions last seen before `expired` (UTC)."""
        moment = now()
        row = {
            "token_digest": token_digest,
            "facilitator_id": facilitator,
            "created_at": moment,
            "seen_at": moment,
        }
        with self._write() as connection:
            connection.execute(delete(sessions).where(sessions.c.seen_at < expired))
            connection.execute(insert(sessions).values(row))
            connection.execute(update(facilitators).filter_by(id=facilitator).values(signed_in_on=today))

    def session(self, token_digest: str) -> Session | None:
        """Return an open session, or None."""
        statement = (
            select(facilitators, sessions.c.created_at.label("opened_at"), sessions.c.seen_at)
            .join(sessions, sessions.c.facilitator_id == facilitators.c.id)
            .where(sessions.c.token_digest == token_digest)
        )
        with self._read() as connection:
            row = connection.execute(statement).first()
        return Session(_facilitator(row), row.opened_at, row.seen_at) if row else None

    def touch_session(self, token_digest: str) -> None:
        """Set the last use of a session to now."""
        with self._write() as connection:
            connection.execute(update(sessions).filter_by(token_digest=token_digest).values(seen_at=now()))

    def close_session(self, token_digest: str) -> None:
        """End a session."""
        with self._write() as connection:
            connection.execute(delete(sessions).filter_by(token_digest=token_digest))

    def close_sessions(self, facilitator: int) -> None:
        """End every session of an account."""
        with self._write() as connection:
            connection.execute(delete(sessions).filter_by(facilitator_id=facilitator))

    def sweep(self, before: datetime.datetime) -> None:
        """Delete the sessions begun before that date (UTC)."""
        with self._write() as connection:
            connection.execute(delete(sessions).where(sessions.c.created_at < before))


def fold(name: str) -> str:
    """Return a name in its lookup form: case, spaces and the way accents are typed are ignored."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def _named(name: str) -> ColumnElement[bool]:
    # names stored before they were normalised may be decomposed, as a Mac types them
    folded = fold(name)
    return facilitators.c.folded.in_({folded, unicodedata.normalize("NFD", folded)})


def _administrators(connection: Connection) -> list[int]:
    """Return the ids of the administrators, locked until the transaction ends when it writes (SQLite has one writer)."""
    statement = select(facilitators.c.id).filter_by(role=Role.ADMINISTRATION.value).order_by(facilitators.c.id)
    writes = connection.get_execution_options().get("writes")
    return list(connection.execute(statement.with_for_update() if writes else statement).scalars())


def _account_to_change(
    connection: Connection, actor: int, number: int, *, demotes: bool
) -> tuple[Facilitator | None, AccountChange]:
    """Return an account, locked, that `actor` may change, and DONE; else None, and why not.

    `demotes`: the change leaves the account without the role of administrator. Two administrators who remove each other
    in the same second wait for one another here: the second is no longer an administrator when it gets the lock.
    """
    administrators = _administrators(connection)
    if actor not in administrators:
        return None, AccountChange.DENIED
    row = connection.execute(select(facilitators).filter_by(id=number).with_for_update()).first()
    if row is None:
        return None, AccountChange.GONE
    if demotes and administrators == [number]:
        return None, AccountChange.LAST_ADMINISTRATOR
    return _facilitator(row), AccountChange.DONE


def _remove(connection: Connection, account: Facilitator) -> bool:
    _withdraw_given(connection, account.name)
    connection.execute(delete(sessions).filter_by(facilitator_id=account.id))
    return connection.execute(delete(facilitators).filter_by(id=account.id)).rowcount == 1


def _set_role(connection: Connection, account: Facilitator, role: Role) -> bool:
    if not role.administers:
        _withdraw_given(connection, account.name)
    return connection.execute(update(facilitators).filter_by(id=account.id).values(role=role.value)).rowcount == 1


def _withdraw_given(connection: Connection, author: str) -> None:
    """Withdraw the one-time links that an account gave: a former administrator must not sign in again with one."""
    for table in (invitations, password_links):
        withdraw_links(connection, table, author=author)


def _facilitator(row: object) -> Facilitator:
    values = row._mapping  # type: ignore[attr-defined]
    return Facilitator(
        values["id"], values["name"], Role(values["role"]), values["created_at"], values["signed_in_on"]
    )
