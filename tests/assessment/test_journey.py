"""The way through the questions."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.journey import PER_PAGE, Journey, choose_path, make_journey, other_paths
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
        ("complet", {"stade": "prefiguration"}, 20),
        ("complet", {"stade": "ouverture"}, 21),
        ("complet", {"stade": "fonctionnement", "portage": "collectivite"}, 19),
        ("express", {"stade": "idee"}, 5),
        ("express", {"stade": "prefiguration"}, 10),
        ("express", {"stade": "fonctionnement"}, 9),
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
    assert make_journey(criteria, AnswerSheet(Viewpoint.PROJET, answers=every)).progress.state == "done"


def test_one_goes_on_where_the_first_blank_is(criteria: Criteria) -> None:
    first = {one.id: Answer.at(0) for one in criteria.axes[0].criteria}
    made = make_journey(criteria, AnswerSheet(Viewpoint.PROJET, answers=first))
    assert made.first_open() == ("relation", 1)
    every = {one.id: Answer.at(0) for one in criteria.all_criteria()}
    assert make_journey(criteria, AnswerSheet(Viewpoint.PROJET, answers=every)).first_open() is None


def test_every_criterion_is_asked_once_on_a_page_in_the_order_of_the_file(criteria: Criteria) -> None:
    made = journey(criteria)
    pages = [made.page(axis, number) for axis, number in made.steps()]
    asked = [one for found in pages if found for one in found[1]]
    opened = {"accompagnement-acteurs", "mutualisation"}  # asked once the place is open
    assert [one.criterion.id for one in asked] == [
        one.id for one in criteria.all_criteria() if one.id not in opened
    ]
    assert [one.number for one in asked] == list(range(1, len(asked) + 1))
    assert made.page("inconnu", 1) is None


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


def test_one_may_only_go_on_to_a_longer_path(criteria: Criteria) -> None:
    longer = other_paths(criteria, Viewpoint.COLLECTIVITE, "preparer-le-terrain")
    assert [path.id for path in longer] == ["complet", "express"]
    assert other_paths(criteria, Viewpoint.PROJET, "complet") == ()


def test_an_axis_with_nothing_to_ask_is_left_out() -> None:
    minimal = load_file(ROOT / "tests" / "valid" / "minimal.yaml")[0]
    made = make_journey(minimal, AnswerSheet(Viewpoint.PROJET, "express"))
    assert [part.axis.id for part in made.parts] == ["un"]
