"""The pages of questions: which ones, in which order, and the progress."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.journey import PER_PAGE, Journey, choose_path, make_journey, other_paths
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from tests.support.paths import ROOT

PREPARING = {"stade": "prefiguration"}


def journey(criteria: Criteria, **answers: Answer) -> Journey:
    given = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return make_journey(criteria, AnswerSheet(Viewpoint.PROJET, context=PREPARING, answers=given))


@pytest.mark.parametrize(
    ("path", "context", "count"),
    [
        ("complet", {"stade": "idee"}, 9),
        ("complet", PREPARING, 20),
        ("complet", {"stade": "ouverture"}, 21),
        ("complet", {"stade": "fonctionnement", "portage": "collectivite"}, 19),
        ("express", PREPARING, 10),
        ("preparer-le-terrain", {"stade": "aucun"}, 3),
    ],
)
def test_every_question_of_a_path_is_asked_once_a_handful_a_page(
    criteria: Criteria, path: str, context: dict[str, str], count: int
) -> None:
    made = make_journey(criteria, AnswerSheet(Viewpoint.COLLECTIVITE, path, context))
    asked = [one for part in made.parts for page in part.pages for one in page]
    assert [one.number for one in asked] == list(range(1, count + 1))
    assert len({one.criterion.id for one in asked}) == count
    assert all(1 <= len(page) <= PER_PAGE for part in made.parts for page in part.pages)


def test_pages_follow_one_another(criteria: Criteria) -> None:
    made = journey(criteria)
    steps = made.steps()
    assert made.around(*steps[0]) == (None, steps[1])
    assert made.around(*steps[-1]) == (steps[-2], None)
    assert made.page("lieu", 3) is None
    assert made.page("inconnu", 1) is None


def test_progress_is_told_in_words(criteria: Criteria) -> None:
    assert journey(criteria).progress.text == "0\u00a0réponse sur 20"
    made = journey(criteria, diagnostic_territoire=Answer.at(1), pair_a_pair=Answer(State.UNKNOWN))
    assert made.progress.text == "2\u00a0réponses sur 20"
    assert [part.progress.state for part in made.parts] == ["doing", "todo", "doing"]
    every = {one.id: Answer.at(0) for one in criteria.all_criteria()}
    done = make_journey(criteria, AnswerSheet(Viewpoint.PROJET, context=PREPARING, answers=every))
    assert done.progress.state == "done"


def test_one_goes_on_where_the_first_blank_is(criteria: Criteria) -> None:
    first = {one.id: Answer.at(0) for one in criteria.axes[0].criteria}
    made = make_journey(criteria, AnswerSheet(Viewpoint.PROJET, context=PREPARING, answers=first))
    assert made.first_open() == ("relation", 1)
    every = {one.id: Answer.at(0) for one in criteria.all_criteria()}
    done = make_journey(criteria, AnswerSheet(Viewpoint.PROJET, context=PREPARING, answers=every))
    assert done.first_open() is None


@pytest.mark.parametrize("stage", ["idee", "prefiguration", "ouverture", "fonctionnement"])
def test_every_criterion_asked_is_once_on_a_page_in_the_order_of_the_file(criteria: Criteria, stage: str) -> None:
    sheet = AnswerSheet(Viewpoint.PROJET, context={"stade": stage})
    made, ids = make_journey(criteria, sheet), asked_criteria(criteria, sheet)
    pages = [made.page(axis, number) for axis, number in made.steps()]
    asked = [one for found in pages if found for one in found[1]]
    assert [one.criterion.id for one in asked] == [one.id for one in criteria.all_criteria() if one.id in ids]
    assert [one.number for one in asked] == list(range(1, len(asked) + 1))
    assert made.page("inconnu", 1) is None


def test_no_criterion_of_the_file_is_never_asked(criteria: Criteria) -> None:
    stages = ("idee", "prefiguration", "ouverture", "fonctionnement")
    asked = [asked_criteria(criteria, AnswerSheet(Viewpoint.PROJET, context={"stade": stage})) for stage in stages]
    assert set.union(*map(set, asked)) == {one.id for one in criteria.all_criteria()}


def test_a_path_whose_condition_holds_comes_by_itself(criteria: Criteria) -> None:
    nothing = {"stade": "aucun"}
    assert choose_path(criteria, AnswerSheet(Viewpoint.COLLECTIVITE, "complet", nothing)) == "preparer-le-terrain"
    assert choose_path(criteria, AnswerSheet(Viewpoint.PROJET, "complet", nothing)) == "complet"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("express", "express"), ("inconnu", "complet"), ("preparer-le-terrain", "complet"), ("", "complet")],
)
def test_the_path_asked_for_is_given_when_it_may_be(criteria: Criteria, asked: str, given: str) -> None:
    assert choose_path(criteria, AnswerSheet(Viewpoint.PROJET, asked, {"stade": "idee"})) == given


@pytest.mark.parametrize(
    ("path", "stage", "longer"),
    [
        ("preparer-le-terrain", "prefiguration", ["complet", "express"]),
        ("express", "idee", ["complet"]),
        ("complet", "ouverture", []),
        ("preparer-le-terrain", "aucun", []),  # the other paths would ask the same three questions, or fewer
    ],
)
def test_one_may_only_go_on_to_a_path_that_asks_more(
    criteria: Criteria, path: str, stage: str, longer: list[str]
) -> None:
    sheet = AnswerSheet(Viewpoint.COLLECTIVITE, path, {"stade": stage})
    assert [other.id for other in other_paths(criteria, sheet)] == longer


def test_an_axis_with_nothing_to_ask_is_left_out() -> None:
    minimal = load_file(ROOT / "tests" / "valid" / "minimal.yaml")[0]
    made = make_journey(minimal, AnswerSheet(Viewpoint.PROJET, "express"))
    assert [part.axis.id for part in made.parts] == ["un"]
