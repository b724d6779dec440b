"""The crossings of a diagnostic, as its own pages list them, and the keys that its owner gave or received."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, url_for

from questionnaire.accounts.keys import copy_key, invitation_key, key_digest
from questionnaire.answers import State
from questionnaire.assessment.scoring import effective_answers
from questionnaire.crossing.consent import Party
from questionnaire.crossing.consent_wording import NOT_CROSSED, OTHER_PARTY
from questionnaire.storage import Crossing, now
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import OpenDiagnostic, services


@dataclass(frozen=True)
class CrossingLine:
    """A crossing in a list. `state` is « open », « asked », « waiting » or « closed »; `action` are the words of its link."""

    state: str
    title: str
    name: str
    text: str
    action: str
    url: str


def crossings_of(opened: OpenDiagnostic) -> tuple[Crossing, ...]:
    """Return the crossings that the owner of a diagnostic knows of, the latest first; none in a preview."""
    if g.get("preview"):
        return ()
    found = services().crossings.of(opened.diagnostic.id)
    return tuple(one for one in found if one.visible_to(party_in(one, opened)))


def party_in(crossing: Crossing, opened: OpenDiagnostic) -> Party:
    """Return the party that a diagnostic is in one of its crossings."""
    return crossing.party_of(opened.diagnostic.id) or Party.INVITED


def has_own_link(crossing: Crossing, opened: OpenDiagnostic) -> bool:
    """Tell whether a diagnostic made this invitation, whose link it can show again."""
    digest = key_digest(invitation_key(opened.key, crossing.nonce or ""))
    return crossing.invitation_digest == digest


def other_name(crossing: Crossing, party: Party) -> str:
    """Return the name that the other party typed, or « l’autre partie »."""
    return crossing.names[party.other] or OTHER_PARTY


def answered_of(opened: OpenDiagnostic) -> tuple[int, int]:
    """Return how many questions are answered, and how many are asked."""
    states = [answer.state for answer in effective_answers(opened.criteria, opened.sheet).values()]
    asked = [state for state in states if state is not State.HIDDEN]
    return sum(state is not State.BLANK for state in asked), len(asked)


def crossing_lines(opened: OpenDiagnostic) -> list[CrossingLine]:
    """Return a line for each crossing: those open, those that ask for an answer, then the others."""
    lines = [_line(one, party_in(one, opened), opened) for one in crossings_of(opened)]
    return sorted(lines, key=lambda line: ("open", "asked", "waiting", "closed").index(line.state))


def _line(crossing: Crossing, party: Party, opened: OpenDiagnostic) -> CrossingLine:
    name = other_name(crossing, party)
    url = url_for("crossings.show", key=opened.key, number=crossing.id)
    if crossing.open and crossing.opened_at:
        text = f"La page commune est ouverte depuis le {day_words(crossing.opened_at)}."
        return CrossingLine("open", "Vos regards sont croisés avec", name, text, "Voir la page commune", url)
    if crossing.closed:
        withdrawn = crossing.opened_at is None
        text = "L’invitation a été retirée." if withdrawn else "La page commune est fermée, pour les deux parties."
        return CrossingLine(
            "closed", "Regards croisés avec", name, text, "" if withdrawn else "Croiser de nouveau", url
        )
    if crossing.asks(party, now()):
        agreed = crossing.shares[party.other] is not None and party is Party.INVITER
        text = (
            f"A répondu de son côté, et propose de croiser{NBSP}: rien n’est montré tant que vous n’avez pas dit oui."
            if agreed
            else f"Rien de vos réponses n’est montré tant que vous n’avez pas dit oui{NBSP}; rien des siennes non plus."
        )
        return CrossingLine("asked", "Croiser vos regards avec", name, text, "Voir ce que chacun verrait", url)
    if crossing.declined_by is party:
        return CrossingLine(
            "waiting", "Regards croisés avec", name, "Vous n’avez pas croisé.", "Changer d’avis", url
        )
    text = NOT_CROSSED if crossing.declined_by else "En attente de l’autre partie."
    action = "Le lien à envoyer" if has_own_link(crossing, opened) else "Revoir"
    return CrossingLine("waiting", f"Invitation du {day_words(crossing.created_at)}", "", text, action, url)


def digests_given(opened: OpenDiagnostic) -> list[str]:
    """Return the digests of the keys of a diagnostic's copies, invitations and agendas, made by it or received."""
    copies = services().copies.in_circulation(opened.diagnostic.id)
    crossings = () if g.get("preview") else services().crossings.of(opened.diagnostic.id)
    digests = [key_digest(copy_key(opened.key, copy.nonce)) for copy in copies]
    return [*digests, *(key for one in crossings for key in (one.invitation_digest, one.agenda_digest) if key)]
