"""Dated copies of the results; and whether the read key of a diagnostic, given to share it before, still opens it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "shared_copy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("nonce", sa.String(40), nullable=False),
        sa.Column("diagnostic_id", sa.Integer, sa.ForeignKey("diagnostic.id", ondelete="CASCADE"), nullable=False),
        sa.Column("criteria_digest", sa.String(64), sa.ForeignKey("criteria_version.digest"), nullable=False),
        sa.Column("recipient", sa.String(20), nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("content", sa.JSON),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shared_copy_diagnostic_id", "shared_copy", ["diagnostic_id"])
    op.create_index("ix_shared_copy_expires_at", "shared_copy", ["expires_at"])
    # the links that may have been given go on; a diagnostic begun from now on has copies instead
    op.add_column("diagnostic", sa.Column("live_link", sa.Boolean, nullable=False, server_default=sa.true()))
