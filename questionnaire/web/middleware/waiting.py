"""How long a request may wait to write, in all: a page that is read waits for a moment at most."""

from __future__ import annotations

from flask import Flask, request

from questionnaire.storage.engine import BUSY_SECONDS
from questionnaire.storage.waiting import MOMENT, begin_request, end_request


def install_waiting(app: Flask) -> None:
    """Bound the waits of every request; to be installed before what writes."""

    @app.before_request
    def _begin() -> None:
        begin_request(MOMENT if request.method in ("GET", "HEAD") else BUSY_SECONDS)

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        end_request()
