"""Texts of the invitation and of the consent: what each party would see of the other, and what it never sees."""

from __future__ import annotations

from questionnaire.crossing.consent import Shares
from questionnaire.typography import NBSP, counted

OTHER_PARTY = "l’autre partie"
NOT_CROSSED = "L’autre partie n’a pas croisé."
NEVER = (
    "Jamais montrés, à personne : les scores, les pas proposés, les engagements de chacun, le nom du lieu, et comment se "
    "passent les échanges."
).replace(" :", f"{NBSP}:")
BOTH_NOTES = "Les notes ne se montrent que si les deux parties montrent les leurs."
THIRD_PERSON = "Une autre personne ne lit l’ordre du jour que si les deux parties le permettent ensuite, et n’y lit aucune note."
AGREES = (
    "Inviter, c’est dire oui : si l’autre partie dit oui aussi, la page commune s’ouvre tout de suite, avec vos réponses "
    "de ce jour-là."
).replace(" :", f"{NBSP}:")
OFFERS = (
    "Le proposer, c’est dire oui : si l’autre partie dit oui, une nouvelle page s’ouvre, avec les réponses de ce jour-là."
).replace(" :", f"{NBSP}:")
SHARES_WORDS = {Shares.LEVELS: "Mes niveaux seulement", Shares.NOTES: "Mes niveaux et mes notes"}
FEW = "C’est peu pour une rencontre : répondez d’abord à d’autres questions.".replace(" :", f"{NBSP}:")
_LEVEL = f"le niveau choisi, ou «{NBSP}je ne sais pas{NBSP}»"
_MINE = (
    f"là où vous avez répondu l’une et l’autre, et là seulement{NBSP}: {_LEVEL}",
    "votre étape, vos enjeux, qui porte le lieu et au nom de qui vous répondez",
)
_THEIRS = (
    f"ses réponses aux mêmes questions{NBSP}: {_LEVEL}",
    "son étape, ses enjeux, qui porte le lieu d’après elle et au nom de qui elle répond",
)
_MY_NOTES = "vos notes, si l’autre partie montre les siennes"


def shown_of_mine(shares: Shares) -> tuple[str, ...]:
    """Return what the other party would see of the reader, line by line."""
    return (*_MINE, *([_MY_NOTES] if shares is Shares.NOTES else []))


def shown_of_theirs(shares: Shares) -> tuple[str, ...]:
    """Return what the reader would see of the other party, line by line."""
    return (*_THEIRS, *(["ses notes, si vous montrez aussi les vôtres"] if shares is Shares.NOTES else []))


def opening_words(*, agreed: bool, again: bool, invited: bool) -> str:
    """Return what follows the name of the other party: whether it has agreed, and what a yes of the reader does."""
    if not agreed:
        return f" dira oui ou non après vous{NBSP}: la page commune ne s’ouvre que si c’est oui."
    said = "propose de croiser de nouveau, et dit donc oui" if again else "a déjà dit oui"
    by = " en vous invitant" if invited and not again else ""
    return f" {said}{by}{NBSP}: si vous dites oui, la page commune s’ouvre tout de suite."


def answered_words(answered: int, asked: int) -> str:
    """Return how much there is to compare, before the reader agrees."""
    if answered == asked:
        return f"Vous avez répondu aux {asked}{NBSP}questions." if asked > 1 else "Vous avez répondu."
    left = asked - answered
    rest = f"les {left} autres ne seront pas comparées" if left > 1 else "l’autre ne sera pas comparée"
    return f"Vous avez répondu à {counted(answered, 'question')} sur {asked}{NBSP}: {rest}."


def few_words(answered: int, asked: int) -> str:
    """Return what warns of a meeting with little to talk about; empty from half of the questions on."""
    return FEW if 2 * answered < asked else ""
