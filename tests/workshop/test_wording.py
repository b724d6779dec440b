"""What is said of a room: never more than what may be shown."""

from __future__ import annotations

import pytest

from questionnaire.criteria.model import Criteria
from questionnaire.workshop import wording
from questionnaire.workshop.report import make_result
from questionnaire.workshop.reveal import Reveal, reveal, reveal_again
from questionnaire.workshop.room import SPLIT, Step
from questionnaire.workshop.spread import Cell, Spread, shown_levels, shown_poll
from questionnaire.workshop.votes import UNKNOWN, Kind, Side, Vote

TITLES = {"0": "Pas encore", "1": "Amorcé", "2": "Organisé", "3": "Partagé et revu", UNKNOWN: "Je ne sais pas"}
LEVELS = ("0", "1", "2", "3")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def spread(*cells: tuple[str, int]) -> Spread:
    told = tuple(Cell(tuple(choices.split("+")), count) for choices, count in cells)
    return Spread(sum(cell.count for cell in told), told)


@pytest.mark.parametrize(
    ("shown", "words", "agreement"),
    [
        (Spread(0), "Aucune réponse.", ""),
        (Spread(2), "2 réponses. Trop peu de réponses pour les montrer sans désigner quelqu’un.", ""),
        (Spread(12), "12 réponses. À moins de vingt, les détailler désignerait quelqu’un.", ""),
        (Spread(4, bounds=("0", "1")), "4 réponses, de Pas encore à Amorcé.", "Plutôt d’accord."),
        (Spread(4, bounds=("1", "1")), "4 réponses, un seul niveau donné : Amorcé.", "Plutôt d’accord."),
        (Spread(4, bounds=("0", "2")), "4 réponses, de Pas encore à Organisé.", "Partagés."),
        (Spread(4, bounds=("0", "3")), "4 réponses, de Pas encore à Partagé et revu.", "Très partagés."),
        (
            spread((UNKNOWN, 0), ("0", 5), ("1", 17), ("2", 9), ("3", 0)),
            "31 réponses, de Pas encore à Organisé. Le plus souvent : Amorcé (17).",
            "Plutôt d’accord.",
        ),
        (
            spread((UNKNOWN, 4), ("0", 4), ("1", 4), ("2", 0), ("3", 4)),
            "16 réponses, de Pas encore à Partagé et revu.",
            "Très partagés.",
        ),
        (
            spread((UNKNOWN, 0), ("0+1", 6), ("2", 4), ("3", 3)),
            "13 réponses. Le plus souvent : Pas encore ou Amorcé (6).",
            "Partagés.",
        ),
        (
            spread((f"{UNKNOWN}+0+1", 9), ("2", 4), ("3", 0)),
            "13 réponses. Le plus souvent : Pas encore, Amorcé ou je ne sais pas (9).",
            "",
        ),
        (
            spread((UNKNOWN, 0), ("0", 3), ("1", 4), ("2", 4), ("3", 1)),
            "12 réponses, de Pas encore à Partagé et revu.",
            "Partagés.",
        ),
        (spread((UNKNOWN, 5), ("0", 0)), "5 réponses, toutes à « Je ne sais pas ».", ""),
        (
            spread((UNKNOWN, 3), ("0", 7), ("1", 0)),  # not everybody gave a level
            "10 réponses, un seul niveau donné : Pas encore. Le plus souvent : Pas encore (7).",
            "Plutôt d’accord.",
        ),
    ],
)
def test_a_spread_is_told_in_words(shown: Spread, words: str, agreement: str) -> None:
    assert plain(wording.spread_words(shown, TITLES)) == words
    assert wording.agreement_words(shown) == agreement


def test_who_votes_is_told_before_that_everybody_alike_shows() -> None:
    assert wording.unanimity_words(sides=False).startswith("Si tout le monde répond pareil")
    assert "ou tout un côté" in wording.unanimity_words(sides=True)


def test_sides_that_are_not_told_are_said_to_be_hidden_and_how_the_others_are_told() -> None:
    def said(*levels: str) -> str:
        sides = zip(levels, (Side.COLLECTIVITE, Side.PROJET), strict=True)
        return wording.sides_words(
            shown_levels([Vote((one,), side) for given, side in sides for one in given], LEVELS)
        )

    assert said("00011", "00011") == wording.SIDES_BY_LEVELS
    assert said("00013", "00013") == wording.SIDES_HIDDEN
    assert said("0" * 20, "1" * 20) == ""  # in the cells of the room: nothing to explain
    assert said("0", "1") == ""  # nothing is shown at all
    polled = shown_poll(
        [Vote(("a",), side) for side in (Side.COLLECTIVITE, Side.PROJET) for _ in range(5)], ("a", "b")
    )
    assert wording.sides_words(polled) == wording.SIDES_BY_CHOICES


