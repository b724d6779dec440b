"""What a party shows the other: what was asked, its levels, its notes only if both agreed, and no free text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.consent import Party, Shares, compared_alone, lower, shared_sheet
from questionnaire.crossing.consent_wording import (
    answered_words,
    few_words,
    opening_words,
    shown_of_both,
    shown_of_mine,
)
from questionnaire.typography import NBSP

SHEET = AnswerSheet(
    Viewpoint.COLLECTIVITE,
    context={
        "stade": "prefiguration",
        "portage": "association",
        "repondant": "commune",
        "enjeux-prioritaires": ("lien-social",),
        "climat": "rompus",
        "locaux": "fin-proche",
        "nom": "Sainte-Fauvette",
    },
    answers={
        "accueil-initiatives": Answer.at(2, "une note"),
        "diagnostic-territoire": Answer(State.UNKNOWN, note="une autre note"),
        "mixite-sociale": Answer.at(3, "sur une question qui n’est pas posée avant l’ouverture"),
    },
)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Shares.NOTES, Shares.NOTES, Shares.NOTES),
        (Shares.NOTES, Shares.LEVELS, Shares.LEVELS),
        (Shares.LEVELS, Shares.NOTES, Shares.LEVELS),
        (Shares.LEVELS, Shares.LEVELS, Shares.LEVELS),
    ],
)
def test_the_lower_of_the_two_consents_holds_for_both(first: Shares, second: Shares, expected: Shares) -> None:
    assert lower(first, second) is expected


def test_without_notes_nothing_of_a_note_is_left(criteria: Criteria) -> None:
    shown = shared_sheet(criteria, SHEET, Shares.LEVELS)
    assert {answer.note for answer in shown.answers.values()} == {""}
    assert shown.answers["accueil-initiatives"].level == 2
    assert shown.answers["diagnostic-territoire"].state is State.UNKNOWN


def test_with_notes_those_of_the_questions_asked_are_kept_as_they_are(criteria: Criteria) -> None:
    asked = replace(SHEET, context={**SHEET.context, "stade": "fonctionnement"})
    assert shared_sheet(criteria, asked, Shares.NOTES).answers == SHEET.answers


def test_what_is_no_longer_asked_is_not_shown(criteria: Criteria) -> None:
    shown = shared_sheet(criteria, replace(SHEET, context={"stade": "aucun"}), Shares.NOTES)
    assert "mixite-sociale" not in shown.answers
    assert "accueil-initiatives" in shown.answers


def test_neither_the_name_nor_how_the_parties_get_on_nor_the_lease_is_shown(criteria: Criteria) -> None:
    for shares in Shares:
        shown = shared_sheet(criteria, SHEET, shares)
        assert sorted(shown.context) == ["enjeux-prioritaires", "portage", "repondant", "stade"]
        assert (shown.viewpoint, shown.path) == (SHEET.viewpoint, SHEET.path)


def test_an_answer_is_kept_where_both_answered_and_there_alone() -> None:
    first = replace(SHEET, answers={**SHEET.answers, "seul": Answer.at(3), "sans-objet": Answer.at(1)})
    second = AnswerSheet(
        Viewpoint.PROJET,
        answers={
            "accueil-initiatives": Answer(State.UNKNOWN, note="la sienne"),
            "diagnostic-territoire": Answer(note="un blanc, avec une note"),
            "sans-objet": Answer(State.NOT_APPLICABLE),
        },
    )
    kept = compared_alone(first, second)
    assert [set(sheet.answers) for sheet in kept] == [{"accueil-initiatives"}] * 2
    assert kept[0].answers["accueil-initiatives"] == SHEET.answers["accueil-initiatives"]
    assert compared_alone(second, first) == kept[::-1]


def test_each_party_has_the_other_before_it() -> None:
    assert [party.other.other for party in Party] == list(Party)
    assert Party.INVITER.other is Party.INVITED


def test_notes_are_told_where_they_would_be_shown_and_there_alone() -> None:
    assert "vos notes, si elle montre les siennes" in shown_of_mine(Shares.NOTES)
    assert shown_of_mine(Shares.LEVELS) == shown_of_mine(Shares.NOTES)[:-1]
    assert "les notes, si les deux parties montrent les leurs" in shown_of_both(Shares.NOTES)
    assert shown_of_both(Shares.LEVELS) == shown_of_both(Shares.NOTES)[:-1]


@pytest.mark.parametrize(
    ("answered", "asked", "told"),
    [
        (9, 9, ""),
        (1, 9, "Vous avez répondu à 1 question sur 9 : les 8 autres ne seront pas comparées."),
        (7, 9, "Vous avez répondu à 7 questions sur 9 : les 2 autres ne seront pas comparées."),
        (8, 9, "Vous avez répondu à 8 questions sur 9 : l’autre ne sera pas comparée."),
    ],
)
def test_how_much_there_is_to_compare_is_told_before_one_agrees(answered: int, asked: int, told: str) -> None:
    assert answered_words(answered, asked).replace(NBSP, " ") == told


def test_few_answers_are_warned_of_below_half_of_the_questions() -> None:
    assert few_words(9, 20)
    assert not few_words(10, 20)


@pytest.mark.parametrize(
    ("agreed", "again", "invited", "told"),
    [
        (True, False, True, " a déjà dit oui en vous invitant : si vous dites oui, la page commune s’ouvre"),
        (True, False, False, " a déjà dit oui : si vous dites oui, la page commune s’ouvre tout de suite."),
        (True, True, True, " propose de croiser de nouveau, et dit donc oui : si vous dites oui,"),
        (False, True, False, " dira oui ou non après vous : la page commune ne s’ouvre que si c’est oui."),
    ],
)
def test_whether_the_other_party_has_agreed_is_told_and_what_a_yes_does(
    agreed: bool, again: bool, invited: bool, told: str
) -> None:
    assert opening_words(agreed=agreed, again=again, invited=invited).replace(NBSP, " ").startswith(told)
