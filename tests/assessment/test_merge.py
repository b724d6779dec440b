"""Two tabs, two people: nothing is overwritten in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Answer, State
from questionnaire.assessment.merge import Conflict, Seen, choice_word, merge

pytestmark = pytest.mark.covers
ANSWERS = st.builds(
    lambda state, level, note: Answer(state, level if state is State.ANSWERED else None, note),
    st.sampled_from([State.ANSWERED, State.UNKNOWN, State.NOT_APPLICABLE, State.BLANK]),
    st.integers(0, 3),
    st.sampled_from(["", "a", "b"]),
)


@given(ANSWERS, ANSWERS)
def test_alone_what_is_sent_is_what_is_kept(given: Answer, current: Answer) -> None:
    merged = merge(Seen.of(current), given, current)
    assert (merged.answer, merged.choice, merged.note) == (given, None, None)


@given(ANSWERS, ANSWERS)
def test_a_form_that_changed_nothing_keeps_the_other_change_and_says_so(shown: Answer, current: Answer) -> None:
    merged = merge(Seen.of(shown), shown, current)
    assert merged.answer == current
    assert (merged.choice is Conflict.KEPT) == (choice_word(shown) != choice_word(current))
    assert (merged.note is Conflict.KEPT) == (shown.note != current.note)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_whatever_differs_from_what_was_sent_is_told(shown: Answer, given: Answer, current: Answer) -> None:
    merged = merge(Seen.of(shown), given, current)
    if choice_word(merged.answer) != choice_word(given):
        assert merged.choice is Conflict.KEPT
    if choice_word(shown) not in (choice_word(given), choice_word(current)) and choice_word(given) != choice_word(
        current
    ):
        assert merged.choice is Conflict.REPLACED


@given(ANSWERS, ANSWERS)
def test_sending_the_same_form_twice_is_harmless(shown: Answer, given: Answer) -> None:
    first = merge(Seen.of(shown), given, shown)
    again = merge(Seen.of(shown), given, first.answer)
    assert again.answer == first.answer
    assert again.choice is None


def test_the_choice_and_the_note_are_merged_apart() -> None:
    shown, current = Answer.at(1), Answer.at(1, "leur note")
    merged = merge(Seen.of(shown), Answer.at(2), current)
    assert merged.answer == Answer.at(2, "leur note")
    assert (merged.choice, merged.note) == (None, Conflict.KEPT)


def test_a_hidden_field_that_is_not_ours_wins_nothing_and_loses_nothing() -> None:
    assert Seen.parse("") is None
    assert Seen.parse("n’importe quoi") is None
    assert merge(None, Answer.at(2), Answer.at(1)).answer == Answer.at(2)


@given(ANSWERS)
def test_what_was_seen_comes_back_from_its_text(answer: Answer) -> None:
    assert Seen.parse(str(Seen.of(answer))) == Seen.of(answer)
