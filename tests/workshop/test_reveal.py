"""A reveal is frozen, a second one singles nobody out, a cloud shows ideas that two people gave or that were approved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.workshop import cloud as clouds
from questionnaire.workshop.cloud import Moderation, make_cloud
from questionnaire.workshop.reveal import Reveal, from_json, reveal, reveal_again, to_json
from questionnaire.workshop.votes import Kind, Side, Vote
from questionnaire.workshop.words import word_key

LEVELS = ("0", "1", "2", "3")
SAID = [("lien social",), ("Liens sociaux", "emploi"), ("emploi",), ("jardin",), ("con", "CON"), ("Con",)]
WORDS = [Vote(words) for words in SAID]


def rounds(*moves: tuple[str | None, str]) -> list[Vote]:
    """Return the votes of people who answered this, then that; None: not there in the first round."""
    return [Vote((now,), before=None if before is None else (before,)) for before, now in moves]


FIRST = reveal(Kind.CRITERION, [Vote((level,)) for level in "111122223333"], LEVELS)


@pytest.mark.parametrize("changed", [0, 1, 4])
def test_a_second_round_in_which_fewer_than_five_changed_shows_the_figures_of_the_first(changed: int) -> None:
    votes = rounds(*[("1", "2")] * changed, *[(level, level) for level in "111122223333"[changed:]])
    again = reveal_again(FIRST, votes, LEVELS)
    assert (again.shown, again.same, again.moved) == (FIRST.shown, True, None)


def test_what_a_second_round_shows_is_the_same_whatever_the_one_who_changed_answers() -> None:
    others = [(level, level) for level in "11122223333"]
    shown = {repr(reveal_again(FIRST, rounds(("1", now), *others), LEVELS)) for now in LEVELS}
    assert len(shown) == 1


def test_a_second_round_in_which_five_moved_shows_new_figures_and_how_many() -> None:
    again = reveal_again(FIRST, rounds(*[("1", "2")] * 5, *[("3", "3")] * 7), LEVELS)
    assert (again.moved, again.same) == (5, False)
    assert again.shown
    assert again.answers == 12


def test_newcomers_make_new_figures_but_are_no_movement() -> None:
    again = reveal_again(FIRST, rounds(*[("1", "2")] * 4, (None, "2"), *[("3", "3")] * 7), LEVELS)
    assert (again.moved, again.same) == (None, False)  # four moved: one fewer than may be told


def test_a_cloud_shows_what_two_phones_said_and_holds_what_must_be_read() -> None:
    shown = make_cloud(WORDS, Moderation())
    assert [(word.label, word.count) for word in shown.words] == [("emploi", 2), ("lien social", 2)]
    assert (shown.single, shown.answers) == ((), 6)


def test_the_animateur_approves_erases_and_joins_ideas() -> None:
    decided = Moderation(
        approved=frozenset({word_key("jardin")}),
        erased=frozenset({word_key("con")}),
        under={word_key("emploi"): word_key("lien social")},
    )
    shown = make_cloud(WORDS, decided)
    assert [(word.label, word.count, word.size) for word in shown.words] == [
        ("lien social", 3, 3),
        ("jardin", 1, 1),
    ]
    assert [word.label for word in shown.single] == ["jardin"]
    assert [word.label for word in shown.shared] == ["lien social"]


def test_two_phones_alone_show_nothing_that_was_not_read() -> None:
    assert make_cloud([Vote(("emploi",)), Vote(("emploi",))], Moderation()).words == ()
    assert clouds.Cloud(0, ()).shared == ()


@pytest.mark.parametrize(
    "shown",
    [
        FIRST,
        reveal(Kind.CRITERION, [Vote((level,)) for level in "013"], LEVELS),
        reveal(
            Kind.POLL, [Vote(("oui",), Side.PROJET)] * 5 + [Vote(("non",), Side.COLLECTIVITE)] * 5, ("oui", "non")
        ),
        reveal(Kind.CLOUD, WORDS, ()),
        reveal_again(FIRST, rounds(*[("1", "2")] * 5, *[("3", "3")] * 7), LEVELS),
        reveal_again(FIRST, rounds(*[("1", "1")] * 5), LEVELS),
        reveal(Kind.CRITERION, [], LEVELS),
    ],
)
def test_a_reveal_is_kept_as_it_was_shown(shown: Reveal) -> None:
    assert from_json(to_json(shown)) == shown
    assert from_json(to_json(shown)).answers == shown.answers
    assert Reveal().answers == 0


@given(st.permutations(WORDS))
def test_the_order_of_arrival_is_nowhere_in_a_cloud(votes: list[Vote]) -> None:
    assert make_cloud(votes, Moderation()) == make_cloud(WORDS, Moderation())
