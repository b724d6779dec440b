"""Respondents' pages take turns at computing (see `questionnaire.turns`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from questionnaire.turns import computing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# facilitators' pages compute for long, and whoever watches the server must not wait
_OUT_OF_TURN = ("/animation", "/sante")


def take_turns(app: Flask) -> None:
    """Let one respondent's page be made at a time."""
    inner = app.wsgi_app

    def in_turn(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(_OUT_OF_TURN):
            return inner(environ, start_response)
        with computing():
            return inner(environ, start_response)

    app.wsgi_app = in_turn  # type: ignore[method-assign]
