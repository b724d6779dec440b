"""The steps that a respondent keeps, with who does them and by when."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("diagnostic", sa.Column("plan", sa.JSON))
