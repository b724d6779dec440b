"""Workshops are kept without anything that tells a phone, an order or a date of a vote; two animateurs act one by one."""

from __future__ import annotations

import datetime
import functools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from questionnaire.answers import Viewpoint
from questionnaire.storage import HandsStore, NewWorkshop, RoomSettings, Workshop, WorkshopStore, make_engine, now
from questionnaire.storage.backup import copy_all
from questionnaire.storage.workshop_rows import RETENTION
from questionnaire.storage.workshop_tables import workshop_phones, workshop_votes, workshops
from questionnaire.storage.workshops import MAX_OPEN
from questionnaire.workshop.cloud import Moderation
from questionnaire.workshop.desk import Decision, decide
from questionnaire.workshop.hands import Hands
from questionnaire.workshop.room import SPLIT, Action, RoomState, StaleError, Step, StepState
from questionnaire.workshop.spread import Spread
from questionnaire.workshop.votes import Kind, Side
from tests.support.databases import ready_database, store_version

STEPS = (Step(Kind.CLOUD), Step(Kind.CRITERION, "un"))
LEVELS = ("0", "1", "2", "3")


@pytest.fixture
def store(engine: Engine) -> WorkshopStore:
    store_version(engine, "d" * 64)
    return WorkshopStore(engine)


SETTINGS = RoomSettings(
    "Journée", datetime.date(2020, 11, 26), Viewpoint.COLLECTIVITE, {"stade": "ouverture"}, sides=True
)


def new(held_on: datetime.date | None = SETTINGS.held_on, **changes: Any) -> NewWorkshop:
    values: dict[str, Any] = {
        "animation_digest": "animation",
        "screen_digest": "ecran",
        "code": "K7M2XP",
        "criteria_digest": "d" * 64,
        "settings": replace(SETTINGS, held_on=held_on),
        "steps": STEPS,
    }
    return NewWorkshop(**{**values, **changes})


@pytest.fixture
def number(store: WorkshopStore) -> int:
    assert store.create(new())
    return read(store).id


def read(store: WorkshopStore) -> Workshop:
    found = store.find_to_run("animation")
    assert found
    return found


def do(store: WorkshopStore, *actions: Action, kept: str | None = None) -> Workshop:
    for action in actions:
        room = read(store)
        store.act(room.id, action, room.room.revision, lambda step: LEVELS, kept)
    return read(store)


def say(store: WorkshopStore, step: int, *answers: str) -> None:
    for phone, answer in enumerate(answers):
        assert store.vote(step, f"phone-{phone}", [answer], Side.UNSAID)


def age(engine: Engine, column: str, period: datetime.timedelta) -> None:
    with engine.begin() as connection:
        connection.execute(update(workshops).values({column: now() - period}))


def test_a_workshop_opens_with_each_of_its_keys_and_its_code_and_is_created_once(store: WorkshopStore) -> None:
    assert store.create(new())
    assert not store.create(new())
    assert not store.create(new(animation_digest="autre", screen_digest="autre"))  # the code is taken
    found = read(store)
    assert found == store.find_to_show("ecran") == store.find_by_code("K7M2XP")
    assert (found.room.steps, found.sheet.context, found.current) == (STEPS, {"stade": "ouverture"}, None)
    assert store.find_to_run("ecran") is None
    assert store.pulse("ABSENT") is None


def test_steps_change_until_the_room_opens(store: WorkshopStore, number: int) -> None:
    later = (now() + datetime.timedelta(days=9)).date()
    other = RoomSettings("Autre titre", later, Viewpoint.PROJET, {"stade": "idee"}, sides=False)
    store.change(number, 0, STEPS[1:], other)
    store.change(number, 1, STEPS[:1])
    found = read(store)
    assert (found.title, found.held_on, found.sides, found.room.steps) == ("Autre titre", later, False, STEPS[:1])
    assert (found.sheet.viewpoint, found.sheet.context) == (Viewpoint.PROJET, {"stade": "idee"})
    assert found.expires_at.date() == later + RETENTION
    with pytest.raises(StaleError):
        store.change(number, 0, ())
    do(store, Action.OPEN)
    with pytest.raises(StaleError):
        store.change(number, 3, ())


