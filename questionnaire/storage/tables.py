"""The tables. Keys are stored as digests; scores are not stored."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
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
    Column("source", LargeBinary, nullable=False),  # the exact YAML text
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
    Column("counted_at", DateTime),  # null until it is counted in the statistics
    Column("lot_id", ForeignKey("statistic_lot.id")),
    Column("latest_saves", JSON),  # the number of the last save, by open page: see SaveOrder
    Column("active_seconds", Integer),  # how long answering took; null when it is not measured
    # whether the read key opens it; false for those begun since there are dated copies
    Column("live_link", Boolean, nullable=False),
    Index("ix_diagnostic_criteria_digest", "criteria_digest"),
    Index("ix_diagnostic_updated_at", "updated_at"),
    Index("ix_diagnostic_lot_id", "lot_id"),
    Index(
        "ix_diagnostic_uncounted",
        "criteria_digest",
        "updated_at",
        sqlite_where=text("counted_at IS NULL"),
        postgresql_where=text("counted_at IS NULL"),
    ),
)

answers = Table(
    "answer",
    metadata,
    Column("diagnostic_id", ForeignKey("diagnostic.id", ondelete="CASCADE"), primary_key=True),
    Column("criterion", String(60), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("level", Integer),
    Column("note", Text, nullable=False),
    Column("opened", Boolean),  # whether the question was read in the words of an open place; null: not known
    Column("updated_at", DateTime, nullable=False),
)

shared_copies = Table(
    "shared_copy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_digest", String(64), nullable=False, unique=True),
    Column(
        "nonce", String(40), nullable=False
    ),  # with the edit key, which is not stored, gives back the copy's key
    Column("diagnostic_id", ForeignKey("diagnostic.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("recipient", String(20), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("content", JSON),  # what the reader is shown and nothing else; null once withdrawn
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),
    Column("withdrawn_at", DateTime),
    sqlite_autoincrement=True,  # ids are never reused: a page left open withdraws no newer copy
)

crossings = Table(
    "crossing",  # an invitation, then two parties on one page: see questionnaire.crossing
    metadata,
    Column("id", Integer, primary_key=True),
    Column("invitation_digest", String(64), unique=True),  # null when it was proposed again, without a link
    Column("invitation_nonce", String(40)),  # with the inviter's edit key, gives back the invitation's key
    Column("inviter_id", ForeignKey("diagnostic.id", ondelete="SET NULL"), index=True),
    Column("invited_id", ForeignKey("diagnostic.id", ondelete="SET NULL"), index=True),
    Column("path", String(60), nullable=False),  # of the inviter; offered to the other party
    Column("names", JSON, nullable=False),  # by party, as each typed it
    Column("inviter_shares", String(20)),  # null until the party agreed; see questionnaire.crossing.consent
    Column("invited_shares", String(20)),
    Column("declined_by", String(20)),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),  # of the invitation, while it has not opened
    Column("opened_at", DateTime),  # both agreed: the two sheets are frozen
    Column("closed_at", DateTime),  # by either party, or withdrawn before it opened
    Column("meeting", JSON, nullable=False),  # where and when, as typed: see the page of the meeting
    Column("agenda_nonce", String(40)),  # null while no third person may read the agenda
    Column("agenda_digest", String(64), unique=True),
    Column("agenda_allowed", JSON, nullable=False),  # the parties that allow it
    sqlite_autoincrement=True,
)

frozen_sheets = Table(
    "frozen_sheet",  # answers as they were on a day: a photo of a diagnostic, or those of one party of a crossing
    metadata,
    Column("id", Integer, primary_key=True),
    Column("diagnostic_id", ForeignKey("diagnostic.id", ondelete="CASCADE"), index=True),
    Column("crossing_id", ForeignKey("crossing.id", ondelete="CASCADE"), index=True),
    Column("party", String(20)),  # of a crossing; null for a photo
    Column("label", String(120), nullable=False),
    Column("taken_at", DateTime, nullable=False),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("viewpoint", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("context", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    UniqueConstraint("crossing_id", "party"),
    sqlite_autoincrement=True,
)

engagements = Table(
    "engagement",  # what someone undertakes to do: of one diagnostic, or of a crossing
    metadata,
    Column("id", Integer, primary_key=True),
    Column("diagnostic_id", ForeignKey("diagnostic.id", ondelete="CASCADE"), index=True),
    Column("crossing_id", ForeignKey("crossing.id", ondelete="CASCADE"), index=True),
    Column("reference", String(40), nullable=False),  # names it in forms and calendars
    Column("criterion", String(60)),  # the criterion and the card that it comes from, if any
    Column("card", String(60)),
    Column("title", Text, nullable=False),  # empty when the card says it
    Column("who", Text, nullable=False),
    Column("due", Date),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),  # why it was dropped
    Column("note", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # SEQUENCE of its calendar event
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

MIXED = "*"  # value of a dimension that the members of a cohort do not share; no id is written so
PAIRS = "pairs"  # value of `quarter` in the one row of a version that is no cohort: it holds the pairs of criteria
cohorts = Table(
    "statistic_lot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("viewpoint", String(20), nullable=False),
    Column("stage", String(60), nullable=False),
    Column("territory", String(60), nullable=False),
    Column("quarter", String(10), nullable=False),
    Column("size", Integer, nullable=False),
    Column("counters", JSON, nullable=False),
    UniqueConstraint("criteria_digest", "viewpoint", "stage", "territory", "quarter"),
)

# ── the facilitators' space ──

publications = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("published_at", DateTime, nullable=False),
    Column("author", String(80), nullable=False),  # a name, which outlives the account
    Column("origin", String(20), nullable=False),
    Column("message", String(500), nullable=False),
    Column("upstream_digest", ForeignKey("criteria_version.digest")),  # the project's text it includes, if known
    sqlite_autoincrement=True,  # ids are never reused
)

project_texts = Table(
    "project_text",  # the texts seen in watched files, by any worker; the last of a `place` is the present one
    metadata,
    Column("id", Integer, primary_key=True),
    Column("place", String(20), nullable=False),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("declined_by", String(80)),  # who decided not to take it
    sqlite_autoincrement=True,
)

project_choices = Table(
    "project_choice",  # the last choice for a place that the project changed; it outlives a newer text
    metadata,
    Column("place", String(500), primary_key=True),
    Column("seen", String(16), nullable=False),  # a digest of the values that it was made from
    Column("choice", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("made_at", DateTime, nullable=False),
)

drafts = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(120), nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("base_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("upstream_digest", ForeignKey("criteria_version.digest")),  # as that of a publication
    Column("created_by", String(80), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_by", String(80), nullable=False),
    Column("updated_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

draft_states = Table(
    "draft_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, index=True),
    Column("packed_source", LargeBinary, nullable=False),  # the text after an operation, compressed
    Column("words", String(200), nullable=False),  # what the operation did
    Column("author", String(80), nullable=False),
    Column("saved_at", DateTime, nullable=False),
    Column("restored_id", Integer),  # the state that the operation restored, if it did
    sqlite_autoincrement=True,
)

draft_rereadings = Table(
    "draft_rereading",  # the places of a draft, to be read again after a change elsewhere, that somebody has read
    metadata,
    Column("draft_id", ForeignKey("draft.id"), primary_key=True),
    Column("place", String(16), primary_key=True),  # a digest of what was read, and why
    Column("author", String(80), nullable=False),
    Column("read_at", DateTime, nullable=False),
)

rate_limits = Table(
    "rate_limit",  # counters shared by every server
    metadata,
    Column("scope", String(64), primary_key=True),  # a digest: neither address nor key is stored
    Column("count", Integer, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),  # seconds since 1970
)
