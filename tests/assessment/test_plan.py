"""The plan of a respondent: what is kept, what is shown, what is asked again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Viewpoint
from questionnaire.assessment import step_wording
from questionnaire.assessment.parties import other_party
from questionnaire.assessment.plan import NO_PLAN, STEPS_MAX, WHO_MAX, Plan, Step, StepState, read_plan, write_plan
from questionnaire.assessment.report import Report, as_shown, make_report
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from tests.support.building import build, sheet

DAY = datetime.date(2026, 12, 18)
steps = st.builds(
    Step,
    card=st.text(min_size=1, max_size=8),
    who=st.text(max_size=WHO_MAX).map(clean_text),
    before=st.none() | st.dates(),
    state=st.sampled_from(StepState),
)


@given(st.lists(steps, max_size=STEPS_MAX, unique_by=lambda step: step.card), st.none() | st.dates())
def test_a_plan_written_is_read_back_the_same(kept: list[Step], day: datetime.date | None) -> None:
    plan = Plan(tuple(kept), day)
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize("data", [None, "x", {}, {"pas": "x"}, {"pas": [3, {"conseil": 4}, {}]}])
def test_what_is_no_plan_is_read_as_none(data: Any) -> None:
    assert read_plan(data) == NO_PLAN


def test_what_is_strange_in_a_step_is_left_out() -> None:
    read = read_plan(
        {
            "garde_le": "hier",
            "pas": [
                {"conseil": "a", "qui": 3, "quand": "2026-02-30", "etat": "fini"},
                {"conseil": "a", "qui": "deux fois"},
                {"conseil": "b", "qui": "x" * 500, "quand": "2026-12-18", "etat": "fait"},
                *({"conseil": f"c{number}"} for number in range(9)),
            ],
        }
    )
    assert read.kept_on is None
    assert read.steps[:2] == (Step("a"), Step("b", "x" * WHO_MAX, DAY, StepState.DONE))
    assert len(read.steps) == STEPS_MAX


def report_of(plan: Plan = NO_PLAN, **answers: int) -> Report:
    """Return a report in which each of seven criteria proposes a card at levels 0 and 1."""
    keys = "abcdefg"
    criteria = {key: {"conseils": [{"id": f"{key}-card", "niveaux": [0, 1]}]} for key in keys}
    tree = {"format": 2, "axes": {"un": {"criteres": criteria}}}
    return make_report(build(tree), sheet({**dict.fromkeys(keys, 0), **answers}, stade="idee"), plan)


def shown(report: Report) -> list[str]:
    return [one.card.id for one in shown_steps(report)]


def test_three_steps_are_proposed_and_the_rest_waits() -> None:
    report = report_of()
    assert shown(report) == ["a-card", "b-card", "c-card"]
    assert [advice.card.id for advice in other_steps(report)] == ["d-card", "e-card", "f-card", "g-card"]


def test_what_is_kept_comes_first_and_proposals_fill_up_to_three() -> None:
    report = report_of(Plan((Step("f-card"),)))
    assert shown(report) == ["f-card", "a-card", "b-card"]
    assert report.plan.step("f-card") == Step("f-card")
    assert report.plan.step("a-card") is None


def test_a_step_done_or_dropped_makes_room_for_another() -> None:
    kept = (Step("a-card", state=StepState.DONE), Step("b-card", state=StepState.DROPPED), Step("c-card"))
    assert shown(report_of(Plan(kept))) == ["a-card", "b-card", "c-card", "d-card", "e-card"]


def test_a_step_kept_stays_when_its_card_no_longer_applies() -> None:
    report = report_of(Plan((Step("a-card"),)), a=3)
    first = shown_steps(report)[0]
    assert (first.card.id, first.advice) == ("a-card", None)


def test_a_step_of_a_card_that_no_longer_exists_is_left_out() -> None:
    assert shown(report_of(Plan((Step("gone"),)))) == ["a-card", "b-card", "c-card"]


def test_a_reader_does_not_get_the_plan() -> None:
    assert as_shown(report_of(Plan((Step("a-card", "la mairie"),)))).plan == NO_PLAN


# ── words ──


def test_a_step_kept_is_told_in_a_line() -> None:
    kept = Step("a", "l’adjointe", DAY)
    assert step_wording.kept_words(kept).replace(NBSP, " ") == "l’adjointe, avant le 18 décembre 2026, à faire"
    assert step_wording.kept_words(Step("a", state=StepState.DROPPED)) == "laissé"


def test_headings_count_in_words() -> None:
    assert step_wording.steps_title(3) == "Trois pas pour ce mois-ci"
    assert step_wording.others_words(17).replace(NBSP, " ") == "Plutôt d’autres pas (17)"
    assert step_wording.others_words(1).replace(NBSP, " ") == "Plutôt un autre pas (1)"


def test_what_was_kept_weeks_ago_and_is_not_done_is_asked_about() -> None:
    kept = (Step("a-card"), Step("b-card", state=StepState.DONE))
    asked = step_wording.reminder(report_of(Plan(kept, DAY)), DAY + datetime.timedelta(days=30))
    assert asked.replace(NBSP, " ") == "Le 18 décembre 2026, vous gardiez : « Conseil a-card ». Où en êtes-vous ?"
    assert step_wording.reminder(report_of(Plan(kept, DAY)), DAY + datetime.timedelta(days=3)) == ""
    assert step_wording.reminder(report_of(), DAY) == ""


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (0, "« Critère a » : niveau 0 aujourd’hui, niveau 2 attendu à cette étape."),
        (2, "« Critère a » : niveau 2 aujourd’hui, comme attendu à cette étape ; ce pas prépare la suite."),
        (3, "« Critère a » : niveau 3 aujourd’hui : un point d’appui, que ce pas aide à faire durer."),
        ("ne_sait_pas", "« Critère a » : je ne sais pas."),
        ("non_concerne", "« Critère a » : rien de tel n’existe."),
    ],
)
def test_a_step_says_why_it_is_there(level: int | str, told: str) -> None:
    tree = {"format": 2, "axes": {"un": {"criteres": {"a": {"attendu": {"idee": 2}}}}}}
    report = make_report(build(tree), sheet({"a": level}, stade="idee"))
    one = report.scores.axes[0].criteria[0]
    assert step_wording.reason_words(report, one).replace(NBSP, " ") == told


def test_a_choice_of_context_that_raised_a_step_is_named() -> None:
    tree = {
        "format": 2,
        "monte": {"idee": ["a"]},
        "axes": {"un": {"criteres": {"a": {"conseils": [{"id": "x", "niveaux": [0]}]}}}},
    }
    advice = make_report(build(tree), sheet({"a": 0}, stade="idee")).cards[0]
    assert "plus important" in step_wording.raised_words(advice)
    assert step_wording.raised_words(report_of().cards[0]) == ""


@pytest.mark.parametrize(
    ("viewpoint", "carrier", "party"),
    [
        (Viewpoint.PROJET, "association", "la collectivité"),
        (Viewpoint.COLLECTIVITE, "association", "l’équipe du projet"),
        (Viewpoint.COLLECTIVITE, "collectivite", "les personnes du lieu"),
    ],
)
def test_the_other_party_has_a_name(viewpoint: Viewpoint, carrier: str, party: str) -> None:
    assert other_party(sheet({}, viewpoint=viewpoint, portage=carrier)) == party
