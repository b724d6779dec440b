"""Administrators, invitations one by one, links to a new password, and the journal of the facilitators' space."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

FACILITATORS = sa.table(
    "facilitator", sa.column("id", sa.Integer), sa.column("role", sa.String), sa.column("created_at", sa.DateTime)
)
OLD_INVITATIONS = sa.table(
    "invitation", sa.column("token_digest", sa.String), sa.column("expires_at", sa.DateTime)
)
INVITATIONS = sa.table(
    "invitation",
    sa.column("token_digest", sa.String),
    sa.column("role", sa.String),
    sa.column("label", sa.String),
    sa.column("author", sa.String),
    sa.column("created_at", sa.DateTime),
    sa.column("expires_at", sa.DateTime),
)
ONE_DAY = datetime.timedelta(days=1)


def upgrade() -> None:
    op.add_column("facilitator", sa.Column("signed_in_on", sa.Date))
    connection = op.get_bind()
    invited = connection.execute(sa.select(OLD_INVITATIONS)).all()
    op.drop_table("invitation")
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column(
            "facilitator_id", sa.Integer, sa.ForeignKey("facilitator.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_password_link_facilitator_id", "password_link", ["facilitator_id"])
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("happened_at", sa.DateTime, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_entry_happened_at", "journal_entry", ["happened_at"])
    first = sa.select(FACILITATORS.c.id).order_by(FACILITATORS.c.created_at, FACILITATORS.c.id).limit(1)
    administrator = connection.scalar(first.where(FACILITATORS.c.role == "animation"))
    if administrator is not None:
        change = sa.update(FACILITATORS).where(FACILITATORS.c.id == administrator)
        connection.execute(change.values(role="administration"))
    role = "administration" if connection.scalar(first) is None else "animation"
    for row in invited:
        kept = {"token_digest": row.token_digest, "role": role, "label": "", "author": ""}
        dates = {"created_at": row.expires_at - ONE_DAY, "expires_at": row.expires_at}
        connection.execute(sa.insert(INVITATIONS).values(**kept, **dates))
