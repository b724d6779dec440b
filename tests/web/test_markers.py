"""Nobody ever gets what is someone else's: thirty diagnostics with markers, read and saved by eight threads at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.markers import play
from tests.support.databases import new_database
from tests.support.paths import ROOT
from tests.support.serving import free_ports, started

EACH = 20  # requests of a thread; `python -m benchmarks.markers` plays for two minutes


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    environ = {
        **os.environ,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "QUESTIONNAIRE_INSTANCE": str(tmp_path / "instance"),
        "QUESTIONNAIRE_CRITERIA": str(ROOT / "criteria.yaml"),
        "QUESTIONNAIRE_DATABASE_URL": new_database(tmp_path),
        "QUESTIONNAIRE_LIMITS": "non",
    }
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, environ, port, tmp_path / "log"):
        yield f"http://127.0.0.1:{port}"


def test_no_answer_holds_the_marker_of_someone_else(site: str) -> None:
    tally = play(site, until=lambda made: made >= EACH)
    assert tally.faults == []
    assert tally.answers.total() == 8 * EACH
    assert len(tally.answers) == 4
    assert tally.marked > 4 * EACH
