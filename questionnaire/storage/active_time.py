"""How long answering takes, measured from the times at which saves arrive."""

from __future__ import annotations

from sqlalchemy import DateTime, Integer, Update, bindparam, case, cast, extract, func, select, update

from questionnaire.answers import Viewpoint
from questionnaire.assessment.measured_duration import LONGEST_GAP, Measure
from questionnaire.criteria.model import STAGE
from questionnaire.storage.tables import diagnostics
from questionnaire.storage.transactions import Transactions

MAX_DIAGNOSTICS = 2000  # the latest of a version, from which the medians are computed


def add_time(dialect: str) -> Update:
    """Return the UPDATE that adds the time since the previous save to a diagnostic's `active_seconds`.

    Parameters: `number` (its id) and `moment` (of this save). At most LONGEST_GAP is added. A null stays null, and
    nothing is added once the respondent has asked for the results.
    """
    columns, moment = diagnostics.c, bindparam("moment", type_=DateTime)
    if dialect == "postgresql":
        gap = cast(extract("epoch", moment - columns.updated_at), Integer)
    else:
        since, until = (cast(func.strftime("%s", when), Integer) for when in (columns.updated_at, moment))
        gap = cast(until - since, Integer)
    added = columns.active_seconds + case((gap < 0, 0), (gap > LONGEST_GAP, LONGEST_GAP), else_=gap)
    total = case((columns.finished_at.is_(None), added), else_=columns.active_seconds)
    return update(diagnostics).where(columns.id == bindparam("number")).values(active_seconds=total)


class ActiveTimeStore(Transactions):
    """Reads how long finished diagnostics took to answer."""

    def measures(self, digest: str) -> list[Measure]:
        """Return the measures of the latest diagnostics of a version, oldest first."""
        columns = diagnostics.c
        with self._read() as connection:
            rows = connection.execute(
                select(columns.path, columns.viewpoint, columns.context, columns.active_seconds)
                .where(
                    columns.criteria_digest == digest,
                    columns.finished_at.is_not(None),
                    columns.active_seconds.is_not(None),
                )
                .order_by(columns.id.desc())
                .limit(MAX_DIAGNOSTICS)
            ).all()
        return [
            Measure(row.path, Viewpoint(row.viewpoint), row.context.get(STAGE), row.active_seconds)
            for row in reversed(rows)
        ]
