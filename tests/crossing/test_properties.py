"""What holds of every crossing, whatever the criteria and the answers."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.scoring import effective_answers
from questionnaire.criteria.model import Criteria
from questionnaire.crossing import wording
from questionnaire.crossing.agenda import SUBJECTS, Agenda, make_agenda
from questionnaire.crossing.comparison import Agreement, Comparison, compare
from questionnaire.crossing.sides import Side, levels_only, make_side
from tests.support.strategies import NOTES, sheets, trees

DAY = datetime.date(2027, 3, 3)
SECRET = "secret-7f3a"
Pair = tuple[Criteria, Side, Side]


@st.composite
def _noted(draw: st.DrawFn, sheet: AnswerSheet) -> AnswerSheet:
    answers = {key: replace(one, note=SECRET + draw(NOTES)) for key, one in sheet.answers.items()}
    return replace(sheet, answers=answers)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Return criteria and two sides, with notes that both would hide."""
    tree = draw(trees())
    first, second = (Side(draw(_noted(draw(sheets(tree)))), "", DAY) for _ in range(2))
    return Criteria.model_validate(tree), first, second


def _agenda(pair: Pair) -> tuple[Comparison, Agenda]:
    comparison = compare(*pair)
    return comparison, make_agenda(comparison)


@given(pairs())
def test_changing_sides_changes_neither_the_classes_nor_the_agenda(pair: Pair) -> None:
    criteria, first, second = pair
    (one, agenda), (other, turned) = _agenda(pair), _agenda((criteria, second, first))
    assert [row.agreement for row in one.rows] == [row.agreement for row in other.rows]
    assert [row.id for row in agenda.subjects] == [row.id for row in turned.subjects]
    assert [row.id for row in agenda.if_time_allows] == [row.id for row in turned.if_time_allows]
    assert wording.summary(one) == wording.summary(other)
    assert [row.first for row in one.rows] == [row.second for row in other.rows]
    assert _agenda(pair) == (one, agenda)


@given(pairs())
def test_nothing_is_compared_that_was_not_answered_on_both_sides(pair: Pair) -> None:
    criteria, first, second = pair
    answers = [effective_answers(criteria, side.sheet) for side in (first, second)]
    for row in compare(*pair).rows:
        given_to = {one[row.id].state for one in answers}
        compared = given_to <= {State.ANSWERED, State.UNKNOWN}
        assert (row.agreement is not Agreement.NOT_COMPARED) is compared
        for side, one in zip(row.sides, answers, strict=True):
            assert side.answer == one[row.id]
            assert side.sentence in ("", *side.criterion.levels.of(side.viewpoint))


@given(pairs())
def test_a_subject_comes_once_six_at_most_and_never_without_a_reason(pair: Pair) -> None:
    comparison, agenda = _agenda(pair)
    listed = [*agenda.subjects, *agenda.if_time_allows]
    assert len({row.id for row in listed}) == len(listed)
    assert len(agenda.subjects) <= SUBJECTS
    left_out = {Agreement.NUANCE, Agreement.AS_EXPECTED, Agreement.NOT_COMPARED}
    assert not left_out & {row.agreement for row in listed}
    expected = {Agreement.GAP, Agreement.ONE_KNOWS, Agreement.NEITHER_KNOWS, Agreement.TO_DO}
    assert {row.id for row in listed} >= {row.id for row in comparison.of(*expected)}


@given(pairs())
def test_notes_change_nothing_and_are_nowhere_when_levels_alone_are_shared(pair: Pair) -> None:
    criteria, *sides = pair
    first, second = (replace(side, sheet=levels_only(side.sheet)) for side in sides)
    bare, agenda = _agenda((criteria, first, second))
    assert SECRET not in repr((bare.first, bare.second, bare.rows, bare.context, agenda))
    noted, same = _agenda(pair)
    assert [row.id for row in same.subjects] == [row.id for row in agenda.subjects]
    assert wording.summary(noted) == wording.summary(bare)


@given(pairs(), trees())
def test_a_side_of_another_version_is_compared_all_the_same(pair: Pair, other: dict[str, object]) -> None:
    old, *sides = pair
    new = Criteria.model_validate(other)
    first, second = (make_side(side.sheet, side.name, DAY, old, new) for side in sides)
    comparison, agenda = _agenda((new, first, second))
    assert {row.id for row in comparison.rows} == {one.id for one in new.all_criteria()}
    assert {row.id for row in agenda.subjects} <= {one.id for one in old.all_criteria()}
