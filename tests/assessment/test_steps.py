"""The steps: those undertaken, those proposed, and why."""

from __future__ import annotations

import datetime

import pytest

from questionnaire.answers import Viewpoint
from questionnaire.assessment import step_wording
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.parties import other_party
from questionnaire.assessment.report import Report, as_shown, make_report
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.typography import NBSP
from tests.support.building import build, sheet

DAY = datetime.date(2026, 12, 18)


def report_of(*engagements: Engagement, **answers: int) -> Report:
    """Return a report in which each of seven criteria proposes a card at levels 0 and 1."""
    keys = "abcdefg"
    criteria = {key: {"conseils": [{"id": f"{key}-card", "niveaux": [0, 1]}]} for key in keys}
    tree = {"format": 2, "axes": {"un": {"criteres": criteria}}}
    return make_report(build(tree), sheet({**dict.fromkeys(keys, 0), **answers}, stade="idee"), engagements)


def shown(report: Report) -> list[str]:
    return [one.card.id for one in shown_steps(report)]


def test_three_steps_are_proposed_and_the_rest_waits() -> None:
    report = report_of()
    assert shown(report) == ["a-card", "b-card", "c-card"]
    assert [advice.card.id for advice in other_steps(report)] == ["d-card", "e-card", "f-card", "g-card"]


def test_what_is_kept_comes_first_and_proposals_fill_up_to_three() -> None:
    report = report_of(Engagement("f-card"))
    assert shown(report) == ["f-card", "a-card", "b-card"]


def test_a_step_done_or_dropped_makes_room_for_another() -> None:
    done = Engagement("a-card", state=EngagementState.DONE)
    dropped = Engagement("b-card", state=EngagementState.DROPPED)
    under_way = Engagement("c-card", state=EngagementState.UNDER_WAY)
    assert shown(report_of(done, dropped, under_way)) == ["a-card", "b-card", "c-card", "d-card", "e-card"]


def test_a_step_kept_stays_when_its_card_no_longer_applies() -> None:
    report = report_of(Engagement("a-card"), a=3)
    first = shown_steps(report)[0]
    assert (first.card.id, first.advice) == ("a-card", None)


def test_a_step_of_a_card_that_no_longer_exists_is_left_out() -> None:
    assert shown(report_of(Engagement("gone"))) == ["a-card", "b-card", "c-card"]


def test_a_reader_gets_no_engagement() -> None:
    assert as_shown(report_of(Engagement("a-card", who="la mairie"))).engagements == ()


# ── words ──


def test_headings_count_in_words() -> None:
    assert step_wording.steps_title(3) == "Trois pas pour ce mois-ci"
    assert step_wording.others_words(17).replace(NBSP, " ") == "Plutôt d’autres pas (17)"
    assert step_wording.others_words(1).replace(NBSP, " ") == "Plutôt un autre pas (1)"


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
