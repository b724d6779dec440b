"""Cohorts: never fewer than the minimum, nobody twice, dimensions that are true."""

from __future__ import annotations

import datetime
import random
from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.statistics.cohorts import (
    DIMENSION_NAMES,
    LONG_AGO,
    Cohort,
    Dimensions,
    Member,
    make_cohorts,
    sum_counters,
)
from questionnaire.statistics.tally import quarter

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
        Member(
            number, dimensions, {"path:complet": 1, f"day:{days}": 1}, settled=NOW - datetime.timedelta(days=days)
        )
        for number, (dimensions, days) in enumerate(given)
    ]
    cohorts = [
        Member(100 + number, mix(dimensions, mixed), {"path:complet": size}, size, cohort=True)
        for number, (dimensions, mixed, size) in enumerate(kept)
    ]
    return alone + cohorts


@given(members(), st.integers(3, 8))
def test_a_cohort_is_never_smaller_than_the_minimum(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert new.cohort.size == sum(member.size for member in new.members) >= least


@given(members(), st.integers(3, 8))
def test_nobody_is_in_two_cohorts_and_nobody_is_made_up(given: list[Member], least: int) -> None:
    used = [member.id for new in make_cohorts(given, least, NOW) for member in new.members]
    assert len(used) == len(set(used))
    assert set(used) <= {member.id for member in given}


@given(members(), st.integers(3, 8))
def test_a_cohort_says_what_all_its_members_share_and_nothing_else(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert {member.dimensions.criteria for member in new.members} == {new.cohort.dimensions.criteria}
        for name in DIMENSION_NAMES:
            values = {getattr(member.dimensions, name) for member in new.members}
            assert getattr(new.cohort.dimensions, name) == (values.pop() if len(values) == 1 else None)


@given(members(), st.integers(3, 8))
def test_the_sums_of_a_cohort_are_those_of_its_members(given: list[Member], least: int) -> None:
    for new in make_cohorts(given, least, NOW):
        assert new.cohort.counters == sum_counters(member.counters for member in new.members)
        assert new.cohort.counters["path:complet"] == new.cohort.size


@given(members(), st.integers(3, 8))
def test_those_who_wait_are_too_few_for_any_cohort(given: list[Member], least: int) -> None:
    used = {member.id for new in make_cohorts(given, least, NOW) for member in new.members}
    left = [member for member in given if member.id not in used]
    assert make_cohorts(left, least, NOW) == ()
    two_days = NOW - datetime.timedelta(days=2)
    for shared in {astuple(one.dimensions)[:3] for one in left}:
        mine = [one for one in left if astuple(one.dimensions)[:3] == shared]
        if None not in shared and min(one.settled for one in mine) <= two_days:
            assert sum(one.size for one in mine) < least


def several(count: int, dimensions: Dimensions, settled: datetime.datetime = NOW) -> list[Member]:
    return [Member(number, dimensions, {"path:complet": 1}, 1, settled) for number in range(count)]


FINE = Dimensions("v1", "projet", "idee", "rural", WEEK)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (FINE, FINE),
        (replace(FINE, territory="bourg"), replace(FINE, territory=None)),
        (replace(FINE, territory="bourg", stage="ouverture"), replace(FINE, territory=None, stage=None)),
        (replace(FINE, viewpoint="collectivite", quarter="2026-T1"), replace(FINE, viewpoint=None, quarter=None)),
        (replace(FINE, territory="bourg", quarter="2026-T1"), replace(FINE, territory=None, quarter=None)),
        (Dimensions("v1", "projet", "ouverture", "", "2026-T3"), Dimensions("v1", "projet")),
    ],
)
def test_the_finest_group_that_is_large_enough_is_made(other: Dimensions, expected: Dimensions) -> None:
    (new,) = make_cohorts(several(3, FINE, LONG_AGO) + several(2, other), 5, NOW)
    assert new.cohort.dimensions == expected


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"territory": "bourg"}, 2),
        ({"quarter": "2026-T1"}, 2),
        ({"viewpoint": "collectivite"}, 90),
        ({"stage": "ouverture"}, 90),
        ({"viewpoint": "collectivite", "stage": "ouverture"}, 180),
    ],
)
def test_the_coarser_a_group_the_longer_a_finer_one_is_awaited(changes: dict[str, str], days: int) -> None:
    other = replace(FINE, **changes)
    for waited, made in ((days - 1, 0), (days, 1)):
        settled = NOW - datetime.timedelta(days=waited)
        assert len(make_cohorts(several(3, FINE, settled) + several(2, other, settled), 5, NOW)) == made


