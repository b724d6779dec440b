"""How long answering took; null when it was not measured: begun before, or taken back from a file."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("diagnostic", sa.Column("active_seconds", sa.Integer))
