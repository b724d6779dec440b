"""What one diagnostic adds to the statistics."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.statistics.tally import Dates, monday, quarter, tally
from tests.support.building import Tree, build, valid
from tests.support.strategies import answered_trees

MINIMAL = valid("minimal")
BEGUN = datetime.datetime(2026, 11, 25, 10, 0, 59)  # noqa: DTZ001 - stored without a zone
MINUTE = datetime.timedelta(minutes=1)


def dates(minutes: float | None = None) -> Dates:
    """Return the dates of a diagnostic finished after so many minutes, or unfinished."""
    end = None if minutes is None else BEGUN + minutes * MINUTE
    return Dates(BEGUN, end or BEGUN, end)


def sheet(answers: dict[str, int | State] | None = None, **changes: Any) -> AnswerSheet:
    given = {
        name: Answer.at(value) if isinstance(value, int) else Answer(value)
        for name, value in (answers or {}).items()
    }
    return AnswerSheet(
        **{"viewpoint": Viewpoint.PROJET, "context": {"stade": "idee"}, "answers": given, **changes}
    )


def names(answers: AnswerSheet, when: Dates, criteria: Criteria = MINIMAL) -> set[str]:
    counters = tally(criteria, answers, when).counters
    assert set(counters.values()) == {1}
    return set(counters)


def test_a_diagnostic_says_its_version_viewpoint_stage_territory_and_quarter() -> None:
    found = tally(MINIMAL, sheet(), dates()).dimensions
    assert found == Dimensions(MINIMAL.digest, "projet", "idee", "", "2026-T4")


@pytest.mark.parametrize("given", ["une idée secrète", ("idee",), ""])
def test_what_is_not_a_choice_is_not_a_dimension(given: Any) -> None:
    context = {"stade": given, "territoire-type": "un texte"}
    found = tally(MINIMAL, sheet(context=context), dates()).dimensions
    assert (found.stage, found.territory) == ("", "")


def test_answers_are_counted_by_criterion_and_hidden_ones_are_not() -> None:
    given = sheet({"a": 2, "b": State.UNKNOWN, "c": State.NOT_APPLICABLE, "d": 3})
    found = names(given, dates())
    assert {"level:a:2", "state:b:ne_sait_pas", "state:c:non_concerne", "state:e:sans_reponse"} <= found
    assert not [name for name in found if ":d:" in name]  # not asked at this stage


def test_the_unfinished_stop_at_their_first_blank() -> None:
    assert "stop:un/1" in names(sheet(), dates())
    assert "stop:deux/1" in names(sheet({"a": 2, "b": State.UNKNOWN, "c": 0}), dates())


def test_who_answered_all_without_asking_for_the_results_stopped_at_the_end() -> None:
    express = sheet({"a": 1, "b": 1}, path="express")
    assert {"stop:end", "path:express"} <= names(express, dates())


def test_a_path_of_nowhere_is_not_counted() -> None:
    assert not [name for name in names(sheet(path="<b>"), dates()) if name.startswith("path:")]


def test_the_finished_have_their_minutes_and_their_guidance() -> None:
    found = names(sheet({"a": 0}), dates(12.9))
    assert {"finished", "minutes:12", "card:a-bas"} <= found
    assert not [name for name in found if name.startswith("stop:")]


def test_the_unfinished_were_given_no_guidance() -> None:
    found = names(sheet({"a": 0}), dates())
    assert not [name for name in found if name.startswith(("card:", "minutes:", "finished"))]


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-3, "0"), (0, "0"), (119.5, "119"), (130, "120"), (240, "120"), (241, "sittings")]
)
def test_minutes_are_whole_and_bounded(minutes: float, expected: str) -> None:
    assert f"minutes:{expected}" in names(sheet(), dates(minutes))


def test_a_diagnostic_settles_ten_minutes_after_its_end_or_a_day_after_its_last_change() -> None:
    assert dates(5).settled == BEGUN + 15 * MINUTE
    assert dates().settled == BEGUN + datetime.timedelta(days=1)


def test_a_diagnostic_is_counted_in_its_week() -> None:
    assert "week:2026-11-23" in names(sheet(), dates())
    assert "week-finished:2026-11-23" in names(sheet(), dates(5))
    assert not [one for one in names(sheet(), dates()) if one.startswith("week-finished")]


@pytest.mark.parametrize(
    ("month", "expected"), [(1, "T1"), (3, "T1"), (4, "T2"), (9, "T3"), (10, "T4"), (12, "T4")]
)
def test_a_quarter_is_three_months(month: int, expected: str) -> None:
    assert quarter(datetime.date(2026, month, 15)) == f"2026-{expected}"


def test_a_week_begins_on_monday() -> None:
    assert monday(datetime.date(2026, 11, 23)) == datetime.date(2026, 11, 23)
    assert monday(datetime.date(2026, 11, 29)) == datetime.date(2026, 11, 23)


def test_no_note_and_no_text_enters() -> None:
    given = AnswerSheet(
        Viewpoint.PROJET,
        context={"stade": "idee", "nom": "secret", "autre-enjeu": "secret"},
        answers={"a": Answer.at(1, "secret"), "b": Answer(State.UNKNOWN, note="secret")},
    )
    assert "secret" not in repr(tally(MINIMAL, given, dates(5)))


@given(answered_trees())
def test_every_diagnostic_can_be_counted(given: tuple[Tree, AnswerSheet]) -> None:
    tree, answers = given
    criteria = Criteria.model_validate(tree)
    for when in (dates(), dates(3)):
        found = names(answers, when, criteria)
        stops = [name for name in found if name.startswith("stop:")]
        assert len(stops) == ("finished" not in found)
        for criterion in criteria.all_criteria():
            assert (
                sum(name.split(":")[1:2] == [criterion.id] for name in found if name[:5] in ("level", "state"))
                <= 1
            )


def test_counters_of_a_short_tree_are_told_whole() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}}}}})
    given = AnswerSheet(Viewpoint.COLLECTIVITE, answers={"a": Answer.at(3)})
    assert names(given, dates(4), criteria) == {
        *("finished", "path:complet", "minutes:4", "level:a:3"),
        *("week:2026-11-23", "week-finished:2026-11-23"),
    }
