"""Photos of a diagnostic: by hand, and before a change that comes long after the others."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, update

from questionnaire.answers import Answer
from questionnaire.storage import DiagnosticStore, PhotoStore, now
from questionnaire.storage.photos import LATE, MAX_PHOTOS
from questionnaire.storage.saves import SentAnswer
from questionnaire.storage.tables import answers, diagnostics, frozen_sheets
from tests.support.building import sheet
from tests.support.databases import store_version

SHEET = sheet({"a": 1, "b": "ne_sait_pas"}, stade="idee")


@pytest.fixture
def digest(engine: Engine) -> str:
    store_version(engine, "d" * 64)
    return "d" * 64


@pytest.fixture
def store(engine: Engine) -> DiagnosticStore:
    return DiagnosticStore(engine)


@pytest.fixture
def photos(engine: Engine) -> PhotoStore:
    return PhotoStore(engine)


@pytest.fixture
def diagnostic(store: DiagnosticStore, digest: str) -> int:
    assert store.create("edit", "read", digest, SHEET)
    found = store.find("edit")
    assert found
    return found.id


def change(store: DiagnosticStore, number: int, level: int) -> None:
    store.save_answers(number, {"a": SentAnswer(Answer.at(level), None)})


def untouched_since(engine: Engine, number: int, period: datetime.timedelta, *, finished: bool = True) -> None:
    """Make the last change of a diagnostic older."""
    moment = now() - period
    with engine.begin() as connection:
        connection.execute(update(answers).filter_by(diagnostic_id=number).values(updated_at=moment))
        done = update(diagnostics).filter_by(id=number)
        connection.execute(done.values(finished_at=moment if finished else None))


def test_a_photo_keeps_the_answers_whatever_becomes_of_them(
    store: DiagnosticStore, photos: PhotoStore, diagnostic: int
) -> None:
    taken = photos.take(diagnostic, "Avant la réunion")
    assert taken
    change(store, diagnostic, 3)
    (kept,) = photos.of(diagnostic)
    assert (kept.id, kept.label, kept.sheet) == (taken.id, "Avant la réunion", SHEET)


def test_a_photo_of_what_has_not_changed_is_that_of_before(
    store: DiagnosticStore, photos: PhotoStore, diagnostic: int
) -> None:
    first = photos.take(diagnostic, "")
    assert photos.take(diagnostic, "encore") == first
    change(store, diagnostic, 2)
    second = photos.take(diagnostic, "")
    assert second
    assert [photo.id for photo in photos.of(diagnostic)] == [second.id, first.id if first else 0]


def test_there_are_no_more_photos_than_so_many(
    store: DiagnosticStore, photos: PhotoStore, diagnostic: int
) -> None:
    for number in range(MAX_PHOTOS):
        change(store, diagnostic, number % 3)
        assert photos.take(diagnostic, "")
    change(store, diagnostic, 3)
    assert photos.take(diagnostic, "") is None
    assert len(photos.of(diagnostic)) == MAX_PHOTOS


def test_a_change_long_after_the_last_keeps_what_was_there(
    engine: Engine, store: DiagnosticStore, photos: PhotoStore, diagnostic: int
) -> None:
    untouched_since(engine, diagnostic, LATE + datetime.timedelta(hours=1))
    change(store, diagnostic, 1)  # the same answer
    assert photos.of(diagnostic) == ()
    change(store, diagnostic, 3)
    change(store, diagnostic, 2)
    (kept,) = photos.of(diagnostic)
    assert (kept.label, kept.sheet) == ("", SHEET)


@pytest.mark.parametrize(("days", "finished"), [(-1, True), (1, False)])
def test_a_change_soon_after_the_last_or_of_what_is_not_finished_keeps_nothing(
    engine: Engine, store: DiagnosticStore, photos: PhotoStore, diagnostic: int, days: int, finished: bool
) -> None:
    untouched_since(engine, diagnostic, LATE + datetime.timedelta(days=days), finished=finished)
    change(store, diagnostic, 3)
    assert photos.of(diagnostic) == ()


def test_a_late_change_of_the_context_or_of_the_version_keeps_what_was_there_too(
    engine: Engine, store: DiagnosticStore, photos: PhotoStore, diagnostic: int, digest: str
) -> None:
    untouched_since(engine, diagnostic, LATE * 2)
    store.revise(diagnostic, lambda stored: stored)
    assert photos.of(diagnostic) == ()
    store.revise(diagnostic, lambda stored: replace(stored, context={"stade": "ouverture"}))
    assert [photo.sheet.context["stade"] for photo in photos.of(diagnostic)] == ["idee"]
    read = store.find("edit")
    assert read
    assert store.upgrade(read, digest, SHEET)
    assert [photo.sheet.context["stade"] for photo in photos.of(diagnostic)] == ["ouverture", "idee"]


def test_a_photo_is_deleted_by_its_owner_alone_and_with_the_diagnostic(
    engine: Engine, store: DiagnosticStore, photos: PhotoStore, diagnostic: int, digest: str
) -> None:
    taken = photos.take(diagnostic, "")
    assert taken
    assert not photos.delete(diagnostic + 1, taken.id)
    assert photos.delete(diagnostic, taken.id)
    assert not photos.delete(diagnostic, taken.id)
    photos.take(diagnostic, "")
    store.delete(diagnostic)
    assert photos.take(diagnostic, "") is None
    with engine.connect() as connection:
        assert connection.execute(select(frozen_sheets)).all() == []
