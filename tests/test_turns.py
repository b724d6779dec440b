"""Requests take turns at computing; whoever waits lets the others pass."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.assessment.report import Report
from questionnaire.renderings import FORMATS
from questionnaire.turns import aside, computing
from tests.conftest import begin

SOON, PATIENT = 0.05, 10.0


def in_turn(action: Callable[[], object]) -> Callable[[], object]:
    """Return the action, done in one's turn."""

    def done() -> object:
        with computing():
            return action()

    return done


def test_one_computes_at_a_time_and_the_next_one_waits() -> None:
    with ThreadPoolExecutor() as others, computing():
        waiting = others.submit(in_turn(lambda: "done"))
        with pytest.raises(TooLate):
            waiting.result(SOON)
        with aside():
            assert waiting.result(PATIENT) == "done"
        with pytest.raises(TooLate):
            others.submit(in_turn(lambda: "done")).result(SOON)


def test_a_turn_is_left_even_when_something_fails() -> None:
    with pytest.raises(ZeroDivisionError), computing(), aside():
        raise ZeroDivisionError
    with ThreadPoolExecutor() as others:
        assert others.submit(in_turn(lambda: "done")).result(PATIENT) == "done"


def test_whoever_has_no_turn_steps_aside_for_nobody() -> None:
    with aside(), aside():
        pass
    with computing(), aside(), aside():
        pass


@pytest.mark.sqlite
def test_pages_are_made_while_a_download_is_waited_for(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, end = threading.Event(), threading.Event()

    def slow(_report: Report, _date: datetime.date) -> bytes:
        begun.set()
        assert end.wait(PATIENT)
        return b"made"

    monkeypatch.setitem(FORMATS, "csv", replace(FORMATS["csv"], render=slow))
    key, other = begin(client), app.test_client()
    with ThreadPoolExecutor() as others:
        download = others.submit(client.get, f"/diagnostic/{key}/resultats/csv")
        assert begun.wait(PATIENT)
        assert other.get(f"/diagnostic/{key}").status_code == 200
        end.set()
        assert download.result(PATIENT).data == b"made"
