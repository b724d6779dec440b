"""Workshops: rooms, their steps, the phones that joined, their votes. Rows of the last two have neither a date nor an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("animation_digest", sa.String(64), nullable=False),
        sa.Column("screen_digest", sa.String(64), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("held_on", sa.Date),
        sa.Column("criteria_digest", sa.String(64), sa.ForeignKey("criteria_version.digest"), nullable=False),
        sa.Column("viewpoint", sa.String(20), nullable=False),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("sides", sa.Boolean, nullable=False),
        sa.Column("rehearsal", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("open_to_all", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("opened_at", sa.DateTime),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("animation_digest", name="uq_workshop_animation_digest"),
        sa.UniqueConstraint("screen_digest", name="uq_workshop_screen_digest"),
        sa.UniqueConstraint("code", name="uq_workshop_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_expires_at", "workshop", ["expires_at"])
    op.create_table(
        "workshop_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workshop_id", sa.Integer, sa.ForeignKey("workshop.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("kept", sa.String(20)),
        sa.Column("reveals", sa.JSON, nullable=False),
        sa.Column("moderation", sa.JSON, nullable=False),
        sa.UniqueConstraint("workshop_id", "position", name="uq_workshop_step_workshop_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "workshop_phone",
        sa.Column("workshop_id", sa.Integer, sa.ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("phone_digest", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workshop_vote",
        sa.Column("step_id", sa.Integer, sa.ForeignKey("workshop_step.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("phone_digest", sa.String(64), primary_key=True),
        sa.Column("choice", sa.JSON, nullable=False),
        sa.Column("side", sa.String(20), nullable=False),
        sa.Column("before", sa.JSON),
        sqlite_with_rowid=False,
    )
