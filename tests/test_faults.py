"""The short form of benchmarks/faults: one fault of each kind, ended once respondents have felt it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.comparing import check_value
from benchmarks.faults.injecting import Pace
from benchmarks.faults.journal import Record, StoredValue
from benchmarks.faults.observing import Cut, Observed
from benchmarks.faults.run import Outcome, Plan, play, tell
from tests.support.databases import ON_POSTGRESQL, new_database

MINIMAL = Path(__file__).parent / "valid" / "minimal.yaml"
KINDS = ("publish", "worker", "clock", "database", "restart", *(() if ON_POSTGRESQL else ("disk",)))
pytestmark = [pytest.mark.faults, pytest.mark.database]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Six people, and one fault of each kind."""
    return play(short_plan(tmp_path_factory.mktemp("fautes")), print_nothing)


def test_nothing_acknowledged_is_lost_and_every_promise_is_kept(outcome: Outcome) -> None:
    said: list[str] = []
    tell(outcome, said.append)
    assert outcome.broken == [], "".join(said)
    assert outcome.injected == len(KINDS)
    assert outcome.observed.counts["acknowledged writes"] > 0
    assert outcome.observed.counts["lost"] == outcome.observed.counts["duplicated"] == 0


def test_a_lost_answer_would_be_seen() -> None:
    record, observed = Record("clé", "r00"), Observed()
    record.acknowledge("note-a", "ancien")
    record.acknowledge("note-a", "nouveau")
    check_value(record, "note-a", "ancien", observed, "ici")
    assert observed.counts["lost"] == 1
    assert "ancien" in observed.broken[0]


def test_what_is_in_doubt_is_right_either_way_until_it_is_seen() -> None:
    record = Record("clé", "r00")
    record.acknowledge("note-a", "ancien")
    record.doubt("note-a", "nouveau", late=False)
    assert record.see("note-a", "nouveau") is StoredValue.IN_DOUBT
    assert record.see("note-a", "ancien") is StoredValue.LOST


def test_a_cut_without_a_fault_would_be_told() -> None:
    observed = Observed()
    observed.cut(Cut("GET /", 100.0, 100.1, refused=False, late=False, why="ConnectionResetError"))
    assert observed.unexplained() == ["cut without a fault: GET / (ConnectionResetError)"]


def test_a_polite_stop_spares_what_was_sent_before() -> None:
    observed = Observed()
    with observed.window("down", graceful=True) as stop:
        pass
    sent = stop.begun - 2
    observed.cut(Cut("GET /", sent, stop.begun + 0.01, refused=False, late=False, why="ConnectionResetError"))
    assert observed.unexplained() == ["cut by a polite stop, 2.00 s after it was sent: GET /"]


def short_plan(folder: Path) -> Plan:
    return Plan(
        seed=2,
        respondents=6,
        criteria=MINIMAL,
        kinds=KINDS,
        folder=folder,
        pace=Pace(until_felt=True),
        database=new_database(folder) if ON_POSTGRESQL else "",
        ways=("cut",) if ON_POSTGRESQL else ("lock",),
    )


def print_nothing(_line: str) -> None:
    pass