def test_a_range_of_many_answers_figures_kept_and_unanimity_are_no_agreement() -> None:
    assert wording.agreement_words(Spread(9, bounds=("0", "3"))) == ""
    assert wording.agreement_words(spread((UNKNOWN, 0), ("0", 0), ("1", 45))) == ""
    assert wording.notes_on([Spread(9, bounds=("0", "3"))]) == (wording.RANGE_ALONE,)
    step = Step(Kind.CRITERION, "un")
    first = reveal(Kind.CRITERION, [Vote((level,)) for level in "000333"], LEVELS)
    assert make_result(step, first, TITLES).agreement == "Très partagés."
    assert make_result(step, reveal_again(first, [], LEVELS), TITLES).agreement == ""


def test_equal_figures_have_no_most_frequent_one() -> None:
    equal = spread((UNKNOWN, 0), ("0", 5), ("1", 5), ("2", 0), ("3", 0))
    assert plain(wording.spread_words(equal, TITLES)) == "10 réponses, de Pas encore à Amorcé."


def test_a_poll_is_told_without_levels() -> None:
    shown = spread(("bien", 6), ("rares+tendus", 3))
    titles = {"bien": "Bien", "rares": "Rares", "tendus": "Tendus"}
    assert plain(wording.spread_words(shown, titles)) == "9 réponses. Le plus souvent : Bien (6)."
    assert wording.agreement_words(shown) == ""


def test_what_a_second_round_changed_and_what_is_kept_are_told() -> None:
    assert wording.moved_words(Reveal()) == ""
    assert plain(wording.moved_words(Reveal(moved=9))) == "9 réponses ont changé depuis le premier tour."
    assert wording.moved_words(Reveal(same=True)) == wording.SAME
    step = Step(Kind.CRITERION, "un")
    assert wording.kept_words(step, TITLES) == ""
    assert plain(wording.kept_words(Step(Kind.CRITERION, "un", kept="1"), TITLES)) == "Le groupe retient : Amorcé"
    assert wording.kept_words(Step(Kind.CRITERION, "un", kept=SPLIT), TITLES) == "On ne tranche pas"
    assert plain(wording.received_words(["lien social", "emploi"])) == "Reçu : lien social, emploi."
    assert wording.cell_words(Cell((UNKNOWN,), 3), TITLES) == "Je ne sais pas"


def test_the_note_of_a_level_kept_says_no_more_than_what_was_shown(criteria: Criteria) -> None:
    few = reveal(Kind.CRITERION, [Vote((level,)) for level in "01"], LEVELS)
    step, split = Step(Kind.CRITERION, "un", kept="1"), Step(Kind.CRITERION, "un", kept=SPLIT)
    assert wording.kept_note(criteria, step, ()) == "Retenu en atelier, sans vote."
    assert wording.kept_note(criteria, split, [few]) == "Groupe partagé."
    three = reveal(Kind.CRITERION, [Vote((level,)) for level in "013"], LEVELS)
    assert (
        plain(wording.kept_note(criteria, split, [three])) == "Groupe partagé : de Pas encore à Partagé et revu."
    )
    alike = reveal(Kind.CRITERION, [Vote((level,)) for level in "000"], LEVELS)
    assert wording.kept_note(criteria, split, [alike]) == "Groupe partagé."
    told = plain(wording.kept_words_with_range(criteria, split, [three], TITLES))
    assert told == "On ne tranche pas (groupe partagé : de Pas encore à Partagé et revu)"
    assert wording.kept_words_with_range(criteria, split, [few], TITLES) == "On ne tranche pas"
    assert plain(wording.kept_words_with_range(criteria, step, [three], TITLES)) == "Le groupe retient : Amorcé"
    assert plain(wording.kept_note(criteria, step, [few])).startswith("En atelier : 2 réponses. Trop peu")


def test_a_duration_is_told_in_hours_and_minutes() -> None:
    assert [plain(wording.duration_words(minutes)) for minutes in (45, 60, 105)] == ["45 min", "1 h", "1 h 45"]


def test_a_second_round_counts_who_answered_in_it() -> None:
    told = [plain(wording.round_words(24, again)) for again in (None, 0, 3)]
    assert told == ["24 réponses", "24 réponses, aucune à ce tour,", "24 réponses, dont 3 à ce tour,"]
    assert wording.round_words(0, 0) == "Aucune réponse"
