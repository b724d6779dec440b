"""The counts of people without a phone, typed by the animateur of a room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("workshop_step", sa.Column("hands", sa.JSON))
