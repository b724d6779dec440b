"""The dated steps of a plan as calendar events (RFC 5545), which anybody may be shown: calendars are shared.

No link and no key is in it. The same step of the same diagnostic keeps its identifier, so that importing again updates.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from typing import TYPE_CHECKING

from questionnaire.assessment.plan import Step
from questionnaire.assessment.report import Report
from questionnaire.assessment.step_wording import AGENDA_TITLE, event_words
from questionnaire.assessment.steps import dated_steps
from questionnaire.criteria.criterion import Card
from questionnaire.typography import NBSP

if TYPE_CHECKING:
    from icalendar import Event

MIMETYPE = "text/calendar"
FILE_NAME = "terrain-d-entente-rappels.ics"
REMINDER = -datetime.timedelta(days=6, hours=15)  # before the day begins: at nine in the morning, a week before
_PRODUCT = "-//Terrain d’entente//Plan//FR"
_FIRST_YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_MINUTE = datetime.timedelta(minutes=1)


def render_agenda(report: Report, key: str, moment: datetime.datetime) -> bytes:
    """Return one all-day event for each step to do that has a date; `moment`, with its zone, tells later files apart.

    `key` only marks the identifiers as those of this diagnostic: it cannot be found again from them.
    """
    from icalendar import Calendar  # not at the top: 10 MB that a server without reminders never loads

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for card, step in dated_steps(report):
        calendar.add_component(_event(card, step, key, moment))
    return bytes(calendar.to_ical())


def _event(card: Card, step: Step, key: str, moment: datetime.datetime) -> Event:
    from icalendar import Alarm, Event

    assert step.before is not None  # noqa: S101 - dated
    event, alarm = Event(), Alarm()
    event.add("uid", _identifier(card.id, key))
    event.add("sequence", (moment - _FIRST_YEAR) // _MINUTE)
    event.add("dtstamp", moment)
    event.add("dtstart", step.before)
    event.add("dtend", step.before + datetime.timedelta(days=1))
    event.add("summary", card.title)
    event.add("description", event_words(card, step))
    event.add("transp", "TRANSPARENT")  # whoever has it is not busy all day
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{AGENDA_TITLE}{NBSP}: {card.title}")
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    return event


def _identifier(card: str, key: str) -> str:
    """Return the identifier of a step: one-way, and of nothing else than this use."""
    return hmac.new(key.encode(), f"agenda:{card}".encode(), hashlib.sha256).hexdigest()[:32]
