"""Whether a vote was sent, or confirmed, once the first figures of its question were shown: how many answer a second round."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("workshop_vote", sa.Column("again", sa.Boolean))
