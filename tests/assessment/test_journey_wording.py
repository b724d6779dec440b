"""Texts of the pages of questions, and the answers to read again after a change of stage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.duration import path_durations
from questionnaire.assessment.journey import Journey, make_journey
from questionnaire.assessment.journey_wording import (
    check_words,
    left_words,
    rank_words,
    span_words,
    stage_changed_words,
    whole_words,
)
from questionnaire.assessment.rereading import to_read_again
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP
from tests.support.building import build, sheet


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_page_says_which_questions_it_holds() -> None:
    assert rank_words(9, 9, 20) == "Question 9 sur 20"
    assert rank_words(9, 12, 20) == "Questions 9 à 12 sur 20"


@pytest.mark.parametrize(("seconds", "words"), [(0, ""), (1, "encore 1 min"), (121, "encore 3 min")])
def test_what_is_left_is_told_in_whole_minutes(seconds: int, words: str) -> None:
    assert plain(left_words(seconds)) == words


def test_the_whole_is_announced_before_the_stage_is_known(criteria: Criteria) -> None:
    durations = path_durations(criteria)
    assert plain(whole_words(criteria, AnswerSheet(Viewpoint.COLLECTIVITE), durations)) == "2 à 9 min en tout"
    short = build({"axes": {"un": {"criteres": {"a": {}}}}})
    assert plain(whole_words(short, sheet({}), path_durations(short))) == "1 min en tout"
    assert plain(span_words(criteria, AnswerSheet(Viewpoint.COLLECTIVITE), durations)) == "2 à 9 minutes"
    assert plain(span_words(short, sheet({}), path_durations(short))) == "1 minute"


def journey_of(**answers: int | str) -> Journey:
    criteria = build({"axes": {"un": {"criteres": {"a": {}, "b": {}, "c": {}}}}})
    return make_journey(criteria, sheet(answers, stade="idee"))


def test_the_check_page_counts_blanks_and_offers_to_read_the_rest() -> None:
    words = check_words(journey_of(a=1))
    assert plain(words.title) == "Il reste 2 blancs"
    assert plain(words.lead).startswith("1 réponse sur 3. Vous pouvez voir vos résultats maintenant : un blanc")
    assert words.review == "Relire ma réponse"
    assert plain(check_words(journey_of(a=1, b=2)).review) == "Relire mes 2 réponses"
    assert check_words(journey_of()).review == ""
    assert journey_of().page("un", 9) is None
    assert journey_of(a=1).open_ids() == ["b", "c"]


def reworded(answers: dict[str, Answer], stage: str) -> tuple[Criteria, AnswerSheet]:
    """Return criteria of which `a` alone has other words before opening, and answers to them."""
    before = {"collectivite": "Avez-vous ?", "projet": "Avez-vous ?"}
    question: dict[str, Any] = {"collectivite": "Que faites-vous ?", "projet": "Que faites-vous ?"}
    tree = {
        "format": 2,
        "axes": {"un": {"criteres": {"a": {"question": {**question, "avant_ouverture": before}}, "b": {}}}},
    }
    return build(tree), replace(sheet({}, stade=stage), answers=answers)


def test_an_answer_to_other_words_is_to_be_read_again() -> None:
    given = {"a": replace(Answer.at(1), opened=False), "b": replace(Answer.at(1), opened=False)}
    criteria, answers = reworded(given, "ouverture")
    assert to_read_again(criteria, answers) == {"a"}
    words = check_words(make_journey(criteria, answers))
    assert plain(words.title) == "Il reste 1 réponse à relire"
    assert "avec les réponses déjà données" in words.lead


def test_an_answer_to_the_same_words_a_blank_or_an_old_one_is_not() -> None:
    blank = replace(Answer(State.BLANK, note="une note"), opened=False)
    for answer in (replace(Answer.at(1), opened=True), blank, Answer.at(1)):
        assert to_read_again(*reworded({"a": answer}, "ouverture")) == frozenset()


def test_a_change_of_stage_says_how_many_answers_are_to_be_read_again() -> None:
    assert stage_changed_words(0) == ""
    assert plain(stage_changed_words(1)).startswith("Une réponse est gardée, à relire :")
    assert plain(stage_changed_words(3)).startswith("3 réponses sont gardées, à relire :")
