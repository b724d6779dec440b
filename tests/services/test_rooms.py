"""The cache of rooms: half a second in each process, for a thousand phones that poll."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Engine

from questionnaire.services.rooms import MAX_ROOMS, SECONDS, Rooms
from questionnaire.storage import WorkshopStore
from questionnaire.workshop.report import RoomReport
from questionnaire.workshop.room import Action
from tests.storage.test_workshops import new
from tests.support.databases import store_version


class Clock:
    """A clock that a test moves."""

    moment = 0.0

    def __call__(self) -> float:
        return self.moment


def test_a_room_is_read_again_after_half_a_second_or_when_it_changed_here(engine: Engine) -> None:
    store_version(engine, "d" * 64)
    store, clock = WorkshopStore(engine), Clock()
    rooms = Rooms(store, clock)
    assert rooms.pulse("K7M2XP") is None
    assert rooms.workshop("K7M2XP") is None
    assert store.create(new())
    first = rooms.workshop("K7M2XP")
    assert first
    assert rooms.workshop("K7M2XP") is first
    store.act(first.id, Action.OPEN, 0, lambda step: ())
    assert rooms.workshop("K7M2XP") is first
    clock.moment += SECONDS
    second = rooms.workshop("K7M2XP")
    assert second
    assert second.changes == first.changes + 1
    clock.moment += SECONDS
    assert rooms.workshop("K7M2XP") is second  # nothing changed: the pulse alone was read
    store.act(first.id, Action.NEXT, 1, lambda step: ())
    rooms.forget("K7M2XP")
    pulse = rooms.pulse("K7M2XP")
    assert pulse
    assert (pulse.changes, pulse.step is None) == (second.changes + 1, False)
    store.delete(first.id)
    clock.moment += SECONDS
    assert rooms.workshop("K7M2XP") is None


def test_what_a_room_leaves_with_is_made_once_for_its_phones_and_again_when_it_changed(engine: Engine) -> None:
    store_version(engine, "d" * 64)
    store, clock = WorkshopStore(engine), Clock()
    rooms = Rooms(store, clock)
    assert store.create(new())
    made = [cast("RoomReport", object()) for _ in range(3)]
    makes = iter(made)
    room = rooms.workshop("K7M2XP")
    assert room
    assert rooms.ending(room, lambda: next(makes)) is made[0]
    clock.moment += SECONDS
    assert rooms.workshop("K7M2XP") is room
    assert rooms.ending(room, lambda: next(makes)) is made[0]
    store.act(room.id, Action.OPEN, 0, lambda step: ())
    clock.moment += SECONDS
    changed = rooms.workshop("K7M2XP")
    assert changed
    assert rooms.ending(changed, lambda: next(makes)) is made[1]
    assert rooms.ending(room, lambda: next(makes)) is made[2]  # one that is not kept


def test_few_rooms_are_kept(engine: Engine) -> None:
    store_version(engine, "d" * 64)
    store = WorkshopStore(engine)
    rooms = Rooms(store, Clock())
    signs = "ABCDEFGHJKMNPQRSTUVW"
    for first in signs[: MAX_ROOMS // 20 + 1]:
        for second in signs:
            code = f"{first}{second}2345"
            assert store.create(new(animation_digest=code, screen_digest=code, code=code))
            assert rooms.pulse(code)
    assert len(rooms._cache) <= MAX_ROOMS
