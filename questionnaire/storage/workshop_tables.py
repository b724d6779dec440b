"""The tables of workshops: rooms, their steps, the phones that joined, their votes."""

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

from questionnaire.storage.tables import metadata

workshops = Table(
    "workshop",  # a room that answers together: see questionnaire.workshop
    metadata,
    Column("id", Integer, primary_key=True),
    Column("animation_digest", String(64), nullable=False, unique=True),
    Column("screen_digest", String(64), nullable=False, unique=True),
    # the animation key, encrypted with the digits kept on paper; of a rehearsal, that of the room that it rehearses
    Column("locked_key", String(64)),
    Column("code", String(6), nullable=False, unique=True),  # shown to the whole room; phones join with it
    Column("title", String(120), nullable=False),
    Column("held_on", Date),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("viewpoint", String(20), nullable=False),
    Column("context", JSON, nullable=False),
    Column("rehearsal", Boolean, nullable=False),  # simulated phones answer
    Column("sides", Boolean, nullable=False),  # whether phones are asked for the side that they speak from
    Column("state", String(20), nullable=False),
    Column("current", Integer, nullable=False),  # the position of a step
    Column("open_to_all", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),  # number of actions done: an action on an older one is refused
    Column("changes", Integer, nullable=False),  # actions and moderation: version of what a phone shows
    Column("created_at", DateTime, nullable=False),
    Column("opened_at", DateTime),
    Column("closed_at", DateTime),
    Column("expires_at", DateTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

workshop_steps = Table(
    "workshop_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("state", String(20), nullable=False),
    Column("kept", String(20)),
    Column("reveals", JSON, nullable=False),  # what was shown, as it was shown
    Column("moderation", JSON, nullable=False),
    Column("hands", JSON(none_as_null=True)),  # counts of people without a phone
    UniqueConstraint("workshop_id", "position"),
    sqlite_autoincrement=True,
)

# no date, no sequence number and, on SQLite, no rowid: nothing tells who came first
workshop_phones = Table(
    "workshop_phone",
    metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("phone_digest", String(64), primary_key=True),
    sqlite_with_rowid=False,
)

workshop_votes = Table(
    "workshop_vote",
    metadata,
    Column("step_id", ForeignKey("workshop_step.id", ondelete="CASCADE"), primary_key=True),
    Column("phone_digest", String(64), primary_key=True),  # other at each step: no phone can be followed
    Column("choice", JSON, nullable=False),
    Column("side", String(20), nullable=False),
    Column("again", Boolean),  # sent, or confirmed, once the figures of the first round were shown
    Column("before", JSON(none_as_null=True)),  # the choice that the last reveal counted; null for a later vote
    sqlite_with_rowid=False,
)
