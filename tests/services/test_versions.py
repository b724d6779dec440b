"""The version in service: the file that is watched, publications, and several workers that agree."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from questionnaire.criteria.loading import digest
from questionnaire.errors import CriteriaError, StorageError
from questionnaire.services.versions import Versions, Watch
from questionnaire.storage import CriteriaText, Origin, PublicationStore
from tests.support.paths import ROOT

MINIMAL = (ROOT / "tests/valid/minimal.yaml").read_text(encoding="utf-8")
MARIE: dict[str, Any] = {"author": "Marie", "origin": Origin.SPACE, "message": "Essai"}


def version(label: str) -> str:
    """Return a valid file whose version is `label`."""
    changed = MINIMAL.replace('version: "essai-1"', f'version: "{label}"')
    assert label in changed
    return changed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "criteria.yaml"
    write(written, version("un"))
    return written


@pytest.fixture
def worker(publications: PublicationStore, file: Path) -> Callable[[], Versions]:
    """Return a function that starts one more worker on the same database and file."""
    return lambda: Versions(publications, file)


_clock = iter(range(1_700_000_000, 1_800_000_000, 10))


def write(file: Path, content: str) -> None:
    """Write a file whose moment of change differs from the last one, however quick the test is."""
    file.write_text(content, encoding="utf-8")
    moment = next(_clock)
    os.utime(file, (moment, moment))


def look(versions: Versions) -> str:
    """Let a worker look twice, as it does within two seconds; returns the version in service."""
    versions.refresh(now_too=True)
    versions.refresh(now_too=True)
    return versions.current.version


def text_of(source: str) -> CriteriaText:
    return CriteriaText(digest(source), "essai", source.encode())


def test_the_first_start_puts_the_file_in_service(worker: Callable[[], Versions]) -> None:
    started = worker()
    assert started.current.version == "un"
    assert started.in_service.origin is Origin.FILE
    assert started.in_service.author == ""


def test_saving_a_valid_file_puts_it_in_service_for_every_worker(
    worker: Callable[[], Versions], publications: PublicationStore, file: Path
) -> None:
    one, two = worker(), worker()
    write(file, version("deux"))
    assert (look(one), look(two)) == ("deux", "deux")
    assert [published.label for published in publications.history()] == ["deux", "un"]


def test_a_file_being_written_waits_until_it_rests(worker: Callable[[], Versions], file: Path) -> None:
    started = worker()
    write(file, version("deux"))
    started.refresh(now_too=True)
    assert started.current.version == "un"
    write(file, version("trois"))
    started.refresh(now_too=True)
    assert started.current.version == "un"
    assert look(started) == "trois"


def test_a_faulty_file_changes_nothing_and_is_reported_with_its_line(
    worker: Callable[[], Versions], publications: PublicationStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    started = worker()
    write(file, version("deux").replace("format: 1", "format: 1\nformat: 1"))
    with caplog.at_level(logging.ERROR):
        assert look(started) == "un"
    assert len(publications.history()) == 1
    [problem] = started.file_state.problems
    assert "écrit deux fois" in problem.message
    assert f"ligne {problem.line}" in caplog.text
    write(file, version("un"))
    assert look(started) == "un"
    assert started.file_state.problems == ()
    assert len(publications.history()) == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"format: 1\x00", b"&a [*a]", b"x" * 2_000_000])
def test_a_hostile_file_changes_nothing(worker: Callable[[], Versions], file: Path, content: bytes) -> None:
    started = worker()
    file.write_bytes(content)
    assert look(started) == "un"
    assert started.file_state.problems


def test_a_file_that_disappears_changes_nothing(worker: Callable[[], Versions], file: Path) -> None:
    started = worker()
    file.unlink()
    assert look(started) == "un"
    assert "n’existe pas" in started.file_state.problems[0].message
    write(file, version("deux"))
    assert look(started) == "deux"


def test_a_worker_restarted_on_a_faulty_file_serves_the_version_in_service(
    worker: Callable[[], Versions], file: Path
) -> None:
    worker()
    write(file, "format: [")
    restarted = worker()
    assert restarted.current.version == "un"
    assert restarted.file_state.problems


def test_a_first_start_on_a_faulty_file_is_refused(publications: PublicationStore, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("format: [", encoding="utf-8")
    with pytest.raises(CriteriaError):
        Versions(publications, faulty)


def test_what_was_published_from_the_space_outlives_a_restart(
    worker: Callable[[], Versions], publications: PublicationStore
) -> None:
    started = worker()
    assert publications.publish(text_of(version("espace")), expected=started.in_service.id, **MARIE)
    assert look(started) == "espace"
    assert worker().current.version == "espace"


@pytest.mark.parametrize("origin", [Origin.SPACE, Origin.RETURN, Origin.COMMAND])
def test_a_file_that_changes_later_never_replaces_what_somebody_published(
    worker: Callable[[], Versions], publications: PublicationStore, file: Path, origin: Origin
) -> None:
    started = worker()
    chosen = MARIE | {"origin": origin}
    publications.publish(text_of(version("espace")), expected=started.in_service.id, **chosen)
    write(file, version("fichier"))
    assert look(started) == "espace"
    assert worker().current.version == "espace"
    write(file, version("autre"))
    assert worker().current.version == "espace"  # seen at the start
    assert len(publications.history()) == 2


def test_a_late_worker_does_not_put_the_file_above_a_newer_publication(
    worker: Callable[[], Versions], publications: PublicationStore, file: Path
) -> None:
    quick, late = worker(), worker()
    write(file, version("fichier"))
    look(quick)
    publications.publish(text_of(version("espace")), expected=quick.in_service.id, **MARIE)
    assert look(late) == "espace"
    assert look(quick) == "espace"


def test_of_two_publications_at_once_the_second_is_refused(
    worker: Callable[[], Versions], publications: PublicationStore
) -> None:
    shown = worker().in_service.id
    assert publications.publish(text_of(version("a")), expected=shown, **MARIE)
    assert publications.publish(text_of(version("b")), expected=shown, **MARIE) is None
    assert [one.label for one in publications.history()] == ["essai", "un"]


def test_a_database_that_does_not_answer_leaves_the_version_in_service(
    worker: Callable[[], Versions], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started = worker()

    def broken(_self: PublicationStore) -> None:
        raise StorageError("la base ne répond pas")

    monkeypatch.setattr(PublicationStore, "last_id", broken)
    assert look(started) == "un"
    assert "impossible de savoir quelle version est en service" in caplog.text


def test_a_version_that_this_release_cannot_read_is_left_for_the_file(
    worker: Callable[[], Versions], publications: PublicationStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    started = worker()
    publications.publish(CriteriaText("0" * 64, "ancienne", b"format: 0"), expected=started.in_service.id, **MARIE)
    assert look(started) == "un"
    assert "n’est pas lisible par ce programme" in caplog.text
    assert worker().current.version == "un"
    write(file, "format: [")
    with pytest.raises(CriteriaError):
        worker()


def test_looking_is_rare_and_never_waits_for_another_thread(
    worker: Callable[[], Versions], monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    started = worker()
    write(file, version("deux"))
    started.refresh()
    started.refresh()
    assert started.current.version == "un"  # less than a second has passed
    monkeypatch.setattr("questionnaire.services.versions.CHECK_SECONDS", -1)
    with started._refresh_lock:
        started.refresh()
    started.refresh()
    started.refresh()
    assert started.current.version == "deux"


def test_an_instance_without_any_publication_left_says_so(
    worker: Callable[[], Versions], publications: PublicationStore
) -> None:
    started = worker()
    with publications._write() as connection:
        connection.execute(text("DELETE FROM publication"))
    assert look(started) == "un"


def test_the_watch_looks_by_itself(worker: Callable[[], Versions], monkeypatch: pytest.MonkeyPatch) -> None:
    started = worker()
    looked = threading.Event()

    def once() -> None:
        monkeypatch.setattr(
            "questionnaire.services.versions.CHECK_SECONDS", 3600
        )  # the thread now sleeps until the end
        looked.set()

    monkeypatch.setattr("questionnaire.services.versions.CHECK_SECONDS", 0)
    monkeypatch.setattr(started, "refresh", once)
    Watch(started).start()
    assert looked.wait(5)
