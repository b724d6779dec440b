"""The journal of the facilitators' space: what it notes, and the French words for it.

An entry has the names of accounts and of drafts, and never a password, a link or an address.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.typography import NBSP

Details = Mapping[str, str | int]


class Event(StrEnum):
    """What is noted; the value is its name in the log, which other programs read."""

    SIGNED_IN = "connexion"
    SIGNED_OUT = "deconnexion"
    SIGNED_OUT_EVERYWHERE = "deconnexion-partout"
    SIGN_IN_REFUSED = "echec-connexion"
    PASSWORD_REFUSED = "echec-mot-de-passe"  # noqa: S105 - not a password
    ACCESS_REFUSED = "acces-refuse"
    INVITED = "invitation"
    INVITATION_WITHDRAWN = "invitation-retiree"
    ACCOUNT_CREATED = "compte-cree"
    ROLE_CHANGED = "role-change"
    PASSWORD_LINK_GIVEN = "lien-mot-de-passe"  # noqa: S105 - not a password
    PASSWORD_CHANGED = "mot-de-passe-change"  # noqa: S105 - not a password
    ACCOUNT_REMOVED = "compte-retire"
    DRAFT_CREATED = "brouillon-cree"
    DRAFT_DELETED = "brouillon-supprime"
    PUBLISHED = "publication"
    EXPORTED = "export"


class Kind(StrEnum):
    """A family of events, by which the journal is filtered."""

    SIGN_INS = "connexions"
    REFUSALS = "refus"
    ACCOUNTS = "comptes"
    DRAFTS = "brouillons"
    PUBLICATIONS = "publications"
    EXPORTS = "exports"


KIND_WORDS = {
    Kind.SIGN_INS: "Connexions",
    Kind.REFUSALS: "Refus",
    Kind.ACCOUNTS: "Comptes et invitations",
    Kind.DRAFTS: "Brouillons",
    Kind.PUBLICATIONS: "Publications et retours",
    Kind.EXPORTS: "Exports",
}
EVENTS_OF = {
    Kind.SIGN_INS: (Event.SIGNED_IN, Event.SIGNED_OUT, Event.SIGNED_OUT_EVERYWHERE),
    Kind.REFUSALS: (Event.SIGN_IN_REFUSED, Event.PASSWORD_REFUSED, Event.ACCESS_REFUSED),
    Kind.ACCOUNTS: (
        Event.INVITED,
        Event.INVITATION_WITHDRAWN,
        Event.ACCOUNT_CREATED,
        Event.ROLE_CHANGED,
        Event.PASSWORD_LINK_GIVEN,
        Event.PASSWORD_CHANGED,
        Event.ACCOUNT_REMOVED,
    ),
    Kind.DRAFTS: (Event.DRAFT_CREATED, Event.DRAFT_DELETED),
    Kind.PUBLICATIONS: (Event.PUBLISHED,),
    Kind.EXPORTS: (Event.EXPORTED,),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal. `times` counts consecutive refusals of one kind; `author` is empty when no account is known."""

    id: int
    happened_at: datetime.datetime
    event: Event
    author: str
    details: Details
    times: int


COLUMNS = ("date (UTC)", "événement", "qui", "quoi", "fois")


def cells(entry: Entry) -> tuple[str, ...]:
    """Return an entry as a row of the table that administrators download, whose columns are COLUMNS."""
    return (f"{entry.happened_at}", entry.event.value, author_words(entry), entry_words(entry), f"{entry.times}")


def author_words(entry: Entry) -> str:
    """Return who did it: an account, the command line, or a visitor without a known name."""
    if entry.author:
        return entry.author
    return _NOBODY.get(str(entry.details.get("origine")), "Quelqu’un, sans nom connu")


_NOBODY = {"commande": "La ligne de commande du serveur", "fichier": "Le fichier des critères du serveur"}


def entry_words(entry: Entry) -> str:
    """Return what was done, in a few words."""
    times = f", {entry.times}{NBSP}fois" if entry.times > 1 else ""
    return f"{_words(entry)}{times}"


def _words(entry: Entry) -> str:
    event, details = entry.event, entry.details
    if event is Event.SIGN_IN_REFUSED and details.get("motif") == "limite":
        return "Connexion refusée sans lire le mot de passe (trop d’essais)"
    if event is Event.PUBLISHED:
        return _publication_words(details)
    named = _PLAIN[event]
    subject = details.get("titre") or details.get("fichier") or details.get("compte")
    if event in _WITH_SUBJECT and subject and subject != entry.author:
        named += f"{NBSP}: «{NBSP}{subject}{NBSP}»"
    if event in _WITH_ROLE and (role := details.get("role")):
        named += f", rôle {role}"
    return f"{named}, invitation de {details['invitation']}" if "invitation" in details else named


def _publication_words(details: Details) -> str:
    verb = "Retour à la version" if details.get("origine") == "retour" else "Publication de la version"
    return f"{verb} {details.get('version', '')} (n°{NBSP}{details.get('numero', '')})"


_PLAIN = {
    Event.SIGNED_IN: "Connexion",
    Event.SIGNED_OUT: "Déconnexion",
    Event.SIGNED_OUT_EVERYWHERE: "Déconnexion de tous ses appareils",
    Event.SIGN_IN_REFUSED: "Connexion refusée (nom ou mot de passe)",
    Event.PASSWORD_REFUSED: "Changement de mot de passe refusé (mot de passe actuel)",
    Event.ACCESS_REFUSED: "Page ou action refusée (rôle insuffisant)",
    Event.INVITED: "Invitation faite",
    Event.INVITATION_WITHDRAWN: "Invitation retirée",
    Event.ACCOUNT_CREATED: "Compte créé",
    Event.ROLE_CHANGED: "Rôle changé",
    Event.PASSWORD_LINK_GIVEN: "Lien de mot de passe donné",
    Event.PASSWORD_CHANGED: "Mot de passe changé",
    Event.ACCOUNT_REMOVED: "Compte retiré",
    Event.DRAFT_CREATED: "Brouillon créé",
    Event.DRAFT_DELETED: "Brouillon supprimé",
    Event.EXPORTED: "Export",
}
_WITH_SUBJECT = {
    Event.ACCOUNT_CREATED,
    Event.ROLE_CHANGED,
    Event.PASSWORD_LINK_GIVEN,
    Event.PASSWORD_CHANGED,
    Event.ACCOUNT_REMOVED,
    Event.DRAFT_CREATED,
    Event.DRAFT_DELETED,
    Event.EXPORTED,
}
_WITH_ROLE = {Event.INVITED, Event.INVITATION_WITHDRAWN, Event.ACCOUNT_CREATED, Event.ROLE_CHANGED}
