"""The tables of workshops: rooms, their steps, the phones that joined, their votes."""

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

from questionnaire.storage.tables import metadata

workshops = Table(
    "workshop",  # a room that answers together: see questionnaire.workshop
    metadata,
    Column("id", Integer, primary_key=True),
    Column("animation_digest", String(64), nullable=False, unique=True),
    Column("screen_digest", String(64), nullable=False, unique=True),
    # the animation key, which its resumption digits open; of a rehearsal, the key of the room that it rehearses
    Column("locked_key", String(64)),
    Column(
        "code", String(6), nullable=False, unique=True
    ),  # shown to the whole room: it opens nothing but its phones
    Column("title", String(120), nullable=False),
    Column("held_on", Date),
    Column("criteria_digest", ForeignKey("criteria_version.digest"), nullable=False),
    Column("viewpoint", String(20), nullable=False),
    Column("context", JSON, nullable=False),
    Column("rehearsal", Boolean, nullable=False),  # invented phones answer
    Column("sides", Boolean, nullable=False),  # whether phones are asked where they speak from
    Column("state", String(20), nullable=False),
    Column("current", Integer, nullable=False),  # the position of a step
    Column("open_to_all", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),  # how many actions were done: a stale one is refused
    Column("changes", Integer, nullable=False),  # actions and moderation: what a phone sees changed
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

# without a date, a number or, on SQLite, a rowid: nothing tells who came first
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
    Column(
        "phone_digest", String(64), primary_key=True
    ),  # of this step alone: no phone is followed from step to step
    Column("choice", JSON, nullable=False),
    Column("side", String(20), nullable=False),
    Column("again", Boolean),  # sent once the first figures were shown
    Column("before", JSON(none_as_null=True)),  # what was revealed; null for a vote that came later
    sqlite_with_rowid=False,
)
