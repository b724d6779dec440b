"""The steps of a workshop, and the diagnostic that it ends with."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.workshop import plans, wording
from questionnaire.workshop.diagnostic import room_diagnostic
from questionnaire.workshop.plans import Plan
from questionnaire.workshop.reveal import reveal
from questionnaire.workshop.room import SPLIT, Step
from questionnaire.workshop.votes import UNKNOWN, Kind, Vote
from tests.support.building import build

SHEET = AnswerSheet(Viewpoint.COLLECTIVITE, "complet", {"stade": "ouverture"})
LEVELS = ("0", "1", "2", "3")


def test_a_day_asks_a_cloud_a_poll_and_the_three_criteria_that_weigh_most(criteria: Criteria) -> None:
    steps = plans.plan_steps(criteria, SHEET, Plan.DAY)
    assert [step.kind for step in steps] == [Kind.CLOUD, Kind.POLL, *[Kind.CRITERION] * 3]
    assert steps[1].subject == "climat"
    weights = [criteria.criterion(step.subject).weight for step in steps[2:]]
    assert weights == sorted(weights, reverse=True)


def test_a_meeting_asks_the_criteria_of_the_express_path(criteria: Criteria) -> None:
    steps = plans.plan_steps(criteria, SHEET, Plan.MEETING)
    express = criteria.path("express")
    assert express
    asked = {one.id for one in plans.askable_criteria(criteria, SHEET)}
    assert {step.subject for step in steps} == asked & set(express.criteria or ())
    assert len(steps) >= 9  # one of the ten is asked before the opening


def test_a_plan_of_ones_own_begins_empty_and_steps_are_added_moved_and_removed(criteria: Criteria) -> None:
    assert plans.plan_steps(criteria, SHEET, Plan.OWN) == ()
    cloud, poll, first, second, *_ = plans.askable_steps(criteria, SHEET)
    steps = plans.with_added((second,), [poll, first, second, cloud])
    assert steps == (cloud, poll, second, first)
    assert plans.with_added((poll, cloud), [second]) == (poll, cloud, second)
    name = plans.step_name(first)
    assert plans.moved(steps, name, -1) == (cloud, poll, first, second)
    for kept_as_it_is in (plans.moved(steps, name, 1), plans.moved(steps, "absent", 1)):
        assert kept_as_it_is == steps
    assert plans.without(steps, "nuage") == (poll, second, first)


def test_the_minutes_of_a_room_are_those_of_its_steps_and_of_its_welcome(criteria: Criteria) -> None:
    told = {plan: plans.minutes(plans.plan_steps(criteria, SHEET, plan)) for plan in (Plan.DAY, Plan.MEETING)}
    assert told == {Plan.DAY: 45, Plan.MEETING: 95}


def test_steps_are_chosen_by_name_and_none_that_the_stage_does_not_ask(criteria: Criteria) -> None:
    idea = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "idee"})
    asked = [one.id for one in plans.askable_criteria(criteria, idea)]
    assert "demarche-entrepreneuriale" not in asked
    steps = plans.chosen_steps(criteria, idea, ["nuage", asked[1], asked[0], "demarche-entrepreneuriale"])
    assert [plans.step_name(step) for step in steps] == ["nuage", asked[1], asked[0]]


def test_criteria_without_poll_nor_express_path_have_plans_too() -> None:
    short = build({"axes": {"un": {"criteres": {name: {} for name in "abcd"}}}})
    sheet = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "ouverture"})
    assert [step.subject for step in plans.plan_steps(short, sheet, Plan.DAY)] == ["", "a", "b", "c"]
    assert len(plans.plan_steps(short, sheet, Plan.MEETING)) == 4
    step = Step(Kind.CRITERION, "a", kept="1")
    assert room_diagnostic(short, sheet, [(step, ())]).path == "complet"
    assert plans.step_choices(short, sheet, Step(Kind.POLL, "absente")) == ()
    assert wording.choice_titles(short, sheet, Step(Kind.POLL, "absente")) == {UNKNOWN: "Je ne sais pas"}


def test_each_step_has_a_title_a_question_and_choices(criteria: Criteria) -> None:
    cloud, poll, criterion, *_ = plans.plan_steps(criteria, SHEET, Plan.DAY)
    assert plans.step_choices(criteria, SHEET, cloud) == ()
    assert plans.step_choices(criteria, SHEET, poll) == ("bien", "rares", "tendus", "rompus")
    assert plans.step_choices(criteria, SHEET, criterion) == LEVELS
    assert wording.choice_titles(criteria, SHEET, poll)["bien"] == "Bien"
    assert wording.choice_titles(criteria, SHEET, criterion)["0"] == "Pas encore"
    for step in (cloud, poll, criterion):
        assert wording.step_title(criteria, step)
        assert wording.step_question(criteria, SHEET, step).endswith("?")


def test_the_room_ends_with_an_ordinary_diagnostic(criteria: Criteria) -> None:
    _, _, first, second, third = plans.plan_steps(criteria, SHEET, Plan.DAY)
    shown = reveal(Kind.CRITERION, [Vote((level,)) for level in "11112223330000"], LEVELS)
    steps = [
        (Step(Kind.CLOUD), ()),
        (Step(Kind.CRITERION, first.subject, kept="2"), (shown,)),
        (Step(Kind.CRITERION, second.subject, kept=SPLIT), (shown,)),
        (Step(Kind.CRITERION, third.subject), ()),
        (Step(Kind.CRITERION, "disparu", kept="1"), ()),
    ]
    sheet = room_diagnostic(criteria, SHEET, steps)
    assert sheet.path == "complet"  # of a step that the express path does not have
    kept, split = sheet.answers[first.subject], sheet.answers[second.subject]
    assert kept.level == 2
    assert (
        kept.note == "En atelier\N{NO-BREAK SPACE}: 14\N{NO-BREAK SPACE}réponses, de Pas encore à Partagé et revu."
    )
    assert split.state is State.UNKNOWN
    assert split.note == "Groupe partagé\N{NO-BREAK SPACE}: de Pas encore à Partagé et revu."
    assert set(sheet.answers) == {first.subject, second.subject}
    express = room_diagnostic(criteria, SHEET, steps[:3])
    assert express.path == "express"
    assert set(express.answers) <= asked_criteria(criteria, express)


def test_a_town_without_a_project_is_asked_its_three_questions(criteria: Criteria) -> None:
    sheet = AnswerSheet(Viewpoint.COLLECTIVITE, "complet", {"stade": "aucun"})
    assert len(plans.plan_steps(criteria, sheet, Plan.MEETING)) <= 3
    assert room_diagnostic(criteria, sheet, ()).path == "preparer-le-terrain"
