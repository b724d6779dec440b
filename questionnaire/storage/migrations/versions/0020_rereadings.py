"""What a draft left to read again, and somebody read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "draft_rereading",
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("draft.id"), primary_key=True),
        sa.Column("place", sa.String(16), primary_key=True),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("read_at", sa.DateTime, nullable=False),
    )
