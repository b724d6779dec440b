"""The agenda in words, and the worked example of the method page."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.comparison import Agreement
from questionnaire.crossing.meeting import STAGES_ID, Programme, read_together
from questionnaire.crossing.sides import Side
from questionnaire.crossing.wording import (
    AGREEMENTS,
    REWORDED,
    STAGES_APART,
    document_words,
    folded_title,
    own_stakes,
    stakes_words,
)
from questionnaire.crossing.worked_example import crossed_example
from questionnaire.typography import NBSP
from tests.support.building import Tree, answer, build, sheet, valid

DAY = datetime.date(2027, 3, 1)
STAKES: Tree = {
    "contexte": [
        {
            "id": "enjeux-prioritaires",
            "type": "choix_multiple",
            "question": {"collectivite": "Lesquels ?", "projet": "Lesquels ?"},
            "choix": [{"id": "emploi", "titre": "Emploi"}, {"id": "culture", "titre": "Culture, fêtes"}],
        }
    ]
}


def _programme(criteria: Criteria, first: AnswerSheet, second: AnswerSheet, *reworded: str) -> Programme:
    sides = (Side(first, "Mairie", DAY, reworded=frozenset(reworded)), Side(second, "Équipe", DAY))
    return read_together(criteria, *sides).programme


def test_the_project_is_round_and_the_authority_square_whichever_comes_first() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}}}}})
    one, other = sheet(viewpoint="collectivite"), sheet(viewpoint="projet")
    shapes = {
        (first.viewpoint, second.viewpoint): [party.shape for party in _programme(criteria, first, second).parties]
        for first, second in ((one, other), (other, one), (one, one), (other, other))
    }
    authority, project = Viewpoint.COLLECTIVITE, Viewpoint.PROJET
    assert shapes == {
        (authority, project): ["square", "round"],
        (project, authority): ["round", "square"],
        (authority, authority): ["square", "round"],
        (project, project): ["square", "round"],
    }


def test_a_subject_says_what_both_answered_their_notes_and_the_question() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}, "b": {}}}}})
    first, second = sheet({"b": "ne_sait_pas"}), sheet({"b": "ne_sait_pas"}, viewpoint="projet", stade="idee")
    first = replace(first, answers={**first.answers, "a": answer(0, " À vérifier ")})
    second = replace(second, answers={**second.answers, "a": answer(2)})
    found = _programme(criteria, first, second, "a")
    subject, later = found.subjects[0], found.if_time_allows[0]
    assert (subject.kind, subject.agreement) == (Agreement.GAP, "Vous ne voyez pas la même chose")
    assert [(one.party.name, one.level, one.text, one.note) for one in subject.opinions] == [
        ("Mairie", "0", "a au niveau 0 selon collectivite.", "À vérifier"),
        ("Équipe", "2", "a au niveau 2 selon projet.", ""),
    ]
    assert (subject.question.strip(), subject.reworded, subject.ask) == (
        criteria.criterion("a").dialogue,
        REWORDED,
        (),
    )
    asked = [
        text.replace("\N{NO-BREAK SPACE}", " ")
        for text in (subject.asked, *(one.asked for one in subject.opinions))
    ]
    assert asked == ["Où en est a ?", "", ""]
    assert [one.text for one in later.opinions] == ["Je ne sais pas", "Je ne sais pas"]
    assert (later.ask, later.reworded) == (("À la mairie",), "")
    assert [party.stage for party in found.parties] == ["Sans réponse", "Idee"]
    assert not found.has_opening


def test_each_side_has_the_question_that_it_read_when_they_differ() -> None:
    texts = {"collectivite": "Que faites-vous de a ?", "projet": "Que fait-elle de a ?"}
    criteria = build({"axes": {"un": {"criteres": {"a": {"question": texts}}}}})
    (subject,) = _programme(criteria, sheet({"a": 0}), sheet({"a": 2}, viewpoint="projet")).subjects
    asked = [
        text.replace("\N{NO-BREAK SPACE}", " ")
        for text in (subject.asked, *(one.asked for one in subject.opinions))
    ]
    assert asked == ["", *texts.values()]


def test_different_stages_are_the_first_subject_and_the_questions_are_those_of_an_open_place() -> None:
    texts = {"texte": "Comment faites-vous ?", "avant_ouverture": "Comment ferez-vous ?"}
    criteria = build({"format": 2, "axes": {"un": {"criteres": {"a": {"dialogue": texts}}}}})
    planned, opened = sheet({"a": 2}, stade="idee"), sheet({"a": 2}, stade="ouverture")
    found = _programme(criteria, planned, opened)
    assert found.has_opening
    stage = found.subjects[0]
    assert (stage.id, stage.agreement) == (STAGES_ID, STAGES_APART)
    assert [one.text for one in stage.opinions] == ["Idee", "Ouverture"]
    questions = {
        _programme(criteria, *pair).subjects[-1].question.replace("\N{NO-BREAK SPACE}", " ")
        for pair in ((planned, opened), (opened, planned), (opened, opened))
    }
    assert questions == {"Comment faites-vous ?"}
    assert _programme(criteria, planned, planned).subjects[0].question.startswith("Comment ferez-vous")


def test_stakes_are_told_in_one_line() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}}}}, **STAKES})
    choices = criteria.context[0].choices
    assert stakes_words(choices).replace("\N{NO-BREAK SPACE}", " ") == "Emploi ; culture, fêtes"
    assert stakes_words(()) == ""
    assert own_stakes("Mairie").replace("\N{NO-BREAK SPACE}", " ") == "Les enjeux de : Mairie"


def test_the_heading_of_what_is_folded_has_its_count() -> None:
    found = [folded_title(kind, count) for kind, count in ((Agreement.NUANCE, 5), (Agreement.STRENGTH, 1))]
    assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in found] == [
        "Vous êtes à un niveau près : 5 sujets",
        "Vous êtes d’accord : c’est un point d’appui ; 1 sujet",
    ]


def test_the_worked_example_has_a_criterion_of_every_kind_but_two(criteria: Criteria) -> None:
    found = crossed_example(criteria)
    assert found.parties == ("Collectivité", "Projet ou tiers-lieu")
    left_out = {AGREEMENTS[Agreement.AS_EXPECTED], AGREEMENTS[Agreement.NOT_COMPARED]}
    assert {row.agreement for row in found.rows} == set(AGREEMENTS.values()) - left_out
    assert [row.turn for row in found.rows] == ["2", "3", "4", "1", "—", "Si le temps le permet"]
    assert found.summary.replace("\N{NO-BREAK SPACE}", " ") == (
        "Vous êtes d’accord sur 2 sujets, vous voyez 1 sujet autrement, et 2 sont à éclaircir."
    )


def test_the_worked_example_takes_what_a_small_file_has() -> None:
    assert 0 < len(crossed_example(valid("minimal")).rows) <= 6
    alone = build({"axes": {"un": {"criteres": {"a": {"si": {"regard": "projet"}}}}}, **STAKES})
    assert crossed_example(alone).rows == ()


@pytest.mark.parametrize(
    ("decided", "told"),
    [(0, "Ordre du jour."), (1, "Compte rendu : 1 sujet décidé."), (3, "Compte rendu : 3 sujets décidés.")],
)
def test_the_page_says_what_it_is_before_and_after_something_is_decided(decided: int, told: str) -> None:
    assert document_words(decided).replace(NBSP, " ") == told
