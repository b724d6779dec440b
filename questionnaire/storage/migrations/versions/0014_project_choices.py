"""What facilitators chose for the changes of the project."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "project_choice",
        sa.Column("place", sa.String(500), primary_key=True),
        sa.Column("seen", sa.String(16), nullable=False),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
