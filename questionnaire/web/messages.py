"""Messages that the next page shows once."""

from __future__ import annotations

from typing import cast

from flask import get_flashed_messages, session

_UNREAD = "a-dire"  # the place in the session


def warn_once(message: str) -> None:
    """Show a warning on the next page; sent again before it was read, it is shown once."""
    unread = session.get(_UNREAD, [])
    if message not in unread:
        session[_UNREAD] = [*unread, message]


def take_messages() -> list[tuple[str, str]]:
    """Return the messages to show, as (kind, text), and forget them."""
    flashed = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    return flashed + [("warning", text) for text in session.pop(_UNREAD, [])]
