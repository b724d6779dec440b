"""Nobody ever reads another person's answers: thirty diagnostics with markers, read and saved by eight threads at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.markers import play
from tests.support.serving import free_ports, serving, started

EACH = 20  # requests of a thread; `python -m benchmarks.markers` plays for two minutes


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, serving(port, tmp_path, limits="non"), port, tmp_path / "log"):
        yield f"http://127.0.0.1:{port}"


def test_no_answer_holds_the_marker_of_someone_else(site: str) -> None:
    tally = play(site, until=lambda made: made >= EACH)
    assert tally.faults == []
    assert tally.answers.total() == 8 * EACH
    assert len(tally.answers) == 4
    assert tally.marked > 4 * EACH
