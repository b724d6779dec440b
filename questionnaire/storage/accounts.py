"""Stores facilitators' accounts, their sessions, sign-in attempts and the invitation of the first account."""

from __future__ import annotations

import datetime
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from questionnaire.accounts.roles import Role
from questionnaire.errors import StorageError
from questionnaire.storage.tables import attempts, facilitators, invitations, rate_limits, sessions
from questionnaire.storage.transactions import Transactions, now

_ATTEMPTS_LOCK = 0x7465_7272  # any number that nothing else in the database locks


@dataclass(frozen=True, slots=True)
class Facilitator:
    """An account of the facilitators' space."""

    id: int
    name: str
    role: Role
    created_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Session:
    """An open session and its account."""

    facilitator: Facilitator
    created_at: datetime.datetime
    seen_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Failures:
    """The failed attempts of a scope: how many, and when the last was made (UTC)."""

    count: int
    last: datetime.datetime


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
                if invitation and not _use_invitation(connection, invitation):
                    return False
                if not connection.scalar(select(func.count()).select_from(facilitators)):
                    connection.execute(delete(invitations))
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

    def remove(self, name: str) -> bool:
        """Remove an account and end its sessions; False when there is none of that name."""
        with self._write() as connection:
            account_ids = select(facilitators.c.id).where(_named(name))
            connection.execute(delete(sessions).where(sessions.c.facilitator_id.in_(account_ids)))
            return connection.execute(delete(facilitators).where(_named(name))).rowcount == 1

    def set_role(self, name: str, role: Role) -> bool:
        """Change a role; False when there is no such account."""
        with self._write() as connection:
            statement = update(facilitators).where(_named(name)).values(role=role.value)
            return connection.execute(statement).rowcount == 1

    def set_password(self, name: str, password_hash: str, keep_session: str = "") -> bool:
        """Change a password and end the account's sessions except `keep_session`; False when there is no such account."""
        with self._write() as connection:
            account_ids = select(facilitators.c.id).where(_named(name))
            connection.execute(
                delete(sessions).where(
                    sessions.c.facilitator_id.in_(account_ids), sessions.c.token_digest != keep_session
                )
            )
            statement = update(facilitators).where(_named(name)).values(password_hash=password_hash)
            return connection.execute(statement).rowcount == 1

    # ── sessions ──

    def open_session(self, facilitator: int, token_digest: str, expired: datetime.datetime) -> None:
        """Store a new session; deletes those last seen before `expired` (UTC)."""
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

    # ── attempts to sign in ──

    def failures(self, scope: str, since: datetime.datetime, before: int | None = None) -> Failures | None:
        """Return the failed attempts of a scope since `since` (UTC), or None; only those of a number under `before`."""
        columns = attempts.c
        statement = select(func.count(), func.max(columns.tried_at)).where(
            columns.scope == scope, columns.tried_at > since
        )
        if before is not None:
            statement = statement.where(columns.id < before)
        with self._read() as connection:
            count, last = connection.execute(statement).one()
        return Failures(count, last) if count else None

    def note_attempt(self, scopes: Sequence[str], since: datetime.datetime) -> list[int]:
        """Record an attempt in each scope; returns their numbers. Deletes those made before `since` (UTC).

        Whoever gets a number finds every smaller one stored.
        """
        moment, statement = now(), insert(attempts).returning(attempts.c.id)
        with self._write() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one writer
                connection.execute(select(func.pg_advisory_xact_lock(_ATTEMPTS_LOCK)))
            connection.execute(delete(attempts).where(attempts.c.tried_at < since))
            return [
                connection.execute(statement.values(scope=scope, tried_at=moment)).scalar_one() for scope in scopes
            ]

    def forget_attempts(self, numbers: Sequence[int], scope: str = "") -> None:
        """Delete these attempts, and all those of a scope, if one is given."""
        with self._write() as connection:
            connection.execute(delete(attempts).where(attempts.c.id.in_(numbers) | (attempts.c.scope == scope)))

    def know_address(self, scope: str, expires_at: float) -> None:
        """Record that a name signed in from an address, until `expires_at` (seconds since 1970)."""
        with self._write() as connection:
            connection.execute(delete(rate_limits).filter_by(scope=scope))
            connection.execute(insert(rate_limits).values(scope=scope, count=1, expires_at=expires_at))

    def address_known(self, scope: str, moment: float) -> bool:
        """Tell whether a name signed in from an address, at `moment` (seconds since 1970)."""
        statement = select(rate_limits.c.count).filter_by(scope=scope).where(rate_limits.c.expires_at > moment)
        with self._read() as connection:
            return connection.scalar(statement) is not None

    def sweep(self, sessions_before: datetime.datetime, attempts_before: datetime.datetime) -> None:
        """Delete the sessions begun and the attempts made before these dates (UTC).

        Deletes the known addresses and the counters of limits whose time is over too: they share a table.
        """
        with self._write() as connection:
            connection.execute(delete(sessions).where(sessions.c.created_at < sessions_before))
            connection.execute(delete(attempts).where(attempts.c.tried_at < attempts_before))
            connection.execute(delete(rate_limits).where(rate_limits.c.expires_at <= time.time()))

    # ── invitations: one-time links that create an account ──

    def invite(self, token_digest: str, expires_at: datetime.datetime) -> None:
        """Store an invitation; it replaces any other."""
        with self._write() as connection:
            connection.execute(delete(invitations))
            connection.execute(insert(invitations).values(token_digest=token_digest, expires_at=expires_at))

    def invited(self, token_digest: str) -> bool:
        """Tell whether an invitation exists and has not expired."""
        with self._read() as connection:
            expires_at = connection.scalar(select(invitations.c.expires_at).filter_by(token_digest=token_digest))
        return expires_at is not None and expires_at > now()


def fold(name: str) -> str:
    """Return a name in its lookup form: case, spaces and the way accents are typed are ignored."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def _named(name: str) -> ColumnElement[bool]:
    # names stored before they were normalised may be decomposed, as a Mac types them
    folded = fold(name)
    return facilitators.c.folded.in_({folded, unicodedata.normalize("NFD", folded)})


def _use_invitation(connection: Connection, token_digest: str) -> bool:
    statement = delete(invitations).filter_by(token_digest=token_digest).where(invitations.c.expires_at > now())
    return connection.execute(statement).rowcount == 1


def _facilitator(row: object) -> Facilitator:
    values = row._mapping  # type: ignore[attr-defined]
    return Facilitator(values["id"], values["name"], Role(values["role"]), values["created_at"])
