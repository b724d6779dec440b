"""Engagements: what someone undertakes to do, who does it, by when, and what became of it.

They are stored beside the answers and change no score. Exported shape: docs/format-json.md, « plan » and « engagements ».
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 6  # engagements open at once: beyond, the pages advise against more, and refuse none
# characters of each text; in pages, the fields of title and who take half of it, so that two joined texts still fit
TITLE_MAX, WHO_MAX, REASON_MAX, COMMENT_MAX = 400, 240, 300, 2_000


class EngagementState(StrEnum):
    """What became of an engagement."""

    TO_DO = "a_faire"
    UNDER_WAY = "en_cours"
    DONE = "fait"
    DROPPED = "laisse"


@dataclass(frozen=True, slots=True)
class Engagement:
    """An engagement: of a card, about a criterion, or free. A card, while the criteria have it, gives the words, else `title`.

    `reference` identifies it in forms and calendars; empty before it is stored. `revision` increases at each change.
    """

    card: str = ""
    criterion: str = ""
    title: str = ""
    who: str = ""
    due: datetime.date | None = None
    state: EngagementState = EngagementState.TO_DO
    reason: str = ""  # why it was dropped
    note: str = ""
    reference: str = ""
    revision: int = 0
    changed_on: datetime.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in (EngagementState.TO_DO, EngagementState.UNDER_WAY)

    @property
    def is_dated(self) -> bool:
        """Whether it is still to be done, and has a due date."""
        return self.is_open and self.due is not None

    @property
    def is_blank(self) -> bool:
        """Whether every text and date is empty."""
        return not (self.card or self.title or self.who or self.due or self.reason or self.note)

    def is_late(self, day: datetime.date) -> bool:
        """Whether it is still to be done, and was due before `day`."""
        return self.is_open and self.due is not None and self.due < day


def of_card(engagements: Iterable[Engagement], card: str) -> Engagement | None:
    """Return the engagement of a card, or None."""
    return next((engagement for engagement in engagements if engagement.card == card), None)


def any_done(engagements: Iterable[Engagement]) -> bool:
    """Tell whether at least one engagement is done."""
    return any(engagement.state is EngagementState.DONE for engagement in engagements)
