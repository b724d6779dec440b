"""Texts for the animateur only: what a reveal will show at this size, and why an action came too late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaire.typography import NBSP
from questionnaire.workshop.reveal import reveal
from questionnaire.workshop.room import Action, Room, RoomState, Step, StepState
from questionnaire.workshop.running_wording import again_words, foretold_words, left_words, overtaken_words
from questionnaire.workshop.spread import LARGE
from questionnaire.workshop.votes import UNKNOWN, Kind, Vote

LEVELS = ("0", "1", "2", "3")


@pytest.mark.parametrize(
    ("kind", "answers", "words"),
    [
        (Kind.CLOUD, 2, "aucun mot ne s’affichera avant que vous l’ayez lu"),
        (Kind.CLOUD, 3, "dites par deux téléphones"),
        (Kind.CRITERION, 2, "À moins de trois réponses, aucune"),
        (Kind.CRITERION, 3, "seules la plus basse et la plus haute"),
        (Kind.CRITERION, 5, "comptée avec une autre"),
        (Kind.CRITERION, 19, "seules la plus basse et la plus haute"),
        (Kind.CRITERION, 20, "Chaque réponse sera montrée avec son nombre"),
        (Kind.POLL, 4, "À moins de cinq réponses, aucune"),
        (Kind.POLL, 19, "Si elles sont très dispersées, aucune"),
        (Kind.POLL, 20, "Chaque réponse sera montrée"),
    ],
)
def test_what_a_reveal_will_tell_is_said_before_it(kind: Kind, answers: int, words: str) -> None:
    assert words in foretold_words(kind, answers)
    assert ("premier tour" in foretold_words(kind, answers, second_round=True)) is (
        kind is not Kind.CLOUD and answers > 2
    )


def test_people_without_a_phone_are_foretold_apart_by_their_own_number() -> None:
    alone = foretold_words(Kind.CRITERION, 0, hands=15)
    assert alone.startswith(
        "Sans téléphone (15), à part\N{NO-BREAK SPACE}: à moins de vingt réponses, celle d’une ou deux"
    )
    both = foretold_words(Kind.CRITERION, 2, hands=20)
    assert both.startswith("À moins de trois réponses, aucune ne sera montrée. Sans téléphone (20), à part")
    assert both.endswith("chaque réponse sera montrée avec son nombre.")


@pytest.mark.parametrize("kind", [Kind.CRITERION, Kind.POLL])
@pytest.mark.parametrize(
    "said", ["00", "013", "0013", "01123", "0000111", "0" * 7 + "3" * 12, "0" * 10 + "13" * 5]
)
def test_what_is_said_before_a_reveal_comes_true(kind: Kind, said: str) -> None:
    shown = reveal(kind, [Vote((level,)) for level in said], LEVELS).shown
    assert shown
    words = foretold_words(kind, len(said))
    if "aucune ne sera montrée" in words and "dispersées" not in words:
        assert (shown.whole.cells, shown.whole.bounds) == ((), None)
    if "Chaque réponse" in words:
        assert len(said) >= LARGE
        assert {cell.choices for cell in shown.whole.cells} == {(one,) for one in (UNKNOWN, *LEVELS)}
    if words.startswith("À moins de cinq réponses, seules"):
        assert (shown.whole.cells, shown.whole.bounds) == ((), ("0", "3"))


STEPS = (Step(Kind.CRITERION, "un"), Step(Kind.CRITERION, "deux"))


@pytest.mark.parametrize(
    ("state", "action", "words"),
    [
        (StepState.WAITING, None, "la question 1 n’est pas encore ouverte."),
        (
            StepState.OPEN,
            Action.REVEAL,
            "la question 1 est déjà ouverte. Attendez les réponses, puis révélez-les.",
        ),
        (
            StepState.REVEALED,
            Action.REVEAL,
            "la question 1 est déjà révélée. Parlez-en, puis choisissez la suite.",
        ),
        (StepState.SECOND_ROUND, Action.KEEP, "la question 1 en est au second tour."),
        (StepState.REVEALED_AGAIN, Action.REVEAL, "la question 1 est déjà révélée une seconde fois."),
        (StepState.KEPT, Action.KEEP, "la question 1 a déjà son niveau retenu."),
        (StepState.OPEN, Action.SHUT, "l’entrée est ouverte."),
    ],
)
def test_a_button_pressed_too_late_says_what_is_now_and_what_to_do(
    state: StepState, action: Action | None, words: str
) -> None:
    room = Room((replace(STEPS[0], state=state), STEPS[1]), RoomState.OPEN, current=0)
    assert f"Votre bouton n’a rien changé\N{NO-BREAK SPACE}: {words}" in overtaken_words(room, action)


def test_a_button_pressed_too_late_says_where_the_room_is() -> None:
    assert "pas encore ouverte" in overtaken_words(Room(STEPS), Action.NEXT)
    assert "déjà clos" in overtaken_words(Room(STEPS, RoomState.CLOSED), Action.CLOSE)
    assert "Lancez la première question" in overtaken_words(Room(STEPS, RoomState.OPEN), Action.OPEN)
    shut = Room(STEPS, RoomState.OPEN, current=0, open_to_all=False)
    assert "l’entrée est déjà fermée" in overtaken_words(shut, Action.SHUT)


def test_a_small_room_is_told_what_a_second_round_may_leave_as_it_is() -> None:
    assert "ces chiffres resteront" in again_words(LARGE - 1)
    assert again_words(LARGE) == ""


def test_what_remains_is_counted_before_a_room_closes() -> None:
    assert left_words(1).replace(NBSP, " ") == "1 question n’a encore rien montré."
    assert left_words(2).replace(NBSP, " ") == "2 questions n’ont encore rien montré."
