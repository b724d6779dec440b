"""The order of the saves of each open page, so that a late one is refused."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("diagnostic", sa.Column("latest_saves", sa.JSON))
