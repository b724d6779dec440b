"""The cards shown first, by the rules of format 2, over random files and answers."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Answer, AnswerSheet, State
from questionnaire.assessment.guidance import Guidance, advise
from questionnaire.assessment.ranking import OPENING, RAISED, TOO_EARLY
from questionnaire.assessment.scoring import AxisState, score
from questionnaire.assessment.selection import FIRST
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree
from tests.support.strategies import answered_trees

PER_AXIS = 4


def newer(tree: Tree, draw: st.DataObject | None = None) -> Criteria:
    """Return the criteria of a tree in format 2, some with a prerequisite among those before them."""
    made = {**tree, "format": 2}
    known = [one for axis in made["axes"] for one in axis["criteres"]]
    for position, one in enumerate(known):
        if draw and position and draw.draw(st.booleans()):
            one["suppose"] = {"critere": draw.draw(st.sampled_from(known[:position]))["id"], "au_moins": 1}
    return Criteria.model_validate(made)


def guidance_of(criteria: Criteria, answers: AnswerSheet) -> Guidance:
    return advise(criteria, answers, score(criteria, answers))


@given(answered_trees(), st.data())
def test_a_criterion_has_one_card_at_most_and_an_axis_four_while_another_has_something_to_gain(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    guidance = guidance_of(newer(case[0], data), case[1])
    of_criteria = Counter(advice.criterion.criterion.id for advice in guidance.cards)
    assert set(of_criteria.values()) <= {1}
    of_axes = Counter(advice.axis.id for advice in guidance.cards)
    for axis, number in of_axes.items():
        left = [one for one in guidance.more if one.priority > 0 and of_axes[one.axis.id] < PER_AXIS]
        if number > PER_AXIS:
            assert all(one.axis.id == axis or one.criterion.criterion.id in of_criteria for one in left)


@given(answered_trees(), st.data())
def test_nothing_is_lost_or_told_twice_and_the_places_are_filled(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    criteria = newer(case[0], data)
    guidance = guidance_of(criteria, case[1])
    all_ids = [advice.card.id for advice in guidance.cards + guidance.more]
    assert len(all_ids) == len(set(all_ids))
    different = {advice.criterion.criterion.id for advice in guidance.cards + guidance.more}
    assert len(guidance.cards) == min(criteria.cards_max, len(different))
    assert guidance == guidance_of(criteria, case[1])


@given(answered_trees(), st.data())
def test_an_easy_card_is_among_the_first_three_when_one_can_be(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    guidance = guidance_of(newer(case[0], data), case[1])
    shown = {advice.criterion.criterion.id for advice in guidance.cards}
    easy = [
        advice
        for advice in guidance.more
        if advice.card.effort == 1 and advice.priority > 0 and advice.criterion.criterion.id not in shown
    ] + [advice for advice in guidance.cards[FIRST:] if advice.card.effort == 1 and advice.priority > 0]
    assert not easy or any(advice.card.effort == 1 for advice in guidance.cards[:FIRST])


@given(answered_trees(), st.data())
def test_a_priority_is_effect_and_gap_over_effort_by_known_factors(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    guidance = guidance_of(newer(case[0], data), case[1])
    factors = {a * b * c for a in (1, RAISED) for b in (1, TOO_EARLY) for c in (1, OPENING)}
    for advice in guidance.cards + guidance.more:
        one = advice.criterion
        plain = advice.card.effect * one.gap * (1 + (one.criterion.weight - 1) / 2) / advice.card.effort
        assert advice.priority == 0 == plain or advice.priority / plain in factors


@given(answered_trees())
def test_everything_exactly_as_expected_scores_what_is_expected(case: tuple[Tree, AnswerSheet]) -> None:
    criteria, sheet = newer(case[0]), case[1]
    stage = str(sheet.context.get("stade", ""))
    exact = {one.id: Answer.at(one.expected.get(stage, criteria.top_level)) for one in criteria.all_criteria()}
    for axis in score(criteria, AnswerSheet(sheet.viewpoint, sheet.path, sheet.context, exact)).axes:
        assert axis.met == axis.answered == axis.count(State.ANSWERED)
        assert axis.beyond == axis.to_specify == 0
        assert axis.score == axis.expected_score
        assert axis.state is not AxisState.EVALUATED or isinstance(axis.expected_score, Fraction)
