"""Measured medians: shown from twenty diagnostics on, by steps of ten; an alert a quarter above the announced duration."""

from __future__ import annotations

import pytest

from questionnaire.answers import Viewpoint
from questionnaire.assessment.measured_duration import Measure, Median, RespondentGroup, announced, medians
from questionnaire.assessment.measured_duration_wording import measured_words, slower_words
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP
from tests.support.building import build

OPEN = RespondentGroup("complet", Viewpoint.PROJET, opened=True)
BEFORE = RespondentGroup("complet", Viewpoint.PROJET, opened=False)


def measures(*seconds: int, stage: object = "fonctionnement", path: str = "complet") -> list[Measure]:
    return [Measure(path, Viewpoint.PROJET, stage, one) for one in seconds]


@pytest.mark.parametrize(("count", "told"), [(19, None), (20, 20), (29, 20), (30, 30)])
def test_a_median_is_told_from_twenty_diagnostics_and_changes_by_tens(
    criteria: Criteria, count: int, told: int | None
) -> None:
    found = medians(criteria, measures(*range(1, count + 1)))
    assert found == ({OPEN: Median(told // 2, told)} if told else {})


def test_those_who_read_other_words_or_take_another_path_are_apart(criteria: Criteria) -> None:
    mixed = [
        *measures(*[300] * 20),
        *measures(*[100] * 20, stage="idee"),
        *measures(*[60] * 20, path="express"),
        *measures(*[900] * 19, stage="prefiguration", path="autre"),
    ]
    found = medians(criteria, mixed)
    assert {group: median.seconds for group, median in found.items()} == {
        OPEN: 300,
        BEFORE: 100,
        RespondentGroup("express", Viewpoint.PROJET, opened=True): 60,
    }


def test_a_minute_begun_is_told_as_one() -> None:
    assert (Median(301, 20).minutes, Median(300, 20).minutes) == (6, 5)


def test_what_is_told_says_of_whom_and_how_many() -> None:
    found = {OPEN: Median(500, 30), BEFORE: Median(240, 20)}
    words = measured_words(found, "complet", Viewpoint.PROJET).replace(NBSP, " ")
    assert words == (
        "Durée médiane : 9 min une fois le lieu ouvert (30 réponses), 4 min avant l’ouverture (20 réponses)."
    )
    assert measured_words(found, "express", Viewpoint.PROJET) == ""
    assert measured_words(found, "complet", Viewpoint.COLLECTIVITE) == ""


def test_facilitators_are_told_beyond_a_quarter_more_than_announced(criteria: Criteria) -> None:
    minutes = announced(criteria, OPEN)
    assert minutes
    assert slower_words(criteria, {OPEN: Median(75 * minutes, 20)}) == []
    [words] = slower_words(criteria, {OPEN: Median(75 * minutes + 1, 20), BEFORE: Median(1, 20)})
    assert "20\N{NO-BREAK SPACE}réponses" in words
    assert f"pour {minutes}\N{NO-BREAK SPACE}min annoncées" in words


def test_each_group_is_announced_at_its_own_stages(criteria: Criteria) -> None:
    open_minutes, before = announced(criteria, OPEN), announced(criteria, BEFORE)
    assert open_minutes
    assert before
    assert announced(criteria, RespondentGroup("express", Viewpoint.PROJET, opened=True)) != open_minutes


def test_a_group_that_no_stage_leads_to_has_nothing_announced_and_no_alert(criteria: Criteria) -> None:
    gone = RespondentGroup("disparu", Viewpoint.PROJET, opened=True)
    assert announced(criteria, gone) is None
    assert slower_words(criteria, {gone: Median(9_999, 20)}) == []


def test_without_a_question_on_the_stage_every_place_counts_as_open() -> None:
    bare = build({"axes": {"un": {"criteres": {"a": {}}}}})
    bare = bare.model_copy(update={"context": ()})
    assert announced(bare, OPEN)
    assert announced(bare, BEFORE) is None
