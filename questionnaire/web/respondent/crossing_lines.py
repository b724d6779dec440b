"""The crossings of a diagnostic, as its own pages list them, and the keys that its owner gave or received."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from flask import g, url_for

from questionnaire.accounts.keys import copy_key, invitation_key, key_digest
from questionnaire.answers import State
from questionnaire.assessment.scoring import effective_answers
from questionnaire.crossing.consent import Party
from questionnaire.crossing.consent_wording import NOT_CROSSED, OTHER_PARTY, opening_words
from questionnaire.storage import Crossing, now
from questionnaire.typography import NBSP, upper_first
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.local_time import day

TOLD = datetime.timedelta(days=7)  # that something is no more, when nothing can be done about it
WITHDRAWN = f"L’invitation a été retirée{NBSP}: rien de vos réponses n’a été montré."
REPLACED = f"Une autre réponse a pris cette invitation{NBSP}: rien des vôtres n’a été montré."
CLOSED = "La page commune est fermée, pour les deux parties."


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
    if g.get("preview") or not opened.diagnostic.in_crossings:
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
    """Return a line for each crossing to tell: those open, those that ask for an answer, then the others."""
    found, moment = crossings_of(opened), now()
    pages: dict[int | None, list[int]] = {}  # of each other party: the crossings that are open, the latest first
    lines = []
    for one in found:
        party = party_in(one, opened)
        if one.open:
            pages.setdefault(one.diagnostics[party.other], []).append(one.id)
        elif one.closed and not _told(one, party, found, moment):
            continue
        lines.append((one, party))
    order = ("open", "asked", "waiting", "closed")
    made = [_line(one, party, opened, pages.get(one.diagnostics[party.other], [])) for one, party in lines]
    return sorted(made, key=lambda line: order.index(line.state))


def in_touch(lines: Iterable[CrossingLine]) -> bool:
    """Tell whether another party is invited, asked or met already."""
    return any(line.state != "closed" for line in lines)


def invited_by(opened: OpenDiagnostic) -> str:
    """Return who invited a diagnostic that has not said yes or no yet; empty for one that nobody invited."""
    asking = (one for one in crossings_of(opened) if party_in(one, opened) is Party.INVITED and not one.is_again)
    return next((other_name(one, Party.INVITED) for one in asking if one.asks(Party.INVITED, now())), "")


def invitation_over(opened: OpenDiagnostic) -> str:
    """Return what became of the invitation that a diagnostic answers, when it ended before both agreed; else nothing."""
    found, moment = crossings_of(opened), now()
    for one in found:
        ended = one.closed and one.opened_at is None and party_in(one, opened) is Party.INVITED
        if ended and _told(one, Party.INVITED, found, moment):
            return REPLACED if one.replaced else WITHDRAWN
    return ""


def _told(closed: Crossing, party: Party, found: tuple[Crossing, ...], moment: datetime.datetime) -> bool:
    """Tell whether a line says that it was closed: while it may be crossed again, else for some days, to whom it is new."""
    recent = closed.closed_at is not None and moment - closed.closed_at < TOLD
    if closed.opened_at is None:
        return recent and party is Party.INVITED
    if None in closed.diagnostics.values():
        return recent
    both = set(closed.diagnostics.values())
    return not any(set(one.diagnostics.values()) == both and not one.closed for one in found)


def _line(crossing: Crossing, party: Party, opened: OpenDiagnostic, pages: list[int]) -> CrossingLine:
    name = other_name(crossing, party)
    url = url_for("crossings.show", key=opened.key, number=crossing.id)
    if crossing.open and crossing.opened_at:
        rank = "" if len(pages) < 2 else "La plus récente. " if crossing.id == pages[0] else "Une plus ancienne. "
        text = f"{rank}La page commune est ouverte depuis le {day(crossing.opened_at)}."
        return CrossingLine("open", "Vos regards sont croisés avec", name, text, "Voir la page commune", url)
    if crossing.closed and crossing.opened_at is None:
        return CrossingLine("closed", "Invitation de", name, REPLACED if crossing.replaced else WITHDRAWN, "", url)
    if crossing.closed:
        action = "" if None in crossing.diagnostics.values() else "Croiser de nouveau"
        return CrossingLine("closed", "Regards croisés avec", name, CLOSED, action, url)
    if crossing.asks(party, now()):
        said = opening_words(
            agreed=crossing.shares[party.other] is not None,
            again=crossing.is_again,
            invited=party is Party.INVITED,
        )
        text = upper_first(said.strip())
        return CrossingLine("asked", "Croiser vos regards avec", name, text, "Voir ce que chacun verrait", url)
    if crossing.declined_by is party:
        text = "Vous n’avez pas croisé."
        return CrossingLine("waiting", "Regards croisés avec", name, text, "Changer d’avis", url)
    text = NOT_CROSSED if crossing.declined_by else "En attente de l’autre partie."
    made = day(crossing.created_at)
    if has_own_link(crossing, opened):
        return CrossingLine("waiting", f"Invitation du {made}", "", text, "Le lien à envoyer", url)
    title = "Croiser de nouveau vos regards avec" if crossing.is_again else "Croiser vos regards avec"
    return CrossingLine("waiting", title, name, f"Vous avez dit oui. {text}", "Revoir", url)


def digests_given(opened: OpenDiagnostic) -> list[str]:
    """Return the digests of the keys of a diagnostic's copies, invitations and agendas, made by it or received."""
    copies = services().copies.in_circulation(opened.diagnostic.id)
    crossings = () if g.get("preview") else services().crossings.of(opened.diagnostic.id)
    digests = [key_digest(copy_key(opened.key, copy.nonce)) for copy in copies]
    return [*digests, *(key for one in crossings for key in (one.invitation_digest, one.agenda_digest) if key)]