def test_a_phone_counts_once_and_its_last_answer_is_kept(store: WorkshopStore, number: int) -> None:
    for _ in range(2):
        store.join(number, "un")
    store.join(number, "deux")
    assert store.phones(number) == 2
    step = do(store, Action.OPEN, Action.NEXT).steps[0].id
    assert store.vote(step, "un", ["lien"], Side.PROJET)
    assert store.vote(step, "un", ["emploi"], Side.COLLECTIVITE)
    assert store.answers(step) == 1
    assert store.own_vote(step, "un") == ("emploi",)
    assert store.own_vote(step, "deux") is None
    do(store, Action.REVEAL)
    (vote,) = store.revealed(step)
    assert store.own_vote(step, "un", revealed=True) == ("emploi",)
    assert (vote.choice, vote.side) == (("emploi",), Side.PROJET)  # the side it spoke from first


def test_answers_are_taken_while_a_step_is_open_and_a_vote_changes_nothing_of_the_room(
    store: WorkshopStore, engine: Engine, number: int
) -> None:
    found = read(store)
    first, second = (step.id for step in found.steps)
    assert not store.vote(first, "un", ["lien"], Side.UNSAID)  # not open yet
    do(store, Action.OPEN, Action.NEXT)
    pulse = store.pulse("K7M2XP")
    with engine.connect() as connection:
        before = connection.execute(select(workshops)).one()
    assert store.vote(first, "un", ["lien"], Side.UNSAID) is StepState.OPEN
    with engine.connect() as connection:
        assert connection.execute(select(workshops)).one() == before
    assert store.pulse("K7M2XP") == pulse
    assert pulse
    assert pulse.step == first
    assert not store.vote(second, "un", ["1"], Side.UNSAID)  # not the current one
    do(store, Action.REVEAL)
    assert not store.vote(first, "deux", ["lien"], Side.UNSAID)
    revealed = store.pulse("K7M2XP")
    assert revealed
    assert (revealed.step, revealed.changes) == (None, pulse.changes + 1)
    do(store, Action.CLOSE)
    closed = store.pulse("K7M2XP")
    assert closed
    assert (closed.state, closed.step) == (RoomState.CLOSED, None)


def test_a_reveal_is_frozen_and_later_answers_enter_the_second_round(store: WorkshopStore, number: int) -> None:
    step = do(store, Action.OPEN, Action.NEXT, Action.NEXT).steps[1].id
    say(store, step, *"00001111")
    shown = do(store, Action.REVEAL).current
    assert shown
    first = shown.shown
    assert store.vote(step, "phone-8", ["2"], Side.UNSAID) is StepState.REVEALED  # late: for the second round
    do(store, Action.SECOND_ROUND)
    say(store, step, *"11111111")
    held = read(store).current
    assert held
    assert held.reveals == (first,)  # nothing new before it is revealed
    again = do(store, Action.REVEAL).current
    assert again
    assert again.shown
    assert (again.shown.answers, again.shown.moved, len(again.reveals)) == (9, None, 2)
    assert store.vote(step, "phone-9", ["2"], Side.UNSAID) is None  # there is no third round
    kept = do(store, Action.KEEP, kept="1")
    assert kept.room.steps[1].kept == "1"
    assert do(store, Action.KEEP, kept=SPLIT).room.steps[1].kept == SPLIT


