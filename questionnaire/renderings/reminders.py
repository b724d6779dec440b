"""The dated engagements as calendar events (RFC 5545).

Calendars are often shared, so events contain no link and no key. An engagement keeps its identifier: importing the file
again updates its event.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from typing import TYPE_CHECKING

from questionnaire.assessment.engagement_wording import REMINDERS_TITLE, event_words, title_words
from questionnaire.assessment.report import Report
from questionnaire.assessment.shown_engagements import ShownEngagement, dated_engagements
from questionnaire.typography import NBSP

if TYPE_CHECKING:
    from icalendar import Event

MIMETYPE = "text/calendar"
FILE_NAME = "terrain-d-entente-rappels.ics"
REMINDER = -datetime.timedelta(
    days=6, hours=15
)  # from the midnight that starts the day: nine in the morning, a week before
_PRODUCT = "-//Terrain d’entente//Engagements//FR"


def render_reminders(report: Report, key: str, moment: datetime.datetime) -> bytes:
    """Return one all-day event for each open engagement with a due date; `moment`: now, with its time zone.

    The identifiers of events are derived from `key`, which cannot be recovered from them.
    """
    from icalendar import Calendar  # not at the top: 10 MB that a server without reminders never loads

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for shown in dated_engagements(report):
        calendar.add_component(_event(shown, key, moment))
    return bytes(calendar.to_ical())


def _event(shown: ShownEngagement, key: str, moment: datetime.datetime) -> Event:
    from icalendar import Alarm, Event

    engagement, title = shown.engagement, title_words(shown)
    assert engagement.due is not None  # noqa: S101 - dated
    event, alarm = Event(), Alarm()
    event.add("uid", _identifier(engagement.card or engagement.reference, key))
    event.add("sequence", engagement.revision)
    event.add("dtstamp", moment)
    event.add("dtstart", engagement.due)
    event.add("dtend", engagement.due + datetime.timedelta(days=1))
    event.add("summary", title)
    event.add("description", event_words(shown))
    event.add("transp", "TRANSPARENT")  # it does not mark the day as busy
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{REMINDERS_TITLE}{NBSP}: {title}")
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    return event


def _identifier(name: str, key: str) -> str:
    """Return the identifier of an event: an HMAC under the key of the diagnostic."""
    return hmac.new(key.encode(), f"agenda:{name}".encode(), hashlib.sha256).hexdigest()[:32]
