"""Days and hours are shown as the server's clock has them."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

import pytest

from questionnaire.typography import NBSP
from questionnaire.web.local_time import day, moment

LATE = datetime.datetime(2026, 11, 29, 23, 30)  # noqa: DTZ001 - UTC without a zone, as stored


@pytest.fixture
def one_hour_ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "CET-1")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("one_hour_ahead")
def test_what_is_stored_late_in_the_evening_has_the_next_day_where_clocks_are_ahead() -> None:
    assert day(LATE).replace(NBSP, " ") == "30 novembre 2026"
    assert moment(LATE).replace(NBSP, " ") == "30 novembre 2026 à 0 h 30"
