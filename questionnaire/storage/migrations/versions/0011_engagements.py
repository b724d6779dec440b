"""The steps kept in the column « plan » of a diagnostic become engagements."""

import datetime
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

DIAGNOSTICS = sa.table(
    "diagnostic", sa.column("id", sa.Integer), sa.column("plan", sa.JSON), sa.column("updated_at", sa.DateTime)
)
ENGAGEMENTS = sa.table(
    "engagement",
    sa.column("diagnostic_id", sa.Integer),
    sa.column("reference", sa.String),
    sa.column("card", sa.String),
    sa.column("title", sa.Text),
    sa.column("who", sa.Text),
    sa.column("due", sa.Date),
    sa.column("state", sa.String),
    sa.column("reason", sa.Text),
    sa.column("note", sa.Text),
    sa.column("revision", sa.Integer),
    sa.column("created_at", sa.DateTime),
    sa.column("updated_at", sa.DateTime),
)


def upgrade() -> None:
    connection = op.get_bind()
    rows = [row for stored in connection.execute(sa.select(DIAGNOSTICS)) for row in _rows(stored)]
    if rows:
        connection.execute(sa.insert(ENGAGEMENTS), rows)
    op.drop_column("diagnostic", "plan")


def _rows(stored: Any) -> list[dict[str, Any]]:
    plan = stored.plan if isinstance(stored.plan, dict) else {}
    kept_on = _date(plan.get("garde_le"))
    moment = datetime.datetime.combine(kept_on, datetime.time()) if kept_on else stored.updated_at
    now = datetime.datetime.now(datetime.UTC)
    # greater than what an event of the step has been given in a calendar
    revision = (now - datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(minutes=1)
    return [
        {
            "diagnostic_id": stored.id,
            "reference": secrets.token_urlsafe(18),
            "card": step["conseil"],
            "title": "",
            "who": step["qui"],
            "due": _date(step["quand"]),
            "state": step["etat"],
            "reason": "",
            "note": "",
            "revision": revision,
            "created_at": moment,
            "updated_at": moment,
        }
        for step in plan.get("pas", [])
    ]


def _date(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None
