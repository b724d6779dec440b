"""A condition that no answer can make true is a warning, where it is written."""

from __future__ import annotations

import pytest

from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.never_true import MAX_CASES, MAX_CHOICES, NEVER_TRUE
from tests.support.shipped import OURS

HERE = "conditions:\n"


def told(condition: str) -> list[int]:
    """Return the lines of the warnings once the shipped file has a named condition more."""
    text = OURS.replace(f"\n{HERE}", f"\n{HERE}  essai: {condition}\n", 1)
    assert text != OURS
    _, problems = load_criteria(text)
    return [one.line - text[: text.index("  essai:")].count("\n") for one in problems if one.message == NEVER_TRUE]


def test_every_condition_of_the_shipped_file_may_be_true() -> None:
    _, problems = load_criteria(OURS)
    assert NEVER_TRUE not in [one.message for one in problems]


@pytest.mark.untraced  # the whole file is checked for each: the lines are covered by the next ones
@pytest.mark.parametrize(
    "condition",
    [
        "{tous: [{critere: pair-a-pair, niveau_min: 3}, {critere: pair-a-pair, niveau_max: 0}]}",
        "{tous: [{critere: pair-a-pair, etat: ne_sait_pas}, {critere: pair-a-pair, niveau_min: 0}]}",
        "{tous: [{axe: lieu, score_max: 30}, {axe: lieu, score_min: 50.5}]}",
        "{tous: [{regard: projet}, {regard: collectivite}]}",
        "{tous: [{contexte: stade, vaut: [STADE]}, {aucun: [{contexte: stade, vaut: [STADE]}]}]}",
        "{tous: [{contexte: stade, vaut: [STADE]}, {contexte: stade, vaut: [AUTRE]}]}",
    ],
)
def test_a_condition_that_asks_for_a_thing_and_its_contrary_is_reported(condition: str) -> None:
    criteria, _ = load_criteria(OURS)
    stage = criteria.context_question("stade")
    assert stage
    one, other = (choice.id for choice in stage.choices[:2])
    assert told(condition.replace("STADE", one).replace("AUTRE", other)) == [1]


def test_what_may_be_and_what_is_too_long_to_tell_is_not_told() -> None:
    criteria, _ = load_criteria(OURS)
    several = next(one for one in criteria.context if one.kind == "choix_multiple")
    choices = [choice.id for choice in several.choices]
    both = ", ".join(f"{{contexte: {several.id}, vaut: [{one}]}}" for one in choices[:2])
    assert told(f"{{tous: [{both}]}}") == []
    assert told("{tous: [{axe: lieu, score_max: 30}, {axe: lieu, score_min: 30}]}") == []
    never = "{critere: pair-a-pair, niveau_min: 3}, {critere: pair-a-pair, niveau_max: 0}"
    assert len(choices) > MAX_CHOICES
    assert told(f"{{tous: [{never}, {{contexte: {several.id}, vaut: [{', '.join(choices)}]}}]}}") == []
    ids = [one.id for axis in criteria.axes for one in axis.criteria][:14]
    many = ", ".join(f"{{critere: {one}, niveau_max: 1}}" for one in ids)
    assert 2 ** len(ids) > MAX_CASES
    assert told(f"{{tous: [{never}, {{un_de: [{many}]}}]}}") == []


def test_a_condition_that_refers_to_named_ones_is_checked_with_their_content() -> None:
    text = OURS.replace("    si: des-preparation\n", "    si: [regie, hors-regie]\n", 1)
    assert text != OURS
    _, problems = load_criteria(text)
    assert [one.message for one in problems].count(NEVER_TRUE) == 1
