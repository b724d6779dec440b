"""What changed between two days of one diagnostic."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Viewpoint
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.evolution import Evolution, Movement, compare_days
from questionnaire.crossing.evolution_wording import (
    block_words,
    change_words,
    done_words,
    gone_words,
    stage_words,
    summary,
    title,
    title_of_today,
)
from questionnaire.typography import NBSP
from tests.support.building import Tree, both, build, sheet

DAY = datetime.date(2027, 3, 3)
TREE: Tree = {"axes": {"un": {"criteres": {"a": {}, "b": {}, "c": {}, "d": {}}}}}
STATES = st.one_of(st.integers(0, 3), st.sampled_from(["ne_sait_pas", "non_concerne", "sans_reponse"]))


def evolved(before: dict[str, Any], now: dict[str, Any], old: Criteria | None = None, **more: Any) -> Evolution:
    criteria = build(TREE)
    stages = {"before": "idee", "now": "idee", **more.pop("stages", {})}
    return compare_days(
        (old or criteria, sheet(before, stade=stages["before"])),
        (criteria, sheet(now, stade=stages["now"])),
        DAY,
        **more,
    )


@pytest.mark.parametrize(
    ("before", "now", "movement"),
    [
        (1, 2, Movement.UP),
        (3, 0, Movement.DOWN),
        (2, 2, Movement.SAME),
        ("ne_sait_pas", 0, Movement.NEWLY_KNOWN),
        ("sans_reponse", 3, Movement.NEWLY_KNOWN),
        (3, "ne_sait_pas", Movement.NEWLY_UNKNOWN),
        ("ne_sait_pas", "ne_sait_pas", Movement.SAME),
        ("sans_reponse", "ne_sait_pas", Movement.NEWLY_UNKNOWN),
        (2, "sans_reponse", Movement.NOT_COMPARED),
    ],
)
def test_an_answer_moves(before: object, now: object, movement: Movement) -> None:
    (row,) = [row for row in evolved({"a": before}, {"a": now}).rows if row.criterion.id == "a"]
    assert row.movement is movement


def test_a_question_that_changed_words_is_no_movement() -> None:
    old = build({"axes": {"un": {"criteres": {"a": {"question": both("Avant ?")}, "b": {}, "c": {}, "d": {}}}}})
    found = evolved({"a": 0, "b": 0}, {"a": 3, "b": 3}, old)
    assert [row.criterion.id for row in found.of(Movement.REWORDED)] == ["a"]
    assert [row.criterion.id for row in found.of(Movement.UP)] == ["b"]
    assert summary(found) == f"1{NBSP}réponse monte."


def test_what_one_version_alone_asks_is_not_compared() -> None:
    old = build({"axes": {"un": {"criteres": {"a": {}, "ancien": {}, "oubli": {}}}}})
    found = evolved({"a": 1, "ancien": 2}, {"a": 1, "b": 2}, old)
    assert {row.criterion.id: row.movement for row in found.rows if row.criterion.id in "ab"} == {
        "a": Movement.SAME,
        "b": Movement.NOT_COMPARED,
    }
    assert [one.id for one in found.gone] == ["ancien"]
    assert gone_words(found).startswith(f"Retirés des questions depuis{NBSP}: «{NBSP}")
    new = next(row for row in found.rows if row.criterion.id == "b")
    assert change_words(new, Viewpoint.PROJET).before == "Question non posée"
    assert gone_words(evolved({}, {})) == ""


def test_a_question_no_longer_asked_is_neither_compared_nor_said_to_be_gone() -> None:
    criteria = build(
        {"axes": {"un": {"criteres": {"a": {}, "b": {"si": {"contexte": "stade", "vaut": ["idee"]}}}}}}
    )
    found = compare_days(
        (criteria, sheet({"b": 2}, stade="idee")), (criteria, sheet({"b": 2}, stade="prefiguration")), DAY
    )
    assert [row.movement for row in found.rows if row.criterion.id == "b"] == [Movement.NOT_COMPARED]
    assert found.gone == ()


def test_a_change_of_stage_is_told() -> None:
    found = evolved({"a": 1}, {"a": 1}, stages={"now": "ouverture"})
    assert stage_words(found) == (f"Étape{NBSP}: idee, puis ouverture. Ce que l’on attend a changé avec elle.")
    assert stage_words(evolved({"a": 1}, {"a": 1})) == ""
    assert not compare_days(
        (build(TREE), sheet({"a": 1})), (build(TREE), sheet({"a": 1}, stade="idee")), DAY
    ).different_stages


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({}, {}, "Rien ne se compare encore."),
        ({"a": 1}, {"a": 1}, "Aucune réponse n’a changé."),
        ({"a": 1, "b": 1}, {"a": 2, "b": 3}, f"2{NBSP}réponses montent."),
        ({"a": 2, "b": 1}, {"a": 1, "b": 3}, f"1{NBSP}réponse monte et 1 descend."),
        (
            {"a": 2, "b": 1, "c": "ne_sait_pas", "d": 2},
            {"a": 1, "b": 3, "c": 0, "d": "ne_sait_pas"},
            f"1{NBSP}réponse monte, 1 descend, 1 est connue depuis et 1 n’est plus connue.",
        ),
    ],
)
def test_what_changed_is_summed_up(before: dict[str, Any], now: dict[str, Any], told: str) -> None:
    assert summary(evolved(before, now)) == told


def test_counts_of_both_days_are_told_out_of_what_was_answered_on_each() -> None:
    found = evolved({"a": 3, "b": 0, "c": "ne_sait_pas"}, {"a": 3, "b": 3, "c": 3, "d": 0})
    assert [line[1:] for line in block_words(found)] == [(f"1{NBSP}sur{NBSP}2", f"3{NBSP}sur{NBSP}4")]
    assert [line[1] for line in block_words(evolved({}, {"a": 3}))] == ["aucune réponse"]
    whole: Tree = {"axes": {"un": {"criteres": {"a": {}, "b": {}}}}}  # too few for a block of their own
    small = compare_days((build(whole), sheet({"a": 1})), (build(whole), sheet({"a": 2})), DAY)
    assert [line[0] for line in block_words(small)] == ["Tous les sujets"]
    assert block_words(evolved({"a": 1}, {"a": 1}, build(whole))) == ()


def test_engagements_kept_since_are_told() -> None:
    def one(state: EngagementState, day: datetime.date | None) -> Engagement:
        return Engagement(title="Écrire", state=state, changed_on=day)

    done, later = EngagementState.DONE, DAY + datetime.timedelta(days=9)
    engagements = [
        one(done, DAY),
        one(done, later),
        one(done, DAY - datetime.timedelta(days=1)),
        one(done, None),
        one(EngagementState.TO_DO, later),
    ]
    found = evolved({"a": 1}, {"a": 1}, engagements=engagements)
    assert done_words(found) == f"2{NBSP}engagements tenus depuis"
    assert done_words(evolved({"a": 1}, {"a": 1}, engagements=engagements[:1])) == (
        f"1{NBSP}engagement tenu depuis"
    )
    assert done_words(evolved({}, {})) == ""
    assert title_of_today(datetime.time(14, 2)) == f"Ce qui a changé depuis aujourd’hui, 14{NBSP}h{NBSP}02"
    assert title(found) == f"Ce qui a changé depuis le 3{NBSP}mars{NBSP}2027"


@given(st.dictionaries(st.sampled_from("abcd"), STATES), st.dictionaries(st.sampled_from("abcd"), STATES))
def test_backwards_what_went_up_went_down(before: dict[str, Any], now: dict[str, Any]) -> None:
    there, back = evolved(before, now), evolved(now, before)
    ids = [
        {row.criterion.id for row in found.of(kind)}
        for found, kind in ((there, Movement.UP), (back, Movement.DOWN))
    ]
    assert ids[0] == ids[1]
    assert {row.movement for row in evolved(before, before).rows} <= {Movement.SAME, Movement.NOT_COMPARED}
