"""Dates and times as pages show them: stored datetimes are naive and in UTC, shown ones in the server's time zone."""

from __future__ import annotations

import datetime

from questionnaire.typography import day_words, hour_words


def local_time(when: datetime.datetime) -> datetime.datetime:
    """Return a stored datetime in the server's time zone."""
    return when.replace(tzinfo=datetime.UTC).astimezone()


def today() -> datetime.date:
    """Return the present day in the server's time zone."""
    return datetime.date.today()  # noqa: DTZ011


def day(when: datetime.datetime) -> str:
    """Return « 23 novembre 2026 », the day of a stored datetime."""
    return day_words(local_time(when))


def moment(when: datetime.datetime) -> str:
    """Return « 23 novembre 2026 à 14 h 02 »."""
    return f"{day_words(local_time(when))} à {hour(when)}"


def hour(when: datetime.datetime) -> str:
    """Return « 14 h 02 »."""
    return hour_words(local_time(when).time())
