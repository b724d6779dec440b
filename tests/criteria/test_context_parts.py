"""Context questions asked in the part of an axis: where, when, and the files that are refused."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.context_parts import asked_in_parts, context_asked, effective_context
from questionnaire.assessment.criteria_wording import refine_words
from questionnaire.assessment.duration import context_seconds, seconds
from questionnaire.assessment.journey import make_journey
from questionnaire.assessment.report import make_report
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.validation import validate
from tests.support.building import Tree, both, complete, dump, sheet

FACT: Tree = {
    "id": "locaux",
    "type": "choix",
    "place": "un",
    "si": {"contexte": "stade", "vaut": ["ouverture"]},
    "question": both("Où en sont les locaux ?"),
    "choix": [{"id": "aucun", "titre": "Aucun"}, {"id": "bail", "titre": "Un bail"}],
}


def tree(**changed: Any) -> Tree:
    made = complete(
        {
            "axes": {"un": {"criteres": {key: {} for key in "abcde"}}, "deux": {"criteres": {"f": {}}}},
            "situations": [{"id": "bail", "quand": {"contexte": "locaux", "vaut": ["bail"]}}],
        }
    )
    made["contexte"][0]["place"] = "debut"
    fact = {**FACT, **changed}
    made["contexte"].append({key: value for key, value in fact.items() if value is not None})
    return made


@pytest.fixture
def criteria() -> Criteria:
    return Criteria.model_validate(tree())


def test_a_context_question_is_asked_at_the_end_of_its_part_while_its_condition_holds(criteria: Criteria) -> None:
    journey = make_journey(criteria, sheet({}, stade="ouverture"))
    asked = [(step, [one.id for one in journey.context_on(*step)]) for step in journey.steps()]
    assert asked == [(("un", 1), []), (("un", 2), ["locaux"]), (("deux", 1), [])]
    assert journey.progress.total == 6  # never counted among the questions
    assert make_journey(criteria, sheet({}, stade="idee")).context_on("un", 2) == ()


def test_a_context_question_takes_its_time_where_it_is_asked(criteria: Criteria) -> None:
    without = seconds(criteria, sheet({}, stade="idee"))
    asked = seconds(criteria, sheet({}, stade="ouverture"))
    assert asked - without == pytest.approx(float(context_seconds(criteria, Viewpoint.PROJET)["locaux"]), abs=1)


def test_the_answer_to_a_context_question_that_is_no_longer_asked_does_nothing(criteria: Criteria) -> None:
    said = {"locaux": "bail"}
    open_, idea = (AnswerSheet(Viewpoint.PROJET, context={"stade": one, **said}) for one in ("ouverture", "idee"))
    assert effective_context(criteria, open_) == open_.context
    assert effective_context(criteria, idea) == {"stade": "idee"}
    assert [one.situation.id for one in make_report(criteria, open_).situations] == ["bail"]
    assert make_report(criteria, idea).situations == ()


def test_what_may_still_be_answered_counts_the_context_questions_that_are_asked(criteria: Criteria) -> None:
    assert "Un autre choix" in refine_words(criteria, sheet({}, stade="ouverture"))
    assert refine_words(criteria, sheet({}, stade="idee")) == ""
    assert [one.id for one in context_asked(criteria, sheet({}, stade="idee"))] == ["stade"]


def test_without_a_question_placed_first_context_questions_still_wait_for_their_part() -> None:
    made = tree()
    del made["contexte"][0]["place"]
    criteria = Criteria.model_validate(made)
    assert [one.id for one in criteria.start_questions] == ["stade"]
    assert [one.id for one in asked_in_parts(criteria, sheet({}, stade="ouverture"))] == ["locaux"]


def test_a_context_question_offered_to_the_other_viewpoint_alone_is_not_asked() -> None:
    choices = [{**one, "pour": ["projet"]} for one in FACT["choix"]]
    criteria = Criteria.model_validate(tree(choix=choices))
    assert asked_in_parts(criteria, sheet({}, viewpoint="collectivite", stade="ouverture")) == ()
    assert len(asked_in_parts(criteria, sheet({}, viewpoint="projet", stade="ouverture"))) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"place": "trois"}, "« trois » n’existe pas (place : debut, resultats ou un axe)"),
        ({"obligatoire": True}, "une question obligatoire se pose au début"),
        ({"type": "choix_multiple"}, "une question posée dans un axe est de type « choix »"),
        ({"type": "texte", "choix": None}, "une question posée dans un axe est de type « choix »"),
        ({"place": None}, "« si » ne s’emploie que sur une question posée dans un axe"),
        ({"place": "debut"}, "« si » ne s’emploie que sur une question posée dans un axe"),
        ({"si": {"critere": "a", "niveau_min": 1}}, "une condition ne peut porter que sur le contexte"),
    ],
)
def test_a_context_question_that_could_not_be_asked_is_refused(changed: Tree, words: str) -> None:
    found = validate(dump(tree(**changed)).encode())
    assert found.criteria is None
    assert any(words in problem.message.replace("\u00a0", " ") for problem in found.problems), found.problems


def test_a_context_question_that_can_be_asked_is_accepted() -> None:
    assert validate(dump(tree()).encode()).criteria
