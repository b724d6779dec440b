"""The moderation of a cloud: why a word is held, which ideas may be one, and how each decision is undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop.cloud import Moderation, make_cloud
from questionnaire.workshop.desk import Decision, Desk, decide, is_typo, make_desk
from questionnaire.workshop.moderation import Held
from questionnaire.workshop.votes import Vote
from tests.support.building import HERE
from tests.support.plain_yaml import plain_yaml

SAID = (
    "lien social",
    "Liens sociaux",
    "emploi",
    "l’emploi",
    "jardin",
    "con",
    "CON",
    "06 12 34 56 78",
    "jardins partagés",
)
VOTES = [Vote((word,)) for word in SAID]
KEYS = ("liensocial", "emploi", "jardin", "con", "jardinpartage")


def labels(desk: Desk) -> dict[str, list[str]]:
    named = {"shown": desk.shown, "held": desk.held, "unread": desk.unread}
    return {name: [idea.group.label for idea in ideas] for name, ideas in named.items()}


def test_words_that_look_suspicious_are_told_apart_from_those_that_one_person_said() -> None:
    desk = make_desk(VOTES, Moderation())
    assert labels(desk) == {
        "shown": ["emploi", "lien social"],
        "held": ["con", "06 12 34 56 78"],
        "unread": ["jardin", "jardins partagés"],
    }
    assert [idea.held for idea in desk.held] == [Held.INSULT, Held.NUMBER]
    assert desk.shown[1].spellings == ("Liens sociaux",)
    assert make_desk([], Moderation()) == Desk()


def test_each_decision_has_its_way_back() -> None:
    nothing = Moderation()
    for there, back, keys in (
        (Decision.SHOW, Decision.HIDE, ["jardin"]),
        (Decision.ERASE, Decision.RESTORE, ["emploi"]),
    ):
        decided = decide(nothing, there, keys)
        assert make_cloud(VOTES, decided) != make_cloud(VOTES, nothing)
        assert decide(decided, back, keys) == nothing
    joined = decide(nothing, Decision.JOIN, ["emploi", "jardin", "con"])
    (idea,) = [one for one in make_desk(VOTES, joined).ideas if one.group.key == "emploi"]
    assert (idea.group.phones, [one.label for one in idea.joined]) == (5, ["con", "jardin"])
    parted = decide(joined, Decision.PART, ["jardin"])  # one of them alone
    assert parted.under == {"con": "emploi"}
    assert decide(parted, Decision.PART, ["con"]) == nothing


def test_an_erased_idea_is_shown_nowhere_and_may_be_restored() -> None:
    erased = decide(decide(Moderation(), Decision.SHOW, ["con"]), Decision.ERASE, ["con"])
    desk = make_desk(VOTES, erased)
    assert [group.label for group in desk.erased] == ["con"]
    assert "con" not in [word.label for word in make_cloud(VOTES, erased).words]
    assert decide(erased, Decision.RESTORE, ["con"]) == Moderation()  # it waits to be read again


def test_ideas_are_joined_under_the_most_said_of_them() -> None:
    assert make_desk(VOTES, Moderation()).by_count(["jardin", "gone", "emploi"]) == ("emploi", "jardin", "gone")


def test_of_two_who_join_two_ideas_both_ways_the_second_changes_nothing() -> None:
    first = decide(Moderation(), Decision.JOIN, ["emploi", "jardin"])
    assert decide(first, Decision.JOIN, ["jardin", "emploi"]) == first


@given(st.lists(st.lists(st.sampled_from(KEYS), min_size=2, max_size=4, unique=True), max_size=8))
def test_no_idea_is_ever_lost_or_under_itself(joined: list[list[str]]) -> None:
    moderation = Moderation()
    for keys in joined:
        moderation = decide(moderation, Decision.JOIN, keys)
    desk = make_desk(VOTES, moderation)
    every = [text for idea in desk.ideas for text in idea.group.spellings]
    assert sorted(every) == sorted(SAID)
    assert all(idea.group.key not in moderation.under for idea in desk.ideas)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("economielocal", "ecomonielocal", True),  # two signs exchanged
        ("developement", "developpement", True),  # one left out
        ("cooperration", "cooperation", True),  # one added
        ("mobilite", "nobilite", True),  # another one
        ("cooperation", "cooperatif", False),
        ("commune", "communication", False),
        ("emploi", "emploi", False),
        ("art", "arts", False),  # too short
        ("formation", "mutation", False),
        ("cultiver", "culturel", False),
    ],
)
def test_a_typo_is_one_letter_or_two_exchanged(one: str, other: str, slip: bool) -> None:
    assert is_typo(one, other) is slip
    assert is_typo(other, one) is slip


def test_an_idea_spelled_almost_the_same_is_proposed_and_never_joined_by_itself() -> None:
    desk = make_desk(
        [Vote((word,)) for word in ("économie locale", "Économie locale", "écomonie locale")], Moderation()
    )
    assert [(idea.group.label, idea.near and idea.near.label) for idea in desk.ideas] == [
        ("économie locale", None),
        ("écomonie locale", "économie locale"),
    ]


def test_sixty_realistic_answers_bring_no_wrong_proposal() -> None:
    file = Path(HERE) / "cases" / "workshop" / "02-soixante-reponses.yaml"
    case: Any = plain_yaml(file.read_text(encoding="utf-8"))
    desk = make_desk([Vote(tuple(words)) for words in case["reponses"]], Moderation())
    assert [idea.near for idea in desk.ideas if idea.near] == []
    assert desk.held == ()
