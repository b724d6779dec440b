"""Cohorts: never fewer than the minimum, nobody twice, dimensions that are true."""

from __future__ import annotations

import datetime
from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.statistics.cohorts import (
    DIMENSION_NAMES,
    LONG_AGO,
    Dimensions,
    Member,
    make_cohorts,
    sum_counters,
)

NOW = datetime.datetime(2026, 11, 23, 12)  # noqa: DTZ001 - stored without a zone
WEEK = "2026-11-16"


DIAGNOSTICS = st.builds(
    Dimensions,
    st.sampled_from(["v1", "v1", "v2"]),
    st.sampled_from(["collectivite", "projet"]),
    st.sampled_from(["idee", "ouverture", ""]),
    st.sampled_from(["rural", "bourg"]),
    st.sampled_from([WEEK, "2026-T4"]),
)
DAYS = st.integers(0, 10)


def mix(dimensions: Dimensions, names: set[str]) -> Dimensions:
    values: dict[str, Any] = dict.fromkeys(names)
    return replace(dimensions, **values)


@st.composite
def members(draw: st.DrawFn) -> list[Member]:
    """Return diagnostics and kept cohorts, few enough values for them to meet."""
    given = draw(st.lists(st.tuples(DIAGNOSTICS, DAYS), max_size=25))
    kept = draw(
        st.lists(st.tuples(DIAGNOSTICS, st.sets(st.sampled_from(DIMENSION_NAMES)), st.integers(2, 4)), max_size=3)
    )
    alone = [
        Member(number, dimensions, {"begun": 1, f"day:{days}": 1}, settled=NOW - datetime.timedelta(days=days))
        for number, (dimensions, days) in enumerate(given)
    ]
    cohorts = [
        Member(100 + number, mix(dimensions, mixed), {"begun": size}, size, cohort=True)
        for number, (dimensions, mixed, size) in enumerate(kept)
    ]
    return alone + cohorts


@given(members(), st.integers(3, 8))
def test_a_lot_is_never_smaller_than_the_minimum(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert new.cohort.size == sum(member.size for member in new.members) >= least


@given(members(), st.integers(3, 8))
def test_nobody_is_in_two_lots_and_nobody_is_made_up(given: list[Member], least: int) -> None:
    used = [member.id for new in make_cohorts(given, least, NOW) for member in new.members]
    assert len(used) == len(set(used))
    assert set(used) <= {member.id for member in given}


@given(members(), st.integers(3, 8))
def test_a_lot_says_what_all_its_members_share_and_nothing_else(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert {member.dimensions.criteria for member in new.members} == {new.cohort.dimensions.criteria}
        for name in DIMENSION_NAMES:
            values = {getattr(member.dimensions, name) for member in new.members}
            assert getattr(new.cohort.dimensions, name) == (values.pop() if len(values) == 1 else None)


@given(members(), st.integers(3, 8))
def test_the_sums_of_a_lot_are_those_of_its_members(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert new.cohort.counters == sum_counters(member.counters for member in new.members)
        assert new.cohort.counters["begun"] == new.cohort.size


@given(members(), st.integers(3, 8))
def test_those_who_wait_are_too_few_for_any_lot(given: list[Member], least: int) -> None:
    used = {member.id for new in make_cohorts(given, least, NOW) for member in new.members}
    left = [member for member in given if member.id not in used]
    assert make_cohorts(left, least, NOW) == ()
    for version in ("v1", "v2"):
        for viewpoint in ("collectivite", "projet"):
            mine = [one for one in left if astuple(one.dimensions)[:2] == (version, viewpoint)]
            assert sum(one.size for one in mine) < least


def several(count: int, dimensions: Dimensions, settled: datetime.datetime = NOW) -> list[Member]:
    return [Member(number, dimensions, {"begun": 1}, 1, settled) for number in range(count)]


FINE = Dimensions("v1", "projet", "idee", "rural", WEEK)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (FINE, FINE),
        (replace(FINE, territory="bourg"), replace(FINE, territory=None)),
        (replace(FINE, territory="bourg", stage="ouverture"), replace(FINE, territory=None, stage=None)),
        (replace(FINE, stage="ouverture", quarter="2026-T1"), replace(FINE, stage=None, quarter=None)),
        (replace(FINE, territory="bourg", quarter="2026-T1"), replace(FINE, territory=None, quarter=None)),
        (Dimensions("v1", "projet", "ouverture", "", "2026-T3"), Dimensions("v1", "projet")),
    ],
)
def test_the_finest_group_that_is_large_enough_is_made(other: Dimensions, expected: Dimensions) -> None:
    (new,) = make_cohorts(several(3, FINE) + several(2, other), 5, NOW)
    assert new.cohort.dimensions == expected


def test_viewpoints_are_mixed_only_after_a_week() -> None:
    other = replace(FINE, viewpoint="collectivite", stage="ouverture", territory="", quarter="2026-T1")
    assert make_cohorts(several(3, FINE) + several(2, other), 5, NOW) == ()
    (new,) = make_cohorts(several(3, FINE, LONG_AGO) + several(2, other), 5, NOW)
    assert new.cohort.dimensions == Dimensions("v1")


def test_versions_are_never_mixed() -> None:
    assert (
        make_cohorts(several(3, FINE, LONG_AGO) + several(4, replace(FINE, criteria="v2"), LONG_AGO), 5, NOW) == ()
    )


def test_a_kept_lot_that_became_too_small_is_completed() -> None:
    kept = Member(1, replace(FINE, territory=None), {"begun": 5, "finished": 2}, 5, cohort=True)
    (new,) = make_cohorts([kept, *several(5, FINE)], 10, NOW)
    assert new.cohort.dimensions == replace(FINE, territory=None)
    assert (new.cohort.size, new.cohort.counters) == (10, {"begun": 10, "finished": 2})


def test_nothing_makes_nothing() -> None:
    assert make_cohorts([], 5, NOW) == ()