def test_of_two_animateurs_who_act_on_the_same_page_one_gets_a_conflict(store: WorkshopStore, number: int) -> None:
    seen = do(store, Action.OPEN, Action.NEXT).room.revision
    outcomes: list[str] = []

    def reveal() -> None:
        try:
            store.act(number, Action.REVEAL, seen, lambda step: LEVELS)
            outcomes.append("fait")
        except StaleError:
            outcomes.append("dépassé")

    threads = [threading.Thread(target=reveal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["dépassé", "fait"]
    with pytest.raises(StaleError):
        store.act(number + 1, Action.REVEAL, seen, lambda step: LEVELS)


def test_words_are_moderated_once_revealed_and_the_display_changes(store: WorkshopStore, number: int) -> None:
    step = do(store, Action.OPEN, Action.NEXT).steps[0].id
    approve: Callable[[Moderation], Moderation] = lambda decided: Moderation(decided.approved | {"jardin"})  # noqa: E731
    say(store, step, "emploi", "l’emploi", "jardin")
    assert not store.moderate(number, 0, approve)  # nothing is revealed
    before = do(store, Action.REVEAL).current
    assert before
    assert before.shown
    assert before.shown.cloud
    assert [word.label for word in before.shown.cloud.words] == ["emploi"]
    assert store.moderate(number, 0, approve)
    assert not store.moderate(number, 1, approve)
    assert not store.moderate(number, 9, approve)
    after = read(store).current
    assert after
    assert after.shown
    assert after.shown.cloud
    assert [word.label for word in after.shown.cloud.words] == ["emploi", "jardin"]
    assert after.moderation.approved == {"jardin"}


def test_decisions_of_two_animateurs_about_words_at_once_are_both_kept(store: WorkshopStore, number: int) -> None:
    step = do(store, Action.OPEN, Action.NEXT).steps[0].id
    say(store, step, "emploi", "jardin", "culture", "vélo")
    do(store, Action.REVEAL)
    together = threading.Barrier(2)

    def read_words(*keys: str) -> None:
        together.wait()
        for key in keys:
            store.moderate(number, 0, functools.partial(decide, decision=Decision.SHOW, keys=[key]))

    threads = [
        threading.Thread(target=read_words, args=keys) for keys in (("emploi", "jardin"), ("culture", "velo"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(store).steps[0].moderation.approved == {"emploi", "jardin", "culture", "velo"}


def test_a_crash_during_a_reveal_leaves_the_room_unchanged_and_it_can_be_tried_again(
    store: WorkshopStore, engine: Engine, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = do(store, Action.OPEN, Action.NEXT, Action.NEXT).steps[1].id
    say(store, step, *"00001111")
    before = read(store)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt  # as a signal would, between the votes that are frozen and the room that is saved

    with monkeypatch.context() as patched:
        patched.setattr("questionnaire.storage.workshops.save_room", dies)
        with pytest.raises(KeyboardInterrupt):
            store.act(number, Action.REVEAL, before.room.revision, lambda step: LEVELS)
    engine.dispose()  # its connections go with it
    again = make_engine(engine.url.render_as_string(hide_password=False))
    restarted = WorkshopStore(again)
    assert read(restarted) == before
    assert restarted.revealed(step) == ()  # no vote is half frozen
    assert restarted.vote(step, "phone-0", ["1"], Side.UNSAID)  # a phone that sends its answer once more
    assert restarted.answers(step) == 8
    shown = do(restarted, Action.REVEAL).current
    assert shown
    assert shown.shown
    assert (shown.shown.answers, len(shown.reveals)) == (8, 1)
    again.dispose()


def test_votes_go_a_day_after_the_end_and_the_room_after_a_month(
    store: WorkshopStore, engine: Engine, number: int
) -> None:
    step = do(store, Action.OPEN, Action.NEXT).steps[0].id
    store.join(number, "un")
    say(store, step, "emploi", "emploi", "jardin")
    second = do(store, Action.REVEAL, Action.NEXT).steps[1].id
    hands = HandsStore(engine)
    assert hands.count(number, second, {"1": 4})
    assert not hands.count(number, step, {"1": 4})  # it is not the current one
    assert not hands.count(number + 1, second, {"1": 4})
    counted = do(store, Action.REVEAL)
    assert (counted.steps[1].hands, counted.steps[1].shown.hands) == (  # type: ignore[union-attr]
        Hands({"1": 4}, {"1": 4}),
        Spread(4, bounds=("1", "1")),
    )
    do(store, Action.SECOND_ROUND)
    assert hands.count(number, second, {"1": 3})
    do(store, Action.REVEAL, Action.CLOSE)
    age(engine, "closed_at", datetime.timedelta(hours=23))
    assert store.purge() == 0
    assert store.answers(step) == 3
    closed = read(store)
    assert closed.closed_at
    assert datetime.timedelta(days=30) <= closed.expires_at - closed.closed_at < datetime.timedelta(days=31)
    age(engine, "closed_at", datetime.timedelta(hours=24))
    assert store.purge() == 0
    with engine.connect() as connection:
        assert connection.execute(select(workshop_votes)).all() == []
        assert connection.execute(select(workshop_phones)).all() == []
    found = read(store)
    assert found.steps[0].shown  # what was shown stays
    assert (found.steps[1].hands, len(found.steps[1].reveals)) == (Hands(), 2)
    assert not store.moderate(number, 0, lambda decided: decided)
    age(engine, "expires_at", datetime.timedelta())
    assert store.find_by_code("K7M2XP") is None
    assert store.purge() == 1


def test_a_room_left_open_closes_by_itself_and_one_prepared_long_before_is_kept(
    store: WorkshopStore, engine: Engine, number: int
) -> None:
    later = (now() + datetime.timedelta(days=90)).date()
    assert store.create(new(animation_digest="b", screen_digest="c", code="ABCDEF", held_on=later))
    planned = store.find_to_run("b")
    assert planned
    assert planned.expires_at.date() == later + RETENTION
    do(store, Action.OPEN)
    age(engine, "opened_at", MAX_OPEN)
    store.purge()
    found = read(store)
    assert (found.room.state, found.closed_at is not None) == (RoomState.CLOSED, True)
    assert do(store, Action.REOPEN).closed_at is None
    store.purge()
    assert read(store).room.state is RoomState.OPEN  # as if it had just been opened
    store.delete(number)
    assert store.find_to_run("animation") is None


@pytest.mark.sqlite
def test_votes_are_kept_in_no_order_of_arrival(store: WorkshopStore, engine: Engine, number: int) -> None:
    step = do(store, Action.OPEN, Action.NEXT).steps[0].id
    for phone in ("zoe", "bob", "max", "ana"):
        store.join(number, phone)
        store.vote(step, phone, ["emploi"], Side.UNSAID)
    with engine.connect() as connection:
        for table in ("workshop_vote", "workshop_phone"):
            found = connection.exec_driver_sql(f"SELECT phone_digest FROM {table}").scalars().all()  # noqa: S608
            assert found == ["ana", "bob", "max", "zoe"]
            with pytest.raises(Exception, match="no such column: rowid"):
                connection.exec_driver_sql(f"SELECT rowid FROM {table}")  # noqa: S608
    for kept in (workshop_votes, workshop_phones):
        assert {column.name for column in kept.columns} <= {
            *("step_id", "workshop_id", "phone_digest", "choice", "side", "before", "again"),
        }


def test_a_room_that_is_open_is_copied_with_its_votes_and_goes_on(
    store: WorkshopStore, engine: Engine, number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    step = do(store, Action.OPEN, Action.NEXT, Action.NEXT).steps[1].id
    say(store, step, *"11111")
    do(store, Action.REVEAL, Action.SECOND_ROUND)
    say(store, step, *"111111")
    target = make_engine(ready_database(tmp_path_factory.mktemp("copie")))
    copy_all(engine, target)
    copied = WorkshopStore(target)
    assert read(copied) == read(store)
    assert [vote.before for vote in copied.revealed(step)] == [("1",)] * 5
    assert do(copied, Action.REVEAL).room.steps[1].state is StepState.REVEALED_AGAIN
    target.dispose()
