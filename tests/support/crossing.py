"""Two parties for the tests of crossings: each answers as it would, one invites, both agree."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest, masked, unmasked
from questionnaire.answers import Answer, State
from questionnaire.storage.saves import SentAnswer
from tests.conftest import begin, fields_of, key_in, services_of

NOTES = {"collectivite": "une note que la commune garde", "projet": "une note que le lieu garde"}
NAMES = {"collectivite": "Sainte-Fauvette", "projet": "Le Moulin des Ormes"}  # in the context: never shown
LEVELS = {"collectivite": 1, "projet": 3}


def party(app: Flask, client: FlaskClient, viewpoint: str, key: str = "") -> str:
    """Answer every question of a viewpoint, with a note on each; return the private key."""
    key = key or begin(client, viewpoint)
    services = services_of(app)
    opened = services.diagnostics.find(key_digest(key))
    assert opened
    context = {"stade": "prefiguration", "portage": "association", "climat": "tendus", "nom": NAMES[viewpoint]}
    services.diagnostics.revise(opened.id, lambda sheet: replace(sheet, context={**sheet.context, **context}))
    level, note = LEVELS[viewpoint], NOTES[viewpoint]
    answers = {
        one.id: SentAnswer(Answer.at(level, note), None) for one in services.versions.current.all_criteria()
    }
    answers["mutualisation"] = SentAnswer(Answer(State.UNKNOWN, note=note), None)
    services.diagnostics.save_answers(opened.id, answers)
    return key


def diagnostic_of(app: Flask, key: str) -> int:
    """Return the number of a diagnostic."""
    found = services_of(app).diagnostics.find(key_digest(key))
    assert found
    return found.id


def invite(client: FlaskClient, key: str, **sent: str) -> str:
    """Invite the other party, as one would; return the address of the page of the link."""
    address = f"/diagnostic/{key}/inviter"
    response = client.post(address, data={**fields_of(client.get(address)), **sent})
    assert response.status_code == 303, response.text[:2000]
    return response.headers["Location"]


def invitation_address(client: FlaskClient, link_page: str) -> str:
    """Return the address of an invitation, from the page of its link."""
    found = re.search(r'value="http://localhost(/invitation/[\w-]+)"', client.get(link_page).text)
    assert found
    return found[1]


def accept(app: Flask, client: FlaskClient, invitation: str, viewpoint: str = "projet") -> str:
    """Answer an invitation from its page, question by question all alike; return the private key."""
    page = client.get(invitation).text
    found = re.search(rf'href="(/commencer/{viewpoint}\?invitation=[^"]+)"', page)
    assert found
    address = found[1].replace("&amp;", "&")
    data = {**fields_of(client.get(address)), "contexte-stade": "prefiguration"}
    begun = client.post(address, data=data)
    assert begun.status_code == 303, begun.text[:2000]
    return party(app, client, viewpoint, key_in(begun.headers["Location"]))


def crossing_of(app: Flask, key: str) -> str:
    """Return the address of the latest crossing of a diagnostic, from its own pages."""
    latest = services_of(app).crossings.of(diagnostic_of(app, key))[0]
    return f"/diagnostic/{key}/croisement/{masked(key, latest.id)}"


def number_in(page: str) -> int:
    """Return the number of the crossing whose page this is."""
    number = unmasked(page.split("/")[2], page.rsplit("/", 1)[1])
    assert number is not None
    return number


def agree(app: Flask, client: FlaskClient, key: str, **sent: Any) -> str:
    """Say yes to the latest crossing; return its address."""
    address = crossing_of(app, key)
    response = client.post(f"{address}/accord", data={**fields_of(client.get(address)), **sent})
    assert response.status_code == 303, response.text[:2000]
    return address


def crossed(
    app: Flask, mine: FlaskClient, theirs: FlaskClient, shares: str = "niveaux", agreed: str = "niveaux"
) -> tuple[str, str]:
    """Cross two parties; return the address of the common page for who invited, and for who was invited."""
    key = party(app, mine, "collectivite")
    other = accept(app, theirs, invitation_address(mine, invite(mine, key, shares=shares)))
    page = agree(app, theirs, other, shares=agreed)
    return crossing_of(app, key), page
