"""The tables of the facilitators' space: accounts, sessions, one-time links, the journal."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from questionnaire.storage.tables import metadata

facilitators = Table(
    "facilitator",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("folded", String(80), nullable=False, unique=True),  # the name in its lookup form: see fold
    Column("password_hash", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("signed_in_on", Date),  # day of the last sign-in, in the server's time zone
    sqlite_autoincrement=True,  # ids are never reused: an old session cannot open a newer account
)

sessions = Table(
    "facilitator_session",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("facilitator_id", ForeignKey("facilitator.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
)

attempts = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(64), nullable=False),  # a keyed digest: see web/facilitation/attempts.py
    Column("tried_at", DateTime, nullable=False),
    Index("ix_sign_in_attempt_scope", "scope", "tried_at"),
)

invitations = Table(
    "invitation",  # a one-time link that creates an account
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),  # of the account to come
    Column("label", String(80), nullable=False),  # whom it is for, as its author typed it; empty once it is over
    Column("author", String(80), nullable=False),  # empty: the command line
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("outcome", String(20)),  # null while it waits, or once it has expired
    sqlite_autoincrement=True,  # ids are never reused: a page left open withdraws no newer one
)

password_links = Table(
    "password_link",  # a one-time link to a new password
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("facilitator_id", ForeignKey("facilitator.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author", String(80), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("outcome", String(20)),
    sqlite_autoincrement=True,
)

journal_entries = Table(
    "journal_entry",  # what was done in the space: see questionnaire.accounts.journal
    metadata,
    Column("id", Integer, primary_key=True),
    Column("happened_at", DateTime, nullable=False, index=True),
    Column("event", String(40), nullable=False),
    Column("author", String(80), nullable=False),  # a name, which outlives the account
    Column("details", Text, nullable=False),  # JSON with sorted keys: entries are compared as text
    Column("times", Integer, nullable=False),  # how often it was repeated, 1 for an entry told once
    sqlite_autoincrement=True,
)
