"""Crossings of two diagnostics, answers frozen on a day, and engagements."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "crossing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("invitation_digest", sa.String(64), unique=True),
        sa.Column("invitation_nonce", sa.String(40)),
        sa.Column("inviter_id", sa.Integer, sa.ForeignKey("diagnostic.id", ondelete="SET NULL")),
        sa.Column("invited_id", sa.Integer, sa.ForeignKey("diagnostic.id", ondelete="SET NULL")),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("inviter_shares", sa.String(20)),
        sa.Column("invited_shares", sa.String(20)),
        sa.Column("declined_by", sa.String(20)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("opened_at", sa.DateTime),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("meeting", sa.JSON, nullable=False),
        sa.Column("agenda_nonce", sa.String(40)),
        sa.Column("agenda_digest", sa.String(64), unique=True),
        sa.Column("agenda_allowed", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("inviter_id", "invited_id", "expires_at"):
        op.create_index(f"ix_crossing_{column}", "crossing", [column])
    op.create_table(
        "frozen_sheet",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("diagnostic_id", sa.Integer, sa.ForeignKey("diagnostic.id", ondelete="CASCADE")),
        sa.Column("crossing_id", sa.Integer, sa.ForeignKey("crossing.id", ondelete="CASCADE")),
        sa.Column("party", sa.String(20)),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.Column("criteria_digest", sa.String(64), sa.ForeignKey("criteria_version.digest"), nullable=False),
        sa.Column("viewpoint", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.UniqueConstraint("crossing_id", "party"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("diagnostic_id", sa.Integer, sa.ForeignKey("diagnostic.id", ondelete="CASCADE")),
        sa.Column("crossing_id", sa.Integer, sa.ForeignKey("crossing.id", ondelete="CASCADE")),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("criterion", sa.String(60)),
        sa.Column("card", sa.String(60)),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    for table in ("frozen_sheet", "engagement"):
        for column in ("diagnostic_id", "crossing_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
