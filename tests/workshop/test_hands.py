"""People without a phone are a separate group: their counts never change the figures of the phones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop.hands import Hands, shown_hands, shown_hands_again
from questionnaire.workshop.report import make_result
from questionnaire.workshop.reveal import from_json, reveal, reveal_again, to_json
from questionnaire.workshop.room import Step
from questionnaire.workshop.spread import shown_levels
from questionnaire.workshop.votes import UNKNOWN, Kind, Vote

LEVELS = ("0", "1", "2", "3")
TITLES = {"0": "Pas encore", "1": "Amorcé", "2": "Organisé", "3": "Partagé", UNKNOWN: "Je ne sais pas"}
COUNTS = st.dictionaries(st.sampled_from((*LEVELS, UNKNOWN)), st.integers(1, 12), max_size=5)
VOTES = st.lists(st.sampled_from((*LEVELS, UNKNOWN)), max_size=25).map(lambda said: [Vote((one,)) for one in said])


@given(VOTES, COUNTS)
def test_what_is_told_of_the_phones_does_not_depend_on_the_people_without_one(
    votes: list[Vote], counts: dict[str, int]
) -> None:
    first = reveal(Kind.CRITERION, votes, LEVELS, hands=Hands(counts))
    assert first.shown == shown_levels(votes, LEVELS)
    assert from_json(to_json(first)) == first
    moved = [Vote(vote.choice, before=("0",)) for vote in votes]
    assert reveal_again(first, moved, LEVELS, Hands(counts)).shown == reveal_again(first, moved, LEVELS).shown


@given(COUNTS)
def test_people_without_a_phone_are_told_by_the_rules_of_a_room(counts: dict[str, int]) -> None:
    said = [Vote((choice,)) for choice, people in counts.items() for _ in range(people)]
    expected = shown_levels(said, LEVELS).whole if said else None
    assert shown_hands(Kind.CRITERION, Hands(counts), LEVELS) == expected


def test_a_second_round_tells_new_counts_only_when_five_people_answer_otherwise() -> None:
    first = shown_hands(Kind.CRITERION, Hands({"0": 10, "1": 10}), LEVELS)
    for counts in ({"0": 6, "1": 14}, {"0": 10, "1": 10}, {"0": 10, "1": 10, "2": 4}, {}):
        new = sum(counts.values()) == 0  # twenty fewer
        told = shown_hands_again(first, Hands(counts, {"0": 10, "1": 10}), LEVELS)
        assert told == (None if new else first)
    assert shown_hands_again(first, Hands({"0": 5, "1": 15}, {"0": 10, "1": 10}), LEVELS) != first
    assert shown_hands_again(None, Hands({"0": 3}), LEVELS) == shown_hands(Kind.CRITERION, Hands({"0": 3}), LEVELS)
    assert Hands({"0": 3}).revealed().before == {"0": 3}


def test_a_room_without_a_phone_is_told_by_its_hands_alone() -> None:
    step = Step(Kind.CRITERION, "un")
    shown = reveal(Kind.CRITERION, [], LEVELS, hands=Hands({"1": 6, "2": 6}))
    result = make_result(step, shown, TITLES)
    assert result.whole
    assert (
        result.whole.words.replace("\N{NO-BREAK SPACE}", " ")
        == "Sans téléphone : 12 réponses, d’Amorcé à Organisé."
    )
    assert (result.agreement, result.apart) == ("Plutôt d’accord.", ())
    assert [bar.count for bar in result.whole.bars] == [0, 0, 6, 6, 0]
    with_phones = make_result(
        step, reveal(Kind.CRITERION, [Vote(("3",))] * 5, LEVELS, hands=Hands({"1": 2})), TITLES
    )
    assert with_phones.whole
    assert "5\N{NO-BREAK SPACE}réponses, toutes à «\N{NO-BREAK SPACE}Partagé" in with_phones.whole.words
    assert [(name, one.bars) for name, one in with_phones.apart] == [("Sans téléphone", ())]
    polled = reveal(Kind.POLL, [], ("a", "b"), hands=Hands({"a": 7}))
    assert polled.hands
    assert polled.hands.answers == 7
