"""The tables. Keys are stored as digests only; scores are never stored."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

criteria_versions = Table(
    "criteria_version",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("label", String(200), nullable=False),
    Column("source", LargeBinary, nullable=False),  # the YAML to the letter
    Column("created_at", DateTime, nullable=False),
)

diagnostics = Table(
    "diagnostic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edit_digest", String(64), nullable=False, unique=True),
    Column("read_digest", String(64), nullable=False, unique=True),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("viewpoint", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("context", JSON, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Index("ix_diagnostic_criteria_digest", "criteria_digest"),
    Index("ix_diagnostic_updated_at", "updated_at"),
)

answers = Table(
    "answer",
    metadata,
    Column("diagnostic_id", ForeignKey("diagnostic.id", ondelete="CASCADE"), primary_key=True),
    Column("criterion", String(60), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("level", Integer),
    Column("note", Text, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)
