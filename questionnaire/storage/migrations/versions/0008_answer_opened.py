"""Whether the place had opened when a question was answered: its words may have changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("answer", sa.Column("opened", sa.Boolean))
