"""The texts of the project that were seen, and which of them publications and drafts include."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

FILES = sa.table("criteria_file", sa.column("digest", sa.String), sa.column("seen_at", sa.DateTime))
TEXTS = sa.table(
    "project_text",
    sa.column("place", sa.String),
    sa.column("criteria_digest", sa.String),
    sa.column("seen_at", sa.DateTime),
)
PUBLICATIONS = sa.table(
    "publication",
    sa.column("id", sa.Integer),
    sa.column("criteria_digest", sa.String),
    sa.column("origin", sa.String),
    sa.column("upstream_digest", sa.String),
)
DRAFTS = sa.table("draft", sa.column("base_digest", sa.String), sa.column("upstream_digest", sa.String))


def upgrade() -> None:
    op.create_table(
        "project_text",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("criteria_digest", sa.String(64), sa.ForeignKey("criteria_version.digest"), nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("declined_by", sa.String(80)),
        sqlite_autoincrement=True,
    )
    for table in ("publication", "draft"):  # plain SQL: see 0003
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN upstream_digest VARCHAR(64) "
            f"CONSTRAINT fk_{table}_upstream_digest REFERENCES criteria_version (digest)"
        )
    connection = op.get_bind()
    stored = sa.select(sa.table("criteria_version", sa.column("digest")).c.digest)
    for file in connection.execute(sa.select(FILES).where(FILES.c.digest.in_(stored))).all():
        seen = {"place": "fichier", "criteria_digest": file.digest, "seen_at": file.seen_at}
        connection.execute(sa.insert(TEXTS).values(seen))
    _note_what_is_included(connection)
    op.drop_table("criteria_file")


def _note_what_is_included(connection: sa.Connection) -> None:
    """Until now the project's text came by the file: what was published in the space began from the last one."""
    included: dict[str, str | None] = {}
    current = None
    for row in connection.execute(sa.select(PUBLICATIONS).order_by(PUBLICATIONS.c.id)).all():
        if row.origin == "fichier":
            current = row.criteria_digest
        elif row.origin == "retour":
            current = included.get(row.criteria_digest, current)
        connection.execute(
            sa.update(PUBLICATIONS).where(PUBLICATIONS.c.id == row.id).values(upstream_digest=current)
        )
        included.setdefault(row.criteria_digest, current)
    for digest, upstream in included.items():
        connection.execute(
            sa.update(DRAFTS).where(DRAFTS.c.base_digest == digest).values(upstream_digest=upstream)
        )
