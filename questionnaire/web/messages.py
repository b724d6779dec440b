"""Messages shown once, on the next page."""

from __future__ import annotations

from typing import cast

from flask import get_flashed_messages, request, session

from questionnaire.web.cookies import INSECURE, insecure

_UNREAD = "a-dire"  # session key


def warn_once(message: str) -> None:
    """Show a warning on the next page, once even if added several times."""
    unread = session.get(_UNREAD, [])
    if message not in unread:
        session[_UNREAD] = [*unread, message]


def pop_messages() -> list[tuple[str, str]]:
    """Return the messages to show, as (category, text), and remove them from the session.

    The first page of questions adds a warning when the site's cookie cannot work over plain HTTP.
    """
    flashed = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    if request.endpoint == "starting.start" and request.method == "GET" and insecure():
        flashed = [*flashed, ("error", INSECURE)]
    return flashed + [("warning", text) for text in session.pop(_UNREAD, [])]
