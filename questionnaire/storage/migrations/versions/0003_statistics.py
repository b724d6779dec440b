"""Statistics: the cohorts, and the diagnostics already counted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "statistic_lot",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("criteria_digest", sa.String(64), nullable=False),
        sa.Column("viewpoint", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("territory", sa.String(60), nullable=False),
        sa.Column("quarter", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("counters", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statistic_lot"),
        sa.ForeignKeyConstraint(
            ["criteria_digest"], ["criteria_version.digest"], name="fk_statistic_lot_criteria_digest"
        ),
        sa.UniqueConstraint(
            "criteria_digest",
            "viewpoint",
            "stage",
            "territory",
            "quarter",
            name="uq_statistic_lot_criteria_digest",
        ),
    )
    op.add_column("diagnostic", sa.Column("counted_at", sa.DateTime))
    # plain SQL: recreating the table, as Alembic's batch mode does, would delete every answer by its foreign key
    op.execute(
        "ALTER TABLE diagnostic ADD COLUMN lot_id INTEGER "
        "CONSTRAINT fk_diagnostic_lot_id REFERENCES statistic_lot (id)"
    )
    op.create_index("ix_diagnostic_lot_id", "diagnostic", ["lot_id"])
    op.create_index(
        "ix_diagnostic_uncounted",
        "diagnostic",
        ["criteria_digest", "updated_at"],
        sqlite_where=sa.text("counted_at IS NULL"),
        postgresql_where=sa.text("counted_at IS NULL"),
    )
