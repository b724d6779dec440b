"""The profile: blocks, marks, counts, what is left, and the score beside the one expected."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.profile import MIN_CRITERIA, Mark, blocks_of, mark_of, whole_of
from questionnaire.assessment.profile_wording import (
    BlockWords,
    expected_intro,
    profile_title,
    profile_words,
    stage_words,
    whose_words,
)
from questionnaire.assessment.report import Report, make_report
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP
from tests.support.building import Tree, build, sheet
from tests.support.paths import ROOT
from tests.support.strategies import answered_trees

TWO = {"attendu": {"idee": 2, "fonctionnement": 2}}


def report_of(answers: dict[str, int | str], stage: str = "idee", **axes: str) -> Report:
    """Return a report over axes given by the letters of their criteria; each expects 2."""
    axes = axes or {"un": "abcde"}
    tree: dict[str, Any] = {
        "format": 2,
        "axes": {
            axis: {"titre": f"Axe {axis}", "criteres": dict.fromkeys(keys, TWO)} for axis, keys in axes.items()
        },
    }
    context = {"stade": stage} if stage else {}
    return make_report(build(tree), sheet(answers, **context))


def block(answers: dict[str, int | str], stage: str = "idee") -> BlockWords:
    return profile_words(report_of(answers, stage))[0]


def left(answers: dict[str, int | str], stage: str = "idee") -> str:
    return block(answers, stage).left.replace(NBSP, " ")


def test_each_answer_has_a_mark() -> None:
    marks = [one.mark for one in block({"a": 2, "b": 3, "c": 1, "d": "ne_sait_pas"}).levels]
    assert marks == [Mark.MET, Mark.BEYOND, Mark.BELOW, Mark.TO_SPECIFY, Mark.TO_SPECIFY]


def test_what_does_not_apply_has_no_mark() -> None:
    assert len(block({"a": 2, "b": "non_concerne"}).levels) == 4


def test_a_block_counts_subjects_and_names_what_is_left() -> None:
    found = block({"a": 2, "b": 3, "c": 1, "d": 0})
    assert (found.figure, found.out_of) == ("2", "sur 4")
    assert found.heading.replace(NBSP, " ") == "Axe un : 2 critères sur 4 au niveau attendu"
    assert found.left.replace(NBSP, " ") == "Reste : critère c, critère d. 1 à préciser."


def test_three_are_named_and_the_others_counted() -> None:
    assert left({"a": 0, "b": 0, "c": 0, "d": 0, "e": 2}) == "Reste : critère a, critère b, critère c et 1 autre."
    assert left(dict.fromkeys("abcde", 0)) == "Pour commencer : critère a, critère b, critère c et 2 autres."


def test_where_nothing_is_left_it_is_said() -> None:
    assert left(dict.fromkeys("abcde", 2)) == "Tout y est pour cette étape."
    assert left(dict.fromkeys("abcde", 3), "") == "Tout y est."
    assert (
        left(dict.fromkeys("abcde", 2), "fonctionnement") == "Tout y est. Votre expérience peut servir à d’autres."
    )


def test_a_block_with_an_answer_to_specify_is_not_told_as_whole() -> None:
    some: dict[str, int | str] = {**dict.fromkeys("abcd", 2), "e": "ne_sait_pas"}
    for stage in ("idee", "fonctionnement"):
        assert left(some, stage) == "Rien ne manque parmi les réponses données. 1 à préciser."


def test_a_block_without_an_answer_counts_nothing() -> None:
    found = block({"a": "ne_sait_pas"})
    assert (found.figure, found.out_of, found.count, found.left) == ("–", "", "à préciser", "5 à préciser.")
    assert profile_title(report_of({"a": "ne_sait_pas"})) == "Rien n’est encore précisé"


def test_an_axis_of_few_questions_makes_one_block_of_all_without_a_score() -> None:
    report = report_of({"a": 2, "d": 0}, un="abc", deux="de")
    assert len(blocks_of(report.scores)) == 1
    found = profile_words(report)[0]
    assert (found.title, found.score, len(found.levels)) == ("Tous les sujets de cette étape", "", 5)
    assert profile_words(report_of({"a": 2, "d": 0}, "", un="abc", deux="de"))[0].title == "Tous les sujets"
    assert len(blocks_of(report_of({"a": 2}, un="abc", deux="def").scores)) == 2


def test_a_score_is_never_told_without_the_one_expected() -> None:
    told = block(dict.fromkeys("abcde", 1)).score.replace(NBSP, " ")
    assert told.startswith("Score : 33 sur 100. À cette étape, on attend 67 ; cent, c’est un lieu installé")
    assert (
        block(dict.fromkeys("abcde", 1), "")
        .score.replace(NBSP, " ")
        .startswith("Score : 33 sur 100. On attend 100 ;")
    )


def test_without_enough_answers_the_fold_says_why_there_is_no_score() -> None:
    assert "pas encore assez de réponses" in block({"a": 1}).score


def test_a_gate_is_told_as_what_the_next_tier_supposes() -> None:
    gate = {"titre": "Haut", "seuil": 50, "exige": [{"critere": "a", "au_moins": 3}]}
    tree = {
        "format": 2,
        "paliers": [{"titre": "Bas", "seuil": 0}, gate],
        "axes": {"un": {"criteres": dict.fromkeys("abc", TWO)}},
    }
    report = make_report(build(tree), sheet(dict.fromkeys("abc", 2), stade="idee"))
    assert "Le palier « Haut » suppose : « Critère a » au moins au niveau" in profile_words(report)[
        0
    ].score.replace(NBSP, " ")


def test_the_level_is_told_beside_the_one_expected() -> None:
    texts = [one.text.replace(NBSP, " ") for one in block({"a": 2, "b": 3, "c": 1, "d": "ne_sait_pas"}).levels]
    assert texts == [
        "Niveau 2, au niveau attendu",
        "Niveau 3, au-delà",
        "Niveau 1 · attendu : niveau 2",
        "Je ne sais pas · attendu : niveau 2",
        "Sans réponse · attendu : niveau 2",
    ]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("idee", "une idée"),
        ("prefiguration", "en préparation"),
        ("fonctionnement", "ouvert depuis plus de deux ans"),
    ],
)
def test_a_stage_is_told_by_its_first_words(stage: str, words: str) -> None:
    report = make_report(load_file(ROOT / "criteria.yaml")[0], sheet({}, stade=stage))
    assert stage_words(report) == words
    assert f": {words}. On n’attend pas" in expected_intro(report).replace(NBSP, " ")
    assert whose_words(report).replace(NBSP, " ") == f"Regard : collectivité, {words}"


def test_without_a_stage_no_stage_is_told() -> None:
    report = report_of({"a": 1}, "")
    assert expected_intro(report).replace(NBSP, " ") == "Attendu : le niveau que l’on vise."
    assert whose_words(report).replace(NBSP, " ") == "Regard : collectivite"


@given(answered_trees())
def test_blocks_hold_every_criterion_that_applies_once(case: tuple[Tree, AnswerSheet]) -> None:
    report = make_report(Criteria.model_validate(case[0]), case[1])
    applying = [
        one for axis in report.scores.axes for one in axis.criteria if one.answer.state is not State.NOT_APPLICABLE
    ]
    blocks = blocks_of(report.scores)
    assert [one for block in blocks for one in block.criteria] == applying
    assert len(blocks) <= 1 or all(len(block.criteria) >= MIN_CRITERIA for block in blocks)
    whole = whole_of(report.scores)
    assert whole.met == sum(mark_of(one) in (Mark.MET, Mark.BEYOND) for one in applying)
    assert whole.answered + whole.to_specify == len(applying)
    told = re.findall(r"\d+", profile_title(report))
    assert told in ([str(whole.met), str(whole.answered)], [])


def test_a_path_that_leaves_criteria_out_does_not_say_all_of_the_stage() -> None:
    axes = {"un": {"criteres": {"a": TWO, "b": TWO, "c": TWO}}, "deux": {"criteres": {"d": TWO}}}
    criteria = build({"format": 2, "parcours": {"court": ["a", "d"]}, "axes": axes})
    report = make_report(criteria, sheet({"a": 1}, path="court", stade="idee"))
    assert profile_words(report)[0].title == "Tous les sujets posés"