def realistic(count: int, days: float, seed: int) -> list[Member]:
    """Return diagnostics with the shares that a territory has, over so many days."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    start = datetime.datetime(2026, 9, 1)  # noqa: DTZ001 - stored without a zone
    made = []
    for number in range(count):
        settled = start + datetime.timedelta(days=chance.random() * days)
        dimensions = Dimensions(
            "v1",
            chance.choices(["collectivite", "projet"], [6, 4])[0],
            chance.choices(["idee", "prefiguration", "ouverture", "fonctionnement"], [2, 4, 3, 1])[0],
            chance.choices(["rural", "bourg", "ville", ""], [5, 3, 1, 1])[0],
            quarter(settled.date()),
        )
        made.append(Member(number, dimensions, {"path:complet": 1}, settled=settled))
    return made


def counted_over_time(members: list[Member], days: int, hours: int) -> list[Cohort]:
    """Return the cohorts made when they are counted again and again, as a served site does."""
    left, made = list(members), []
    moment = min(member.settled for member in members)
    for _ in range(24 * days // hours):
        moment += datetime.timedelta(hours=hours)
        for new in make_cohorts([one for one in left if one.settled <= moment], 5, moment):
            made.append(new.cohort)
            left = [one for one in left if one not in new.members]
    return made


def share_mixed(made: list[Cohort], name: str) -> float:
    total = sum(one.size for one in made)
    return sum(one.size for one in made if getattr(one.dimensions, name) is None) / total


@pytest.mark.untraced
@pytest.mark.parametrize("days", [1.5, 90])  # two workshops, or a quarter of answers one by one
def test_forty_diagnostics_are_told_by_viewpoint_and_by_stage(days: float) -> None:
    plays = [counted_over_time(realistic(40, days, seed), 190, 6) for seed in range(10)]
    for name in ("viewpoint", "stage"):
        assert sum(share_mixed(made, name) for made in plays) / len(plays) < 1 / 3
    assert sum(one.size for made in plays for one in made) > 0.85 * 40 * len(plays)


@pytest.mark.untraced
def test_where_many_answer_one_by_one_viewpoint_and_stage_are_never_mixed() -> None:
    made = counted_over_time(realistic(3000, 30, 1), 31, 2)
    assert share_mixed(made, "viewpoint") == share_mixed(made, "stage") == 0
    assert share_mixed(made, "territory") < 1 / 3
    assert sum(one.size for one in made) > 2900


def test_versions_are_never_mixed() -> None:
    assert (
        make_cohorts(several(3, FINE, LONG_AGO) + several(4, replace(FINE, criteria="v2"), LONG_AGO), 5, NOW) == ()
    )


def test_a_kept_cohort_that_became_too_small_is_completed() -> None:
    kept = Member(1, replace(FINE, territory=None), {"path:complet": 5, "finished": 2}, 5, cohort=True)
    (new,) = make_cohorts([kept, *several(5, FINE)], 10, NOW)
    assert new.cohort.dimensions == replace(FINE, territory=None)
    assert (new.cohort.size, new.cohort.counters) == (10, {"path:complet": 10, "finished": 2})


def test_nothing_makes_nothing() -> None:
    assert make_cohorts([], 5, NOW) == ()
