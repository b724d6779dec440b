"""The export: counts of whole cohorts, rounded; a small count has no row."""

from __future__ import annotations

from questionnaire.statistics.blur import PairSums, pair_name
from questionnaire.statistics.cohorts import Cohort, Dimensions
from questionnaire.statistics.export import COLUMNS, EVERY, MIXED, NOT_ANSWERED, Export, ExportRow, make_export

LEAST = 5
DIGEST = "0123456789abcdef"
VERSIONS = [(DIGEST, "2026-11"), ("f" * 16, "2025-06")]


def cohort(size: int, stage: str | None = "idee", **counters: int) -> Cohort:
    named = {name.replace("__", ":"): count for name, count in counters.items()}
    return Cohort(Dimensions(DIGEST, "projet", stage, None, "2026-T4"), size, named)


def export(cohorts: list[Cohort], pairs: PairSums | None = None) -> Export:
    return make_export(cohorts, {DIGEST: pairs} if pairs else {}, VERSIONS, LEAST)


def rows(made: Export, table: str) -> list[ExportRow]:
    return [row for row in made.rows if row.table == table]


def test_a_cohort_says_how_many_began_and_finished_and_names_what_is_mixed() -> None:
    began, finished = rows(export([cohort(20, finished=10)]), "lots")
    assert (began.answer, began.count, finished.answer, finished.count) == ("commence", 20, "termine", 10)
    assert (began.viewpoint, began.stage, began.territory, began.quarter) == ("projet", "idee", MIXED, "2026-T4")
    assert (began.version, began.digest) == ("2026-11", DIGEST[:12])
    assert {row.stage for row in rows(export([cohort(20, stage="")]), "lots")} == {NOT_ANSWERED}


def test_answers_are_summed_over_all_and_by_one_dimension() -> None:
    made = rows(export([cohort(10, level__a__2=10), cohort(10, "ouverture", level__a__2=10)]), "reponses")
    by_dimension = {(row.viewpoint, row.stage, row.territory, row.quarter): row.count for row in made}
    assert {(row.criterion, row.answer) for row in made} == {("a", "2")}
    assert by_dimension[EVERY, EVERY, EVERY, EVERY] == 20
    assert by_dimension[EVERY, "idee", EVERY, EVERY] == 10
    assert all(sum(value != EVERY for value in values) <= 1 for values in by_dimension)


def test_a_small_count_or_a_small_cohort_has_no_row() -> None:
    assert not rows(export([cohort(10, level__a__2=LEAST - 3)]), "reponses")
    assert not export([cohort(LEAST - 1, level__a__2=LEAST - 1)]).rows


def test_pairs_have_no_row_before_they_are_released() -> None:
    name = pair_name("a", "low", "b", "high")
    assert not rows(export([], PairSums(waiting_size=40, waiting={name: 40})), "croisements")
    everyone, pair = rows(export([], PairSums(size=100, released={name: 60})), "croisements")
    assert (everyone.criterion, everyone.answer, everyone.count) == ("", EVERY, 100)
    assert (pair.criterion, pair.answer, pair.other_criterion, pair.other_answer) == ("a", "bas", "b", "haut")
    assert pair.count == 60


def test_the_order_of_the_rows_says_nothing_of_the_order_of_the_answers() -> None:
    cohorts = [cohort(10, level__a__2=10, level__b__0=10), cohort(10, "ouverture", state__a__ne_sait_pas=10)]
    assert export(cohorts) == export(cohorts[::-1])


def test_cells_follow_the_columns() -> None:
    cells = export([cohort(20)]).rows[0].cells()
    assert list(cells) == list(COLUMNS)
    assert cells["tableau"] == "lots"
    assert cells["diagnostics"] == 20
