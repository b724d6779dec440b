"""Texts of the invitation and the consent: what each party would see of the other, and what it never sees."""

from __future__ import annotations

from questionnaire.crossing.consent import Shares
from questionnaire.typography import NBSP, counted

OTHER_PARTY = "l’autre partie"
NOT_CROSSED = "L’autre partie n’a pas croisé les regards."
NEVER = f"Jamais{NBSP}: les scores, les pas, les engagements, le titre, ni la réponse sur vos échanges avec l’autre partie."
THIRD_PERSON = "Personne d’autre ne lit cette page."
CLOSING = "Chaque partie peut la fermer."
AGREES = f"Inviter, c’est dire oui{NBSP}: si elle dit oui aussi, une page commune s’ouvre aussitôt, avec vos réponses du moment."
OFFERS = f"Le proposer, c’est dire oui{NBSP}: si l’autre partie dit oui, une nouvelle page s’ouvre, avec les réponses du moment."
SHARES_WORDS = {Shares.LEVELS: "Mes réponses, sans mes notes", Shares.NOTES: "Mes réponses et mes notes"}
FEW = "C’est peu pour une rencontre."
_MINE = (
    "vos réponses, là où elle a répondu aussi",
    "votre étape, vos enjeux, qui porte le lieu, au nom de qui vous répondez",
)
_BOTH = (
    "les réponses aux questions où les deux ont répondu",
    "l’étape, les enjeux, qui porte le lieu, au nom de qui chacune répond",
)
_MY_NOTES = "vos notes, si elle montre les siennes"
_BOTH_NOTES = "les notes, si les deux parties montrent les leurs"


def shown_of_mine(shares: Shares) -> tuple[str, ...]:
    """Return, as list items, what the other party would see of the reader."""
    return (*_MINE, *([_MY_NOTES] if shares is Shares.NOTES else []))


def shown_of_both(shares: Shares) -> tuple[str, ...]:
    """Return, as list items, what each party would see of the other; `shares`: the most that may be shared."""
    return (*_BOTH, *([_BOTH_NOTES] if shares is Shares.NOTES else []))


def opening_words(*, agreed: bool, again: bool, invited: bool) -> str:
    """Return the text after the name of the other party: whether it has agreed, and what the reader's yes will do."""
    if not agreed:
        return f" dira oui ou non après vous{NBSP}: la page commune ne s’ouvre que si c’est oui."
    agreement = "propose de croiser de nouveau, et dit donc oui" if again else "a déjà dit oui"
    by = " en vous invitant" if invited and not again else ""
    return f" {agreement}{by}{NBSP}: si vous dites oui, la page commune s’ouvre tout de suite."


def answered_words(answered: int, asked: int) -> str:
    """Return how much there is to compare, before the reader agrees; empty when every question has its answer."""
    if answered == asked:
        return ""
    left = asked - answered
    rest = f"les {left} autres ne seront pas comparées" if left > 1 else "l’autre ne sera pas comparée"
    return f"Vous avez répondu à {counted(answered, 'question')} sur {asked}{NBSP}: {rest}."


def few_words(answered: int, asked: int) -> str:
    """Return what warns of a meeting with little to talk about; empty from half of the questions on."""
    return FEW if 2 * answered < asked else ""
