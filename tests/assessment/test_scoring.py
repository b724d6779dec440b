"""Scores: the invariants of docs/scoring.md, on criteria and answers of every shape."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import Answer, AnswerSheet, State, as_tuple
from questionnaire.assessment.report import make_report
from questionnaire.assessment.scoring import AxisScore, AxisState, Scores, effective_answers, score
from questionnaire.assessment.step_wording import reason_words
from questionnaire.assessment.summary import opening_text
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import Criteria
from tests.support.building import STAGES, Tree, axis_of, build, sheet, valid
from tests.support.strategies import answered_trees, criterion_ids, sheets

OPEN = (State.UNKNOWN, State.BLANK)


def numbers(axis: AxisScore) -> tuple[Any, ...]:
    """Return all that an axis says, without the criteria that it was said from."""
    tier = axis.tier and axis.tier.title
    following = axis.next_tier and axis.next_tier.title
    missing = [(gate.criterion, gate.at_least) for gate in axis.missing]
    return axis.state, axis.score, axis.coverage, axis.minimum, axis.maximum, tier, following, missing


def by_id(scores: Scores) -> dict[str, AxisScore]:
    return {axis.axis.id: axis for axis in scores.axes}


def rank(criteria: Criteria, axis: AxisScore) -> int:
    return criteria.tiers.index(axis.tier) if axis.tier else -1


def with_answer(given_sheet: AnswerSheet, criterion: str, answer: Answer) -> AnswerSheet:
    return replace(given_sheet, answers={**given_sheet.answers, criterion: answer})


def shown_ids(criteria: Criteria, given_sheet: AnswerSheet) -> list[str]:
    return [key for key, one in effective_answers(criteria, given_sheet).items() if one.state is not State.HIDDEN]


# -- an independent, naive reading of the document --------------------------------------------------------------


def naive_holds(condition: Tree, given_sheet: AnswerSheet) -> bool:
    if "regard" in condition:
        return bool(condition["regard"] == given_sheet.viewpoint.value)
    if "contexte" in condition:
        value = given_sheet.context.get(condition["contexte"], ())
        return bool(set(as_tuple(value)) & set(condition["vaut"]))
    ((kind, children),) = condition.items()
    truths = [naive_holds(child, given_sheet) for child in children]
    return {"tous": all(truths), "un_de": any(truths), "aucun": not any(truths)}[kind]


def naive_axis(tree: Tree, axis: Tree, given_sheet: AnswerSheet) -> tuple[Any, ...]:
    """Return (state, score, coverage, minimum, maximum) straight from the sentences of the document."""
    path = next(one for one in tree["parcours"] if one["id"] == given_sheet.path)
    answered: list[tuple[Fraction, int]] = []
    open_weights: list[Fraction] = []
    for criterion in axis["criteres"]:
        if criterion["id"] not in path.get("criteres", [criterion["id"]]):
            continue
        if "si" in criterion and not naive_holds(criterion["si"], given_sheet):
            continue
        answer = given_sheet.answers.get(criterion["id"], Answer())
        weight = Fraction(str(criterion["poids"]))
        if answer.state is State.ANSWERED:
            answered.append((weight, answer.level or 0))
        elif answer.state is not State.NOT_APPLICABLE:
            open_weights.append(weight)
    known = sum(weight for weight, _ in answered)
    total = known + sum(open_weights)
    if not total:
        return "sans_objet", None, None, None, None
    earned = sum(weight * level / 3 for weight, level in answered)
    coverage = Fraction(known, total)
    bounds = (100 * earned / total, 100 * (earned + sum(open_weights)) / total)
    if not known or coverage < Fraction(str(tree["couverture_minimale"])):
        return "a_preciser", None, coverage, *bounds
    return "evalue", 100 * earned / known, coverage, *bounds


@given(answered_trees())
def test_scores_equal_those_of_a_naive_reading_of_the_document(case: tuple[Tree, AnswerSheet]) -> None:
    tree, answers = case
    scores = score(Criteria.model_validate(tree), answers)
    expected = [naive_axis(tree, axis, answers) for axis in tree["axes"]]
    assert [(a.state.value, a.score, a.coverage, a.minimum, a.maximum) for a in scores.axes] == expected
    scored = [
        (Fraction(str(axis["poids"])), one[1])
        for axis, one in zip(tree["axes"], expected, strict=True)
        if one[1] is not None
    ]
    mean = sum(w * s for w, s in scored) / sum(w for w, _ in scored) if scored else None
    assert scores.overall == mean


@given(answered_trees())
def test_a_tier_is_the_highest_whose_threshold_is_reached_and_whose_gates_and_those_below_are_met(
    case: tuple[Tree, AnswerSheet],
) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    effective = effective_answers(criteria, answers)

    def met(gate: Tree) -> bool:
        answer = effective[gate["critere"]]
        if answer.state in (State.HIDDEN, State.NOT_APPLICABLE):
            return True
        return answer.level is not None and answer.level >= gate["au_moins"]

    for axis in score(criteria, answers).axes:
        if axis.score is None:
            assert axis.tier is axis.next_tier is None
            assert axis.missing == ()
            continue
        reached = [
            Fraction(str(tier["seuil"])) <= axis.score and all(map(met, tier.get("exige", [])))
            for tier in tree["paliers"]
        ]
        expected = max(index for index in range(3) if all(reached[: index + 1]))
        assert rank(criteria, axis) == expected
        following = tree["paliers"][expected + 1] if expected < 2 else None
        assert (axis.next_tier and axis.next_tier.title) == (following and following["titre"])
        unmet = [gate for gate in following.get("exige", []) if not met(gate)] if following else []
        holds_back = following is not None and Fraction(str(following["seuil"])) <= axis.score
        assert [gate.criterion for gate in axis.missing] == (
            [gate["critere"] for gate in unmet] if holds_back else []
        )


@given(answered_trees())
def test_numbers_stay_within_their_bounds_and_the_interval_contains_the_score(
    case: tuple[Tree, AnswerSheet],
) -> None:
    tree, answers = case
    for axis in score(Criteria.model_validate(tree), answers).axes:
        if axis.state is AxisState.NOT_APPLICABLE:
            assert numbers(axis)[1:] == (None, None, None, None, None, None, [])
            continue
        assert axis.coverage is not None
        assert axis.minimum is not None
        assert axis.maximum is not None
        assert 0 <= axis.coverage <= 1
        assert 0 <= axis.minimum <= axis.maximum <= 100
        assert (axis.minimum == axis.maximum) == (axis.coverage == 1)
        if axis.score is not None:
            assert axis.minimum <= axis.score <= axis.maximum
        assert all(0 <= one.gap <= 1 for one in axis.criteria)


@given(answered_trees(), st.data())
def test_raising_one_answer_never_lowers_a_score_nor_a_tier(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    low = [key for key, one in answers.answers.items() if one.level is not None and one.level < 3]
    assume(low)
    key = data.draw(st.sampled_from(low))
    level = answers.answers[key].level
    assert level is not None
    before, after = score(criteria, answers), score(criteria, with_answer(answers, key, Answer.at(level + 1)))
    moved = axis_of(criteria, key).id
    for one, other in zip(before.axes, after.axes, strict=True):
        assert (one.score is None) == (other.score is None)
        if one.score is not None and other.score is not None:
            assert other.score >= one.score
            assert rank(criteria, other) >= rank(criteria, one)
        if one.axis.id != moved:
            assert numbers(one)[:5] == numbers(other)[:5]
    assert (after.overall or 0) >= (before.overall or 0)


@given(answered_trees(), st.data())
def test_knowing_more_narrows_the_interval(case: tuple[Tree, AnswerSheet], data: st.DataObject) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    open_ids = [key for key, one in effective_answers(criteria, answers).items() if one.state in OPEN]
    assume(open_ids)
    key = data.draw(st.sampled_from(open_ids))
    axis_id = axis_of(criteria, key).id
    before = by_id(score(criteria, answers))[axis_id]
    after = by_id(score(criteria, with_answer(answers, key, Answer.at(data.draw(st.integers(0, 3))))))[axis_id]
    assert None not in (before.minimum, before.maximum, before.coverage)
    assert after.minimum is not None
    assert after.maximum is not None
    assert after.coverage is not None
    assert (before.minimum or 0) <= after.minimum <= after.maximum <= (before.maximum or 0)
    assert after.coverage > (before.coverage or 0)


@given(answered_trees())
def test_not_concerned_everywhere_is_beyond_scoring(case: tuple[Tree, AnswerSheet]) -> None:
    tree, answers = case
    nothing = {key: Answer(State.NOT_APPLICABLE) for key in criterion_ids(tree)}
    scores = score(Criteria.model_validate(tree), replace(answers, answers=nothing))
    assert {axis.state for axis in scores.axes} == {AxisState.NOT_APPLICABLE}
    assert scores.overall is None


@given(answered_trees(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_is_irrelevant(case: tuple[Tree, AnswerSheet], random: Any) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    shuffled = list(answers.answers.items())
    random.shuffle(shuffled)
    context = {key: value if isinstance(value, str) else value[::-1] for key, value in answers.context.items()}
    other = make_report(criteria, replace(answers, answers=dict(shuffled), context=context))
    report = make_report(criteria, answers)
    for name in (
        "scores",
        "cards",
        "more",
        "situations",
        "strengths",
        "to_check",
        "messages",
        "resources",
    ):
        assert getattr(report, name) == getattr(other, name), name
    assert opening_text(report) == opening_text(other)


@given(answered_trees(), st.sampled_from([2, 10, 0.1, 0.25]))
def test_only_the_proportions_of_the_weights_of_an_axis_matter(
    case: tuple[Tree, AnswerSheet], factor: float
) -> None:
    tree, answers = case
    scaled = deepcopy(tree)
    for criterion in scaled["axes"][0]["criteres"]:
        criterion["poids"] = float(Fraction(str(criterion["poids"])) * Fraction(str(factor)))
    before, after = (score(Criteria.model_validate(one), answers) for one in (tree, scaled))
    assert [numbers(axis) for axis in before.axes] == [numbers(axis) for axis in after.axes]
    assert before.overall == after.overall


@given(answered_trees(own_gates=True), st.data())
def test_an_axis_alone_scores_as_it_does_among_others(case: tuple[Tree, AnswerSheet], data: st.DataObject) -> None:
    tree, answers = case
    axis = data.draw(st.sampled_from(tree["axes"]))
    alone = {**tree, "axes": [axis]}
    among = by_id(score(Criteria.model_validate(tree), answers))[axis["id"]]
    assert numbers(score(Criteria.model_validate(alone), answers).axes[0]) == numbers(among)


NEVER = {"tous": [{"regard": "collectivite"}, {"regard": "projet"}]}


def without(tree: Tree, key: str) -> Tree:
    """Return the tree as if the criterion had never been written; what is said of it elsewhere is false."""

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("critere") == key and "au_moins" not in value:
                return NEVER
            return {name: cut(child) for name, child in value.items()}
        if isinstance(value, list):
            gone = [one for one in value if one == key or (isinstance(one, dict) and one.get("id") == key)]
            gates = [one for one in value if isinstance(one, dict) and "au_moins" in one and one["critere"] == key]
            return [cut(one) for one in value if one not in gone and one not in gates]
        return value

    result: Tree = cut(tree)
    return result


@given(answered_trees(), st.data())
def test_hiding_a_question_equals_never_asking_it(case: tuple[Tree, AnswerSheet], data: st.DataObject) -> None:
    tree, answers = case
    crowded = [axis for axis in tree["axes"] if len(axis["criteres"]) > 1]
    assume(crowded)
    axis = data.draw(st.sampled_from(crowded))
    key = data.draw(st.sampled_from([one["id"] for one in axis["criteres"]]))
    assume(tree["parcours"][1]["criteres"] != [key])
    hidden = deepcopy(tree)
    for criterion in next(one for one in hidden["axes"] if one["id"] == axis["id"])["criteres"]:
        if criterion["id"] == key:
            criterion["si"] = NEVER
    reports = [make_report(Criteria.model_validate(one), answers) for one in (hidden, without(tree, key))]
    for said in SAID:
        assert said(reports[0]) == said(reports[1])


SAID: tuple[Callable[[Any], Any], ...] = (
    lambda report: [numbers(axis) for axis in report.scores.axes],
    lambda report: report.scores.overall,
    lambda report: [(one.card.id, one.priority, reason_words(report, one.criterion)) for one in report.cards],
    lambda report: [one.card.id for one in report.more],
    lambda report: [one.situation.id for one in report.situations],
    lambda report: [one.criterion.id for one in report.strengths],
    lambda report: [one.criterion.id for one in report.to_check],
    opening_text,
)


@given(answered_trees(), st.data())
def test_answers_that_are_hidden_never_change_anything(
    case: tuple[Tree, AnswerSheet], data: st.DataObject
) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    hidden = set(criterion_ids(tree)) - set(shown_ids(criteria, answers))
    other = data.draw(sheets(tree))
    changed = {**answers.answers, **{key: one for key, one in other.answers.items() if key in hidden}}
    reports = [make_report(criteria, replace(answers, answers=one)) for one in (answers.answers, changed)]
    for said in SAID:
        assert said(reports[0]) == said(reports[1])


@given(answered_trees(), st.text(max_size=30))
def test_a_note_never_changes_anything(case: tuple[Tree, AnswerSheet], note: str) -> None:
    tree, answers = case
    criteria = Criteria.model_validate(tree)
    noted = {key: replace(one, note=note) for key, one in answers.answers.items()}
    reports = [make_report(criteria, replace(answers, answers=one)) for one in (answers.answers, noted)]
    for said in SAID:
        assert said(reports[0]) == said(reports[1])


# -- facts that need no luck ------------------------------------------------------------------------------------


def test_the_counts_tell_the_states_apart() -> None:
    criteria = build({"axes": {"un": {"criteres": {key: {} for key in "abcde"}}}})
    answers = sheet({"a": 1, "b": "ne_sait_pas", "c": "non_concerne", "d": "sans_reponse"})
    axis = score(criteria, answers).axes[0]
    counts = {state: axis.count(state) for state in State}
    assert counts == {
        State.ANSWERED: 1,
        State.UNKNOWN: 1,
        State.NOT_APPLICABLE: 1,
        State.BLANK: 2,
        State.HIDDEN: 0,
    }


def test_hidden_criteria_are_left_out_of_an_axis_and_lose_their_answer() -> None:
    criteria = valid("minimal")
    answers = sheet({"a": 3, "d": 2}, stade="idee")
    assert effective_answers(criteria, answers)["d"] == Answer(State.HIDDEN)
    assert [one.criterion.id for one in score(criteria, answers).axes[0].criteria] == ["a", "b", "c"]


def test_a_path_that_is_not_known_asks_everything() -> None:
    criteria = valid("minimal")
    assert shown_ids(criteria, sheet(path="oublie", stade="ouvert")) == ["a", "b", "c", "d", "e"]


def test_no_answer_at_all_is_never_a_score_even_when_no_coverage_is_asked() -> None:
    criteria = build({"couverture_minimale": 0, "axes": {"un": {"criteres": {"a": {}}}}})
    axis = score(criteria, sheet()).axes[0]
    assert axis.state is AxisState.INCOMPLETE
    assert axis.score is None
    assert axis.coverage == 0


@pytest.mark.parametrize(("stage", "expected"), [("idee", 0), ("ouverture", 3), ("", 3)])
def test_the_top_level_is_expected_when_the_stage_says_nothing(stage: str, expected: int) -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {"attendu": {"idee": 0}}}}}})
    answers = sheet({"a": 0}, **({"stade": stage} if stage else {}))
    one = score(criteria, answers).axes[0].criteria[0]
    assert one.expected == expected
    assert one.gap == Fraction(expected, 3)
    assert one.as_expected == (expected == 0)


def test_the_stage_is_one_choice_and_anything_else_expects_the_top_level() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {"attendu": {"idee": 0}}}}}})
    assert score(criteria, sheet({"a": 0}, stade=("idee",))).axes[0].criteria[0].expected == 3


def test_the_top_level_is_not_merely_as_expected() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}, "b": {}}}}})
    a, b = score(criteria, sheet({"a": 3})).axes[0].criteria
    assert not a.as_expected
    assert not b.as_expected


@pytest.mark.parametrize(("state", "level"), [(State.ANSWERED, None), (State.UNKNOWN, 2), (State.BLANK, 0)])
def test_an_answer_has_a_level_when_it_is_answered_and_only_then(state: State, level: int | None) -> None:
    with pytest.raises(ValueError, match="has a level"):
        Answer(state, level)


def test_the_exact_third_is_kept_until_the_display() -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {}}}}})
    assert score(criteria, sheet({"a": 1})).axes[0].score == Fraction(100, 3)


@pytest.mark.parametrize("stage", STAGES)
def test_the_stage_never_changes_a_score(stage: str) -> None:
    criteria = build({"axes": {"un": {"criteres": {"a": {"attendu": {"idee": 1}}, "b": {}}}}})
    assert score(criteria, sheet({"a": 1, "b": 2}, stade=stage)).by_axis() == {"un": Fraction(50)}


def test_criteria_are_found_by_their_id_and_in_order() -> None:
    criteria = valid("minimal")
    assert [one.id for one in criteria.all_criteria()] == ["a", "b", "c", "d", "e"]
    found: Criterion = criteria.criterion("e")
    assert (found.title, axis_of(criteria, "e").id) == ("Critère E", "deux")
    assert "e" in criteria
    assert "z" not in criteria
    assert criteria.path("express") is not None
    assert criteria.path("z") is None
    assert criteria.context_question("z") is None
