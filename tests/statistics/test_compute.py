"""From cohorts to what is shown: rounded, never about few, and any difference made of whole cohorts."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.criteria.model import Criteria
from questionnaire.renderings.statistics import render_statistics_csv
from questionnaire.statistics.cohorts import Cohort, Dimensions
from questionnaire.statistics.compute import make_choices, make_statistics
from questionnaire.statistics.figures import (
    Filters,
    Period,
    Proportion,
    Statistics,
    filter_cohorts,
    proportions,
    rounded,
)
from questionnaire.statistics.labels import Labels
from tests.support.building import build, valid

MINIMAL = valid("minimal")
V = MINIMAL.digest
TODAY = datetime.date(2026, 11, 25)
VALUES: dict[str, list[str | None]] = {
    "criteria": [V, "v2"],
    "viewpoint": ["collectivite", "projet", None],
    "stage": ["idee", "ouvert", "", None],
    "territory": ["rural", "", None],
    "quarter": ["2026-T4", "2026-T3", "2025-T4", "2024-T1", None],
}
LOTS = st.lists(
    st.builds(
        Cohort,
        st.builds(Dimensions, *(st.sampled_from(one) for one in VALUES.values())),
        st.integers(5, 40),
        st.fixed_dictionaries({"finished": st.integers(0, 5)}),
    ),
    max_size=12,
)
FILTERS = st.builds(
    Filters,
    *(st.none() | st.sampled_from([one for one in VALUES[name] if one]) for name in list(VALUES)[:4]),
    st.sampled_from(Period),
)


def cohort(size: int = 20, counters: dict[str, int] | None = None, **dimensions: Any) -> Cohort:
    values = {"criteria": V, "viewpoint": "projet", "stage": "idee", "territory": "", "quarter": "2026-T4"}
    return Cohort(Dimensions(**{**values, **dimensions}), size, counters or {})


def made(
    cohorts: list[Cohort],
    filters: Filters | None = None,
    least: int = 5,
    criteria: Criteria = MINIMAL,
    *others: Criteria,
) -> Statistics:
    wording = Labels(criteria, others)
    versions = [(one.digest, one.version) for one in (criteria, *others)]
    return make_statistics(
        cohorts, filters or Filters(), wording, make_choices(cohorts, wording, versions), least, TODAY
    )


@given(LOTS, FILTERS, FILTERS)
def test_the_difference_of_any_two_filters_is_made_of_whole_cohorts(
    cohorts: list[Cohort], one: Filters, other: Filters
) -> None:
    first, second = (filter_cohorts(cohorts, filters, TODAY)[0] for filters in (one, other))
    apart = [x for x in cohorts if any(x is y for y in first) != any(x is y for y in second)]
    assert all(x.size >= 5 for x in apart)
    assert all(any(x is y for y in cohorts) for x in [*first, *second])


@given(LOTS, FILTERS)
def test_a_cohort_that_passes_is_wholly_what_was_asked(cohorts: list[Cohort], filters: Filters) -> None:
    passing, mixed = filter_cohorts(cohorts, filters, TODAY)
    for one in passing:
        own = one.dimensions
        for value, asked in (
            (own.criteria, filters.version),
            (own.viewpoint, filters.viewpoint),
            (own.stage, filters.stage),
            (own.territory, filters.territory),
        ):
            assert asked in (None, value)
        assert filters.period is Period.ALL or (own.quarter or "") >= filters.since(TODAY)
    assert not [one for one in mixed if any(one is other for other in passing)]


@given(LOTS, FILTERS, st.integers(3, 12))
def test_every_figure_is_a_multiple_of_the_minimum_or_hidden(
    cohorts: list[Cohort], filters: Filters, least: int
) -> None:
    def look(value: Any, name: str = "") -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                look(one, key)
        elif isinstance(value, list | tuple):
            for one in value:
                look(one, name)
        elif name in ("count", "begun", "base", "mixed", "undated") and not isinstance(value, bool | None):
            assert value >= least
            assert value % least == 0
        elif name == "percent" and value is not None:
            assert 0 <= value <= 100

    look(asdict(made(cohorts, filters, least)))


@given(st.integers(0, 500), st.integers(3, 20))
def test_rounding_is_to_the_nearest_and_hides_what_is_small(count: int, least: int) -> None:
    found = rounded(count, least)
    assert (found is None) == (count < least)
    if found is not None:
        assert abs(found - count) * 2 <= least


def test_shares_are_worked_out_from_rounded_counts() -> None:
    assert proportions([8, 8, 8, 1], 25, 5) == (
        Proportion(10, 33),
        Proportion(10, 33),
        Proportion(10, 33),
        Proportion(None, None),
    )
    assert proportions([0], 0, 5) == (Proportion(None, None),)


def test_a_cohort_smaller_than_the_minimum_is_never_looked_at() -> None:
    found = made([cohort(4, {"week:2026-11-09": 4}), cohort(20, {"week:2026-11-16": 20})])
    assert found.begun == 20
    assert [line.start.isoformat() for line in found.weeks.lines] == ["2026-11-16"]


def test_nothing_gives_nothing() -> None:
    found = made([])
    assert found.begun is found.finished.count is found.mixed is found.duration.median is None
    assert (found.weeks.lines, found.stops, found.cards, found.often_unknown) == ((), (), (), ())


def test_diagnostics_are_told_by_kind_and_the_mixed_ones_apart() -> None:
    found = made(
        [cohort(20, {"finished": 12}), cohort(10, stage=None), cohort(5, stage=""), cohort(15, stage="parti")]
    )
    told = [(row.title, row.begun, row.finished, row.mixed) for row in found.stages]
    assert told == [
        ("Une idée", 20, Proportion(10, 50), False),
        ("Ouvert", None, Proportion(None, None), False),
        ("parti", 15, Proportion(None, None), False),
        ("Non précisé", 5, Proportion(None, None), False),
        ("Mêlés", 10, Proportion(None, None), True),
    ]


def test_a_filter_keeps_its_own_and_says_how_many_are_too_mixed() -> None:
    cohorts = [
        cohort(20),
        cohort(10, stage=None),
        cohort(30, stage="ouvert"),
        cohort(5, stage=None, viewpoint="collectivite"),
    ]
    found = made(cohorts, Filters(stage="idee", viewpoint="projet"))
    assert (found.begun, found.mixed) == (20, 10)


def test_a_counter_of_an_earlier_release_changes_no_figure() -> None:
    assert made([cohort(20, {"begun": 20, "finished": 10})]) == made([cohort(20, {"finished": 10})])


@pytest.mark.parametrize(("period", "begun"), [(Period.ALL, 100), (Period.TWO, 20), (Period.FOUR, 50)])
def test_a_period_counts_quarters_back_from_this_one(period: Period, begun: int) -> None:
    cohorts = [
        cohort(20, quarter="2026-T3"),
        cohort(30, quarter="2026-T1"),
        cohort(45, quarter="2025-T4"),
        cohort(5, quarter=None),
    ]
    found = made(cohorts, Filters(period=period))
    assert (found.begun, found.mixed) == (begun, None if period is Period.ALL else 5)


def test_weeks_have_no_holes_and_many_become_months() -> None:
    weeks = {"week:2026-11-23": 21, "week:2026-11-02": 18, "week-finished:2026-11-02": 4}
    found = made([cohort(39, weeks)]).weeks
    assert [(line.begun, line.finished) for line in found.lines] == [
        (20, None),
        (None, None),
        (None, None),
        (20, None),
    ]
    assert not found.months
    long = made([cohort(39, weeks), cohort(20, {"week:2024-11-04": 20})]).weeks
    assert long.months
    assert (len(long.lines), long.lines[-1].begun, long.lines[-1].start.day) == (25, 40, 1)


@pytest.mark.parametrize(
    ("times", "median"),
    [
        ({"minutes:10": 3, "minutes:20": 3}, 10),
        ({"minutes:9": 2, "minutes:10": 2, "minutes:120": 2}, 10),
        ({"minutes:10": 4}, None),
    ],
)
def test_the_median_is_that_of_one_sitting(times: dict[str, int], median: int | None) -> None:
    found = made([cohort(20, {"finished": 16, "minutes:sittings": 10, **times})]).duration
    assert (found.median, found.sittings.count) == (median, 10)


def test_where_people_stop_is_told_from_the_most_frequent() -> None:
    stops = {"stop:un/1": 6, "stop:deux/1": 12, "stop:end": 8, "stop:parti/2": 11, "stop:deux/2": 2}
    found = made([cohort(40, {"finished": 1, **stops})]).stops
    assert [(line.title, line.detail, line.part.count) for line in found] == [
        ("Second axe", "page 1", 10),
        ("Tout est répondu, les résultats n’ont pas été demandés", "", 10),
        ("parti", "page 2", 10),
        ("Premier axe", "page 1", 5),
    ]


def test_a_criterion_that_many_do_not_understand_is_pointed_out() -> None:
    answers = {"level:a:0": 10, "level:a:3": 5, "state:a:ne_sait_pas": 9, "state:a:sans_reponse": 40}
    found = made([cohort(64, answers)])
    one = found.axes[0].criteria[0]
    assert (one.title, one.base, one.often_unknown) == ("Critère A", 25, True)
    assert [part.count for part in (*one.levels, one.unknown, one.not_applicable)] == [10, None, None, 5, 10, None]
    assert found.often_unknown == (one,)
    near = made([cohort(36, {"level:a:0": 28, "state:a:ne_sait_pas": 8})])
    assert near.often_unknown == ()  # rounded it looks like 10 of 35: that is not sure enough
    few = made([cohort(20, {"level:a:0": 5, "state:a:ne_sait_pas": 5})])
    assert few.often_unknown == ()


def test_what_the_version_in_service_does_not_know_is_named_by_another() -> None:
    old = build(
        {
            "axes": {
                "passe": {"criteres": {"vieux": {"conseils": [{"id": "vieux-1", "niveaux": [0]}]}}},
                "un": {"criteres": {"jadis": {}}},
            }
        }
    )
    counters = {
        "finished": 20,
        "level:vieux:1": 20,
        "level:jadis:5": 20,
        "level:inconnu:0": 20,
        "level:rare:0": 2,
        "card:vieux-1": 20,
        "card:a-bas": 10,
        "card:inconnue": 5,
        "card:rare": 4,
        "path:complet": 10,
        "path:parti": 10,
    }
    found = made([cohort(20, counters)], None, 5, MINIMAL, old)
    titles = {axis.title: [one.title for one in axis.criteria] for axis in found.axes}
    assert titles["Axe passe"] == ["Critère vieux"]
    assert titles["Premier axe"][-1] == "Critère jadis"
    assert titles["Autres critères"] == ["inconnu"]
    assert found.scale[-2:] == ("Niveau 4", "Niveau 5")
    assert [(line.title, line.detail) for line in found.cards] == [
        ("Conseil vieux-1", "Critère vieux"),
        ("Commencer A", "Critère A"),
        ("inconnue", ""),
    ]
    assert [line.title for line in found.paths] == ["Complet", "parti"]


def test_versions_of_one_name_are_told_apart() -> None:
    wording = Labels(MINIMAL)
    choices = make_choices([], wording, [("abcdefgh", "2026"), ("12345678", "2026"), ("x", "2025")])
    assert choices.versions == (("abcdefgh", "2026 (abcdef)"), ("12345678", "2026 (123456)"), ("x", "2025"))


def test_the_question_is_worded_for_the_viewpoint_filtered() -> None:
    criteria = build(
        {"axes": {"un": {"criteres": {"a": {"question": {"collectivite": "Qui ?", "projet": "Quoi ?"}}}}}}
    )
    found = made([cohort(20, criteria=criteria.digest)], Filters(viewpoint="projet"), 5, criteria)
    assert found.axes[0].criteria[0].question == "Quoi\u00a0?"


def test_the_order_tells_no_more_than_the_figures() -> None:
    found = made([cohort(40, {"finished": 40, "card:b-bas": 11, "card:a-bas": 12, "card:c-bas": 9})])
    assert [line.part.count for line in found.cards] == [10, 10, 10]
    assert [line.title for line in found.cards] == sorted(line.title for line in found.cards)


def test_the_table_to_take_away_says_what_is_small_and_runs_no_formula() -> None:
    cohorts = [cohort(20, {"finished": 3, "card:=1+1": 0, "path:complet": 20}, stage="=cmd")]
    text = render_statistics_csv(made(cohorts, Filters(stage="=cmd"))).decode("utf-8-sig")
    assert "Ensemble;Tous les diagnostics;;Terminés;moins de 5" in text
    assert "Filtres;Étape;;;'=cmd" in text
    assert not [cell for line in text.splitlines() for cell in line.split(";") if cell.startswith("=")]


def test_statistics_are_plain_values() -> None:
    assert json.dumps(asdict(made([cohort(20)])), default=str)
    assert replace(made([cohort(20)]), begun=None).begun is None
