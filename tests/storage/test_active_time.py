"""How long answering takes: added at each save, capped, frozen with the results, and never guessed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event, select

from questionnaire.answers import Answer, AnswerSheet, Viewpoint
from questionnaire.assessment.measured_duration import Measure
from questionnaire.storage import ActiveTimeStore, DiagnosticStore
from questionnaire.storage import diagnostics as module
from questionnaire.storage.saves import SentAnswer
from questionnaire.storage.tables import diagnostics
from tests.support.databases import store_version

V1, V2 = "d" * 64, "e" * 64
SHEET = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "idee", "locaux": "bail"})
Wait = Callable[[int], None]


@pytest.fixture
def store(engine: Engine) -> DiagnosticStore:
    for digest in (V1, V2):
        store_version(engine, digest)
    return DiagnosticStore(engine)


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let seconds go by."""
    moment = [datetime.datetime(2026, 12, 31, 23, 59, 30)]  # noqa: DTZ001 - stored in UTC, without a zone
    monkeypatch.setattr(module, "now", lambda: moment[0])

    def pass_by(seconds: int) -> None:
        moment[0] += datetime.timedelta(seconds=seconds)

    return pass_by


def begin(store: DiagnosticStore, first_page: int | None = 40) -> int:
    assert store.create("e", "r", V1, SHEET, active_seconds=first_page)
    found = store.find("e")
    assert found
    return found.id


def seconds(engine: Engine) -> int | None:
    with engine.connect() as connection:
        found: int | None = connection.execute(select(diagnostics.c.active_seconds)).scalar_one()
        return found


def save(store: DiagnosticStore, number: int, level: int = 1) -> None:
    store.save_answers(number, {"a": SentAnswer(Answer.at(level), None)})


def test_each_save_adds_the_time_since_the_one_before_two_minutes_at_most(
    engine: Engine, store: DiagnosticStore, wait: Wait
) -> None:
    number = begin(store)
    for gap in (25, 0, 3_600):  # a moment, a double click, a lunch
        wait(gap)
        save(store, number)
    assert seconds(engine) == 40 + 25 + 120
    wait(15)
    store.revise(number, lambda sheet: replace(sheet, path="express"))
    wait(-60)  # the clock of the server was set back
    save(store, number)
    assert seconds(engine) == 40 + 25 + 120 + 15


def test_the_first_results_freeze_it(engine: Engine, store: DiagnosticStore, wait: Wait) -> None:
    number = begin(store)
    wait(30)
    save(store, number)
    wait(10)
    store.finish(number)
    for again in (save, DiagnosticStore.finish):
        wait(50)
        again(store, number)
    assert seconds(engine) == 80
    assert ActiveTimeStore(engine).measures(V1) == [Measure("complet", Viewpoint.PROJET, "idee", 80)]
    assert ActiveTimeStore(engine).measures(V2) == []


def test_refining_the_context_from_the_results_keeps_it_and_another_path_or_stage_drops_it(
    engine: Engine, store: DiagnosticStore, wait: Wait
) -> None:
    number = begin(store)
    store.finish(number)
    store.revise(number, lambda sheet: replace(sheet, context={**sheet.context, "locaux": "achat"}))
    assert seconds(engine) == 40
    store.revise(number, lambda sheet: replace(sheet, context={**sheet.context, "stade": "fonctionnement"}))
    assert seconds(engine) is None
    save(store, number)
    assert seconds(engine) is None


def test_results_asked_for_with_blanks_are_not_measured(
    engine: Engine, store: DiagnosticStore, wait: Wait
) -> None:
    number = begin(store)
    store.finish(number, complete=False)
    assert ActiveTimeStore(engine).measures(V1) == []


def test_another_version_is_not_measured_by_the_time_of_the_one_before(
    engine: Engine, store: DiagnosticStore, wait: Wait
) -> None:
    store.finish(begin(store))
    read = store.find("e")
    assert read
    assert store.upgrade(read, V2, read.sheet)
    assert ActiveTimeStore(engine).measures(V2) == []


def test_what_was_not_measured_from_the_beginning_never_is(
    engine: Engine, store: DiagnosticStore, wait: Wait
) -> None:
    number = begin(store, first_page=None)
    wait(30)
    save(store, number)
    store.finish(number)
    assert seconds(engine) is None
    assert ActiveTimeStore(engine).measures(V1) == []


def test_a_save_costs_no_more_updates_than_before(engine: Engine, store: DiagnosticStore) -> None:
    number, updates = begin(store), []

    @event.listens_for(engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        updates.append(statement.startswith("UPDATE"))

    save(store, number)
    assert sum(updates) == 1
