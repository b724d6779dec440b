"""Three-way merge of an engagement that two people change at once, field by field, as answers are (decision 0004)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.merge import Conflict, merge_value
from questionnaire.assessment.text_merge import digest, merge_texts, part_digests
from questionnaire.typography import NBSP

FIELDS = ("title", "who", "due", "state", "reason", "note")  # editable in forms
SEPARATORS = {
    "title": "\n",
    "who": ", ",
    "reason": f"{NBSP}; ",
    "note": "\n",
}  # between two texts of one field that are joined


@dataclass(frozen=True, slots=True)
class SeenEngagement:
    """The engagement that a form displayed: a digest of each of FIELDS."""

    digests: tuple[str, ...]

    @classmethod
    def of(cls, engagement: Engagement) -> SeenEngagement:
        """Return the value for a form that displays `engagement`."""
        return cls(tuple(shown_digest(field, getattr(engagement, field)) for field in FIELDS))

    @classmethod
    def parse(cls, text: str) -> SeenEngagement | None:
        """Parse the hidden field; None when it is malformed."""
        digests = tuple(text.split("."))
        return cls(digests) if len(digests) == len(FIELDS) else None

    def showed(self, field: str, value: Any) -> bool:
        """Tell whether the form displayed this value in this field."""
        return self.digests[FIELDS.index(field)] == shown_digest(field, value)

    def __str__(self) -> str:
        return ".".join(self.digests)


@dataclass(frozen=True, slots=True)
class MergedEngagement:
    """The merged engagement, and the conflict of each field that has one."""

    engagement: Engagement
    conflicts: Mapping[str, Conflict]


def merge_engagement(
    seen: SeenEngagement | None, sent: Engagement, stored: Engagement, fields: tuple[str, ...] = FIELDS
) -> MergedEngagement:
    """Merge these fields of `sent`, from a form that displayed `seen`, into `stored`.

    Without `seen`, the form was empty: it added an engagement that someone else had added meanwhile. When both sides
    changed a field, two texts are joined; of two dates or states, the last sent wins.
    """
    base = (seen or SeenEngagement.of(Engagement())).digests
    theirs, ours = SeenEngagement.of(stored).digests, SeenEngagement.of(sent).digests
    taken: dict[str, Any] = {}
    conflicts: dict[str, Conflict] = {}
    for number, field in enumerate(FIELDS):
        if field not in fields:
            continue
        keep, conflict = merge_value(base[number], ours[number], theirs[number])
        if not keep:
            taken[field] = getattr(sent, field)
        if conflict is Conflict.REPLACED and field in SEPARATORS:
            before = getattr(stored, field)
            taken[field] = merge_texts(base[number], taken[field], before, SEPARATORS[field])
            conflict = Conflict.KEPT if taken[field] == before else Conflict.JOINED
        if conflict:
            conflicts[field] = conflict
    return MergedEngagement(replace(stored, **taken), conflicts)


def shown_digest(field: str, value: str | datetime.date | None) -> str:
    """Return the digest that a form sends back of the value that it displayed in a field."""
    text = value.isoformat() if isinstance(value, datetime.date) else value or ""
    return part_digests(text, SEPARATORS[field]) if field in SEPARATORS else digest(text)
