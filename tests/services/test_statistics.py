"""Stored statistics: each diagnostic is counted once, in a cohort, by any process; no sum is about one person."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from questionnaire.services import statistics as service
from questionnaire.services.statistics import count_settled
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.storage import CohortStore, DiagnosticStore, make_engine
from questionnaire.storage import cohorts as module
from questionnaire.storage.tables import cohorts, diagnostics
from tests.support.building import MINIMAL
from tests.support.databases import store_version

MOMENT = datetime.datetime(2026, 11, 25, 12)  # noqa: DTZ001 - stored without a zone
CRITERIA = load_criteria(MINIMAL.encode())[0]
OTHER = load_criteria(MINIMAL.replace("essai-1", "essai-2").encode())[0]
SHEET = AnswerSheet(
    Viewpoint.PROJET,
    "complet",
    {"stade": "idee", "nom": "secret-nom", "autre-enjeu": "secret-texte"},
    {"a": Answer.at(2, "secret-note"), "b": Answer(State.UNKNOWN)},
)

VERSIONS = {one.digest: one for one in (CRITERIA, OTHER)}


@pytest.fixture
def store(engine: Engine) -> DiagnosticStore:
    for one in (CRITERIA, OTHER):
        store_version(engine, one.digest, one.version)
    return DiagnosticStore(engine)


@pytest.fixture
def statistics(engine: Engine, store: DiagnosticStore) -> CohortStore:
    return CohortStore(engine)


def fill(
    engine: Engine,
    count: int,
    sheet: AnswerSheet = SHEET,
    *,
    ago: datetime.timedelta = datetime.timedelta(hours=1),
    finished: bool = True,
    criteria: Criteria = CRITERIA,
) -> None:
    """Keep so many diagnostics that have not changed for that long."""
    store, start = DiagnosticStore(engine), total(engine)
    for number in range(start, start + count):
        assert store.create(f"e{number}", f"r{number}", criteria.digest, sheet)
        dates: dict[str, Any] = {"created_at": MOMENT - ago, "updated_at": MOMENT - ago}
        if finished:
            dates["finished_at"] = MOMENT - ago
        with store._write() as connection:
            connection.execute(update(diagnostics).filter_by(edit_digest=f"e{number}").values(dates))


def total(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(diagnostics)) or 0


def gather(statistics: CohortStore, least: int = 5, seconds: float = 60) -> int:
    return count_settled(statistics, VERSIONS.__getitem__, least, MOMENT, seconds)


def test_five_settled_diagnostics_make_a_cohort_and_are_counted_once(
    engine: Engine, statistics: CohortStore
) -> None:
    fill(engine, 5)
    assert gather(statistics) == 5
    assert gather(statistics) == 0
    (cohort,) = statistics.all(5)
    assert cohort.size == cohort.counters["finished"] == 5
    assert abs(cohort.counters["level:a:2"] - 5) <= 6  # blurred
    assert cohort.dimensions == Dimensions(CRITERIA.digest, "projet", "idee", "", "2026-T4")


@pytest.mark.parametrize(
    ("finished", "ago", "counted"),
    [
        (True, datetime.timedelta(minutes=10), 5),
        (True, datetime.timedelta(minutes=9), 0),
        (False, datetime.timedelta(hours=24), 5),
        (False, datetime.timedelta(hours=23), 0),
    ],
)
def test_what_may_still_change_is_not_counted(
    engine: Engine, statistics: CohortStore, finished: bool, ago: datetime.timedelta, counted: int
) -> None:
    fill(engine, 5, finished=finished, ago=ago)
    assert gather(statistics) == counted


def test_four_wait_for_a_fifth(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 4)
    assert gather(statistics) == 0
    assert statistics.all(5) == []
    fill(engine, 1)
    assert gather(statistics) == 5


def test_a_cohort_of_the_same_dimensions_grows_by_whole_cohorts(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    gather(statistics)
    fill(engine, 4)
    gather(statistics)
    assert [cohort.size for cohort in statistics.all(5)] == [5]
    fill(engine, 2)
    gather(statistics)
    assert [(cohort.size, cohort.counters["finished"]) for cohort in statistics.all(5)] == [(11, 11)]


def test_a_raised_minimum_merges_the_cohorts_that_became_too_small(
    engine: Engine, statistics: CohortStore
) -> None:
    fill(engine, 5)
    fill(engine, 6, replace(SHEET, context={"stade": "ouvert"}))
    gather(statistics)
    assert len(statistics.all(5)) == 2
    assert statistics.all(7) == []
    assert gather(statistics, 7) == 0
    (cohort,) = statistics.all(7)
    assert (cohort.size, cohort.counters["finished"], cohort.dimensions.stage) == (11, 11, None)
    with engine.connect() as connection:
        assert (
            connection.scalar(select(func.count()).select_from(cohorts).where(cohorts.c.quarter != "pairs")) == 1
        )
        assert len(connection.scalars(select(diagnostics.c.lot_id).distinct()).all()) == 1


def test_a_cohort_that_became_too_small_is_completed_in_place(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    gather(statistics)
    fill(engine, 3)
    assert gather(statistics, 7) == 3
    assert [(cohort.size, cohort.counters["finished"]) for cohort in statistics.all(7)] == [(8, 8)]


def test_a_cohort_that_cannot_be_merged_stays_out_of_sight(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    gather(statistics)
    gather(statistics, 10)
    assert statistics.all(10) == []
    assert statistics.versions(10) == []
    assert statistics.sizes(10) == {}
    assert statistics.pairs(10) == {}


def test_versions_never_meet_and_the_newest_comes_first(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    fill(engine, 4, criteria=OTHER)
    assert gather(statistics) == 5
    fill(engine, 1, criteria=OTHER)
    gather(statistics)
    assert {one.label for one in statistics.versions(5)} == {"essai-1", "essai-2"}
    assert {cohort.dimensions.criteria for cohort in statistics.all(5)} == set(VERSIONS)


def test_a_version_that_cannot_be_read_waits_without_harm(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    fill(engine, 5, criteria=OTHER)

    def broken(digest: str) -> Criteria:
        if digest == OTHER.digest:
            raise CriteriaError(())
        return VERSIONS[digest]

    assert count_settled(statistics, broken, 5, MOMENT) == 5


def test_batches_count_everybody_once(
    engine: Engine, statistics: CohortStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 10)
    fill(engine, 47)
    assert gather(statistics) == 47
    assert sum(cohort.size for cohort in statistics.all(5)) == 47


def test_a_page_that_has_no_time_left_leaves_the_rest_for_later(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    assert gather(statistics, seconds=0) == 0
    assert gather(statistics) == 5


def test_gathering_at_once_counts_nobody_twice(
    engine: Engine, statistics: CohortStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 20)
    fill(engine, 60)
    # engines of their own, as two processes have: no lock of ours between them
    engines = [make_engine(str(engine.url)) for _ in range(4)]
    counts: list[int] = []
    threads = [threading.Thread(target=lambda one=one: counts.append(gather(CohortStore(one)))) for one in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in engines:
        one.dispose()
    assert sum(counts) == 60
    assert sum(cohort.size for cohort in statistics.all(5)) == sum(
        cohort.counters["finished"] for cohort in statistics.all(5)
    )
    assert sum(cohort.size for cohort in statistics.all(5)) == 60


def test_a_diagnostic_that_changes_while_it_is_counted_waits(
    engine: Engine, store: DiagnosticStore, statistics: CohortStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, 6)
    found = store.find("e0")
    assert found
    original = module._wait_for_other_processes

    def meanwhile(connection: Any, digest: str) -> None:
        original(connection, digest)
        connection.execute(update(diagnostics).filter_by(id=found.id).values(updated_at=MOMENT))

    monkeypatch.setattr(module, "_wait_for_other_processes", meanwhile)
    assert gather(statistics) == 5


def test_deleting_leaves_the_anonymous_sums(
    engine: Engine, store: DiagnosticStore, statistics: CohortStore
) -> None:
    fill(engine, 6)
    gather(statistics)
    for number in range(2):
        found = store.find(f"e{number}")
        assert found
        store.delete(found.id)
    assert [cohort.size for cohort in statistics.all(5)] == [6]
    assert statistics.sizes(5) == {CRITERIA.digest: 6}


def test_those_who_wait_are_in_no_count_of_a_version(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 6)
    gather(statistics)
    fill(engine, 4)
    gather(statistics)
    assert statistics.sizes(5) == {CRITERIA.digest: 6}


def test_the_pairs_are_released_by_blocks_and_are_those_of_the_diagnostics(
    engine: Engine, statistics: CohortStore
) -> None:
    both = replace(SHEET, answers={"a": Answer.at(2), "b": Answer.at(0)})
    fill(engine, 99, both)
    gather(statistics)
    assert statistics.pairs(5) == {}
    fill(engine, 41, both)
    gather(statistics)
    sums = statistics.pairs(5)[CRITERIA.digest]
    assert sums.size == 140
    assert sums.waiting == {}
    assert set(sums.released) == {f"pair:a:{one}:b:{two}" for one in ("low", "high") for two in ("low", "high")}
    assert abs(sums.released["pair:a:high:b:low"] - 140) <= 40
    assert abs(sums.released["pair:a:low:b:high"]) <= 40


def test_the_sums_of_an_earlier_release_are_kept_and_have_no_pairs(
    engine: Engine, statistics: CohortStore
) -> None:
    old = {"viewpoint": "projet", "stage": "idee", "territory": "", "quarter": "2026-T4", "size": 7}
    with engine.begin() as connection:
        counters = {"begun": 7, "finished": 7, "level:a:2": 7}  # begun: no longer written
        connection.execute(insert(cohorts).values(criteria_digest=CRITERIA.digest, counters=counters, **old))
    assert statistics.pairs(5) == {}
    fill(engine, 5)
    gather(statistics)
    (cohort,) = statistics.all(5)
    assert (cohort.size, cohort.counters["finished"]) == (12, 12)
    assert abs(cohort.counters["level:a:2"] - 12) <= 6


def test_the_cohorts_hold_nothing_of_a_person(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 7)
    gather(statistics)
    with engine.connect() as connection:
        assert "secret" not in repr(connection.execute(select(cohorts)).all())


def test_two_cohorts_never_have_the_same_dimensions(engine: Engine, statistics: CohortStore) -> None:
    fill(engine, 5)
    gather(statistics)
    with engine.connect() as connection:
        rows = connection.execute(select(cohorts).where(cohorts.c.quarter != "pairs"))
        row = dict(rows.mappings().one())
    del row["id"]
    with pytest.raises(IntegrityError, match=r"(?i)unique"), engine.begin() as connection:
        connection.execute(insert(cohorts).values(row))
