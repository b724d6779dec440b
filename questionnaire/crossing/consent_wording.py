"""Texts of the invitation and of the consent: what each party would see of the other, and what it never sees."""

from __future__ import annotations

from questionnaire.crossing.consent import Shares
from questionnaire.typography import NBSP

OTHER_PARTY = "l’autre partie"
NOT_CROSSED = "L’autre partie n’a pas croisé."
NEVER = (
    "Jamais montrés, à personne : les scores, les pas proposés, le plan, le nom du lieu, et comment se passent les "
    "échanges."
).replace(" :", f"{NBSP}:")
BOTH_NOTES = "Les notes ne se montrent que si les deux parties montrent les leurs."
SHARES_WORDS = {Shares.LEVELS: "Mes niveaux seulement", Shares.NOTES: "Mes niveaux et mes notes"}
_MINE = (
    f"vos réponses, question par question{NBSP}: le niveau choisi, ou «{NBSP}je ne sais pas{NBSP}»",
    "votre étape, vos enjeux, qui porte le lieu et au nom de qui vous répondez",
)
_THEIRS = (
    f"ses réponses, question par question{NBSP}: le niveau choisi, ou «{NBSP}je ne sais pas{NBSP}»",
    "son étape, ses enjeux, qui porte le lieu d’après elle et au nom de qui elle répond",
)


def shown_of_mine(shares: Shares) -> tuple[str, ...]:
    """Return what the other party would see of the reader, line by line."""
    return (*_MINE, *(["vos notes"] if shares is Shares.NOTES else []))


def shown_of_theirs(shares: Shares) -> tuple[str, ...]:
    """Return what the reader would see of the other party, line by line."""
    return (*_THEIRS, *(["ses notes, si vous montrez aussi les vôtres"] if shares is Shares.NOTES else []))


def answered_words(answered: int, asked: int) -> str:
    """Return how much there is to compare, before the reader agrees."""
    if answered == asked:
        return f"Vous avez répondu aux {asked}{NBSP}questions." if asked > 1 else "Vous avez répondu."
    return (
        f"Vous avez répondu à {answered} question{'s' if answered > 1 else ''} sur {asked}{NBSP}: "
        "les autres ne seront pas comparées."
    )
