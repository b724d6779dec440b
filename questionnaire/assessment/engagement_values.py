"""Engagements as the plain values of the JSON download. Shape: docs/format-json.md, « plan » and « engagements ».

`plan` is the earlier shape: six steps at most, of cards only, in three states.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questionnaire.assessment.engagement import (
    COMMENT_MAX,
    ENOUGH,
    REASON_MAX,
    TITLE_MAX,
    WHO_MAX,
    Engagement,
    EngagementState,
)
from questionnaire.criteria.types import ID_MAX
from questionnaire.texts import MAX_LINES, clean_text

READ_MAX = 100  # engagements read from a file
_STATES = {state.value for state in EngagementState}
_LONGEST = {"titre": TITLE_MAX, "qui": WHO_MAX, "raison": REASON_MAX, "note": COMMENT_MAX, "garde_le": 10}


def write_engagements(engagements: Sequence[Engagement]) -> dict[str, Any]:
    """Return the engagements as plain values, which `read_engagements` reads back; an empty dict without any."""
    if not engagements:
        return {}
    of_cards = [engagement for engagement in engagements if engagement.card][:ENOUGH]
    kept_on = max((engagement.changed_on for engagement in of_cards if engagement.changed_on), default=None)
    plan = {"garde_le": _day(kept_on), "pas": [_step(engagement) for engagement in of_cards]}
    return {
        **({"plan": plan} if of_cards else {}),
        "engagements": [_plain(engagement) for engagement in engagements],
    }


def _step(engagement: Engagement) -> dict[str, Any]:
    state = EngagementState.TO_DO if engagement.is_open else engagement.state
    return {"conseil": engagement.card, "qui": engagement.who, "quand": _day(engagement.due), "etat": state.value}


def _plain(engagement: Engagement) -> dict[str, Any]:
    return {
        "titre": engagement.title,
        "conseil": engagement.card or None,
        "critere": engagement.criterion or None,
        "qui": engagement.who,
        "quand": _day(engagement.due),
        "etat": engagement.state.value,
        "raison": engagement.reason,
        "note": engagement.note,
        "garde_le": _day(engagement.changed_on),
    }


def read_engagements(data: Mapping[str, Any]) -> tuple[Engagement, ...]:
    """Return the engagements of a file, or those of its earlier shape `plan`; malformed ones are silently left out."""
    listed, plan = data.get("engagements"), data.get("plan")
    if isinstance(listed, list):
        return tuple(_read(listed, None))
    if isinstance(plan, Mapping) and isinstance(plan.get("pas"), list):
        return tuple(_read(plan["pas"], _date(plan.get("garde_le"))))
    return ()


def _read(items: list[Any], kept_on: datetime.date | None) -> Iterator[Engagement]:
    cards: set[str] = set()
    for item in items[:READ_MAX]:
        engagement = _engagement(item, kept_on) if isinstance(item, Mapping) else Engagement()
        if not engagement.is_blank and engagement.card not in cards:
            yield engagement
        cards |= {engagement.card} - {""}


def _engagement(item: Mapping[str, Any], kept_on: datetime.date | None) -> Engagement:
    texts = {name: _text(item.get(name), longest) for name, longest in _LONGEST.items()}
    ids = [item.get(name) for name in ("conseil", "critere")]
    card, criterion = (name if isinstance(name, str) and len(name) <= ID_MAX else "" for name in ids)
    state = item.get("etat")
    return Engagement(
        card=clean_text(card),
        criterion=clean_text(criterion),
        title=texts["titre"],
        who=_line(texts["qui"]),
        due=_date(item.get("quand")),
        state=EngagementState(state) if isinstance(state, str) and state in _STATES else EngagementState.TO_DO,
        reason=_line(texts["raison"]),
        note=texts["note"],
        changed_on=_date(texts["garde_le"]) or kept_on,
    )


def _text(value: object, longest: int) -> str:
    text = clean_text(value)[:longest] if isinstance(value, str) else ""
    return "\n".join(text.split("\n")[:MAX_LINES]).strip()


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _day(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


def _date(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
