"""The key that runs a workshop, locked by digits to type on another computer. Rooms made before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("workshop", sa.Column("locked_key", sa.String(64)))
