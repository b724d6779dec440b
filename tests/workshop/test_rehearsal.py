"""Twenty simulated phones answer as a room does: some alike, one side lower than the other."""

from __future__ import annotations

from questionnaire.workshop.cloud import Moderation
from questionnaire.workshop.rehearsal import PHONES, answer_of, side_of
from questionnaire.workshop.reveal import reveal, reveal_again
from questionnaire.workshop.votes import Kind, Vote

LEVELS = ("0", "1", "2", "3")


def votes(kind: Kind, choices: tuple[str, ...]) -> list[Vote]:
    return [Vote(answer_of(phone, kind, choices), side_of(phone)) for phone in range(PHONES)]


def test_a_rehearsal_shows_what_a_room_may_show() -> None:
    cloud = reveal(Kind.CLOUD, votes(Kind.CLOUD, ()), (), Moderation()).cloud
    assert cloud
    assert (cloud.words[0].label, cloud.words[0].count) == ("lien social", 4)
    assert reveal(Kind.POLL, votes(Kind.POLL, ("oui", "non")), ("oui", "non")).answers == PHONES
    first = reveal(Kind.CRITERION, votes(Kind.CRITERION, LEVELS), LEVELS)
    assert first.shown
    assert len(first.shown.sides) == 2
    moved = [
        Vote(answer_of(phone, Kind.CRITERION, LEVELS, again=True), vote.side, before=vote.choice)
        for phone, vote in enumerate(votes(Kind.CRITERION, LEVELS))
    ]
    assert reveal_again(first, moved, LEVELS).moved == 6
