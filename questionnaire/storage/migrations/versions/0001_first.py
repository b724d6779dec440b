"""Criteria versions, diagnostics and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "criteria_version",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("source", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_criteria_version"),
    )
    op.create_table(
        "diagnostic",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("edit_digest", sa.String(64), nullable=False),
        sa.Column("read_digest", sa.String(64), nullable=False),
        sa.Column("criteria_digest", sa.String(64), nullable=False),
        sa.Column("viewpoint", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.Column("finished_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_diagnostic"),
        sa.UniqueConstraint("edit_digest", name="uq_diagnostic_edit_digest"),
        sa.UniqueConstraint("read_digest", name="uq_diagnostic_read_digest"),
        sa.ForeignKeyConstraint(
            ["criteria_digest"], ["criteria_version.digest"], name="fk_diagnostic_criteria_digest"
        ),
    )
    op.create_index("ix_diagnostic_criteria_digest", "diagnostic", ["criteria_digest"])
    op.create_index("ix_diagnostic_updated_at", "diagnostic", ["updated_at"])
    op.create_table(
        "answer",
        sa.Column("diagnostic_id", sa.Integer, nullable=False),
        sa.Column("criterion", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("level", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("diagnostic_id", "criterion", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["diagnostic_id"], ["diagnostic.id"], name="fk_answer_diagnostic_id", ondelete="CASCADE"
        ),
    )
