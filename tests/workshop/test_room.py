"""What may be done in a room, in which order, and by two animateurs at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop.room import (
    SPLIT,
    Action,
    Room,
    RoomState,
    StaleError,
    Step,
    StepState,
    act,
    actions,
)
from questionnaire.workshop.votes import Kind

STEPS = (Step(Kind.CLOUD), Step(Kind.CRITERION, "un"))


def after(*done: Action, room: Room | None = None) -> Room:
    room = room or Room(STEPS)
    for action in done:
        room = act(room, action, room.revision, "2" if action is Action.KEEP else None)
    return room


def test_one_button_after_another_leads_from_the_preparation_to_the_end() -> None:
    room, done = Room(STEPS), []
    while room.state is not RoomState.CLOSED:
        done.append(actions(room)[0])
        room = after(actions(room)[0], room=room)
    assert done == [
        *(Action.OPEN, Action.NEXT, Action.REVEAL, Action.NEXT),
        *(Action.REVEAL, Action.KEEP, Action.CLOSE),
    ]
    assert room.state is RoomState.CLOSED
    assert room.step is None
    assert [(step.state, step.kept) for step in room.steps] == [(StepState.REVEALED, None), (StepState.KEPT, "2")]


def test_a_criterion_may_be_voted_twice_and_no_more() -> None:
    room = after(Action.OPEN, Action.NEXT, Action.REVEAL, Action.NEXT, Action.REVEAL, Action.SECOND_ROUND)
    assert room.step
    assert room.step.state.voting
    room = after(Action.REVEAL, room=room)
    assert room.step
    assert room.step.state.shown
    assert Action.SECOND_ROUND not in actions(room)
    kept = act(room, Action.KEEP, room.revision, SPLIT)
    assert kept.step
    assert kept.step.kept == SPLIT
    assert Action.KEEP in actions(kept)  # a mistake is put right


def test_of_two_animateurs_who_act_at_once_the_second_changes_nothing() -> None:
    room = after(Action.OPEN, Action.NEXT)
    revealed = act(room, Action.REVEAL, room.revision)
    with pytest.raises(StaleError):
        act(revealed, Action.REVEAL, room.revision)
    with pytest.raises(StaleError):
        act(revealed, Action.REVEAL, revealed.revision)  # not what may be done


def test_the_entry_is_shut_and_opened_again_and_a_step_come_back_to_stays_as_it_was() -> None:
    room = after(Action.OPEN, Action.SHUT)
    assert not room.open_to_all
    assert after(Action.LET_IN, room=room).open_to_all
    back = after(Action.NEXT, Action.REVEAL, Action.NEXT, Action.BACK, room=room)
    assert back.step == Step(Kind.CLOUD, state=StepState.REVEALED)
    closed = after(Action.CLOSE, room=back)
    assert (closed.state, actions(closed)) == (RoomState.CLOSED, (Action.REOPEN,))
    assert after(Action.REOPEN, room=closed).step == back.step  # closed by mistake


def test_a_level_is_kept_by_a_show_of_hands_without_a_reveal() -> None:
    room = after(Action.OPEN, Action.NEXT, Action.NEXT)
    kept = act(room, Action.KEEP, room.revision, "2")
    assert kept.step == Step(Kind.CRITERION, "un", StepState.KEPT, "2")
    assert Action.KEEP not in actions(after(Action.OPEN, Action.NEXT))  # a cloud has no level


def test_a_room_without_steps_does_not_open() -> None:
    assert actions(Room(())) == ()


@given(st.lists(st.integers(0, 5), max_size=25))
def test_whatever_is_done_a_step_is_shown_or_takes_votes_never_both(choices: list[int]) -> None:
    room = Room(STEPS)
    for choice in choices:
        possible = actions(room)
        if not possible:
            break
        room = after(possible[choice % len(possible)], room=room)
        assert not any(step.state.voting and step.state.shown for step in room.steps)
        assert all(step.state is StepState.WAITING for step in room.steps[room.current + 1 :] if room.current < 0)


@given(st.lists(st.integers(0, 5), max_size=12))
def test_of_two_animateurs_who_saw_the_same_room_the_second_changes_nothing_whatever_they_do(
    choices: list[int],
) -> None:
    room = Room(STEPS)
    for choice in choices:
        room = after(actions(room)[choice % len(actions(room))], room=room)
    for first in actions(room):
        done = act(room, first, room.revision, "1")
        for second in Action:
            with pytest.raises(StaleError):
                act(done, second, room.revision, "2")


def test_an_answer_is_taken_for_the_figures_to_come_or_for_a_second_round() -> None:
    cloud, criterion = after(Action.OPEN, Action.NEXT), after(Action.OPEN, Action.NEXT, Action.NEXT)
    assert not Room(STEPS).takes_answers
    assert cloud.takes_answers
    assert not after(Action.REVEAL, room=cloud).takes_answers  # a cloud has one round
    shown = after(Action.REVEAL, room=criterion)
    assert shown.takes_answers
    assert after(Action.SECOND_ROUND, room=shown).takes_answers
    assert not after(Action.SECOND_ROUND, Action.REVEAL, room=shown).takes_answers
    assert not after(Action.KEEP, room=shown).takes_answers
