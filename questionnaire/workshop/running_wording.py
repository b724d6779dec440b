"""Texts for the animateur only: what a reveal will show, why an action came too late, why a word is held."""

from __future__ import annotations

from questionnaire.typography import NBSP, counted, lower_first
from questionnaire.workshop.moderation import Held
from questionnaire.workshop.room import Action, Room, RoomState, StepState
from questionnaire.workshop.spread import ENOUGH, FEW, LARGE
from questionnaire.workshop.votes import Kind
from questionnaire.workshop.wording import WITHOUT_PHONE

HELD = {
    Held.NUMBER: "un numéro",
    Held.ADDRESS: "une adresse",
    Held.PERSON: "le nom d’une personne",
    Held.INSULT: "une insulte",
}
_WITH_ANOTHER = "À moins de vingt réponses, celle d’une ou deux personnes sera comptée avec une autre"
_SAME_FIGURES = " Si moins de cinq changent, les chiffres du premier tour resteront."
_STATES = {
    StepState.WAITING: "n’est pas encore ouverte",
    StepState.OPEN: "est déjà ouverte. Attendez les réponses, puis révélez-les",
    StepState.REVEALED: "est déjà révélée. Parlez-en, puis choisissez la suite",
    StepState.SECOND_ROUND: "en est au second tour. Attendez les réponses, puis révélez-les",
    StepState.REVEALED_AGAIN: "est déjà révélée une seconde fois. Parlez-en, puis choisissez la suite",
    StepState.KEPT: "a déjà son niveau retenu. Passez à la suite, ou changez ce niveau",
}


def foretold_words(kind: Kind, answers: int, *, hands: int = 0, second_round: bool = False) -> str:
    """Return what a reveal will show with this number of answers, whatever they are; `hands`: people without a phone."""
    if kind is Kind.CLOUD:
        return _foretold_of_words(answers)
    words = _foretold_of_choices(kind, answers) if answers or not hands else ""
    words += _SAME_FIGURES if second_round and answers >= FEW else ""
    if not hands:
        return words
    apart = f"{WITHOUT_PHONE} ({hands}), à part{NBSP}: {lower_first(_foretold_of_choices(kind, hands))}"
    return f"{words} {apart}".lstrip()


def overtaken_words(room: Room, action: Action | None) -> str:
    """Return the message of a refused, stale action: the state of the room, and what to do now."""
    return f"Votre bouton n’a rien changé{NBSP}: {_where(room, action)}."


def again_words(answers: int) -> str:
    """Return the warning before a second round in a small room: the figures may stay the same; else an empty text."""
    return (
        f"Second tour{NBSP}: si moins de cinq réponses changent, ces chiffres resteront."
        if answers < LARGE
        else ""
    )


def left_words(count: int) -> str:
    """Return « 3 questions n’ont encore rien montré. », the warning before a room is closed."""
    return f"{counted(count, 'question')} {'n’a' if count == 1 else 'n’ont'} encore rien montré."


def _foretold_of_words(answers: int) -> str:
    if answers < FEW:
        return "À moins de trois réponses, aucun mot ne s’affichera avant que vous l’ayez lu."
    return "S’afficheront les idées dites par deux téléphones. Les autres vous attendront ici."


def _foretold_of_choices(kind: Kind, answers: int) -> str:
    ordered = kind is Kind.CRITERION
    if answers < (FEW if ordered else ENOUGH):
        return f"À moins de {'trois' if ordered else 'cinq'} réponses, aucune ne sera montrée."
    if answers < ENOUGH:
        return "À moins de cinq réponses, seules la plus basse et la plus haute seront montrées."
    if answers < LARGE:
        at_least = "seules la plus basse et la plus haute seront montrées" if ordered else "aucune ne sera montrée"
        return f"{_WITH_ANOTHER}. Si elles sont très dispersées, {at_least}."
    return "Chaque réponse sera montrée avec son nombre."


def _where(room: Room, action: Action | None) -> str:
    if room.state is RoomState.PREPARING:
        return "la salle n’est pas encore ouverte. Ouvrez-la quand les gens arrivent"
    if room.state is RoomState.CLOSED:
        return "l’atelier est déjà clos. Si c’est trop tôt, rouvrez-le"
    if action in (Action.SHUT, Action.LET_IN):
        return f"l’entrée est {'ouverte' if room.open_to_all else 'déjà fermée'}"
    if room.step is None:
        return "la salle est déjà ouverte. Lancez la première question"
    return f"la question {room.current + 1} {_STATES[room.step.state]}"
