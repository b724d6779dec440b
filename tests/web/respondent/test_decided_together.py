"""What two parties decided is among the engagements of each, while the common page is open and once it is closed."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import fields_of, token_of
from tests.support.crossing import crossed
from tests.support.reading import text_of


def decide(client: FlaskClient, page: str) -> None:
    """Write a decision with its date on the first subject of a common page."""
    form = fields_of(client.get(page))
    one = next(found[0] for name in form if (found := re.match(r"decision-.+(?=-title$)", name)))
    sent = {f"{one}-title": "Signer la convention", f"{one}-who": "la maire", f"{one}-due": "2027-03-31"}
    assert client.post(f"{page}/rencontre", data={**form, **sent}).status_code == 303


def events(client: FlaskClient, hub: str) -> list[str]:
    """Return the identifiers of the events that a party downloads."""
    return re.findall(r"UID:(\w+)", client.get(f"{hub}/engagements.ics").text)


def test_a_decision_is_an_engagement_of_both_and_stays_the_same_one(app: Flask, client: FlaskClient) -> None:
    theirs = app.test_client()
    mine, other = crossed(app, client, theirs)
    hubs = [page.rpartition("/croisement")[0] for page in (mine, other)]
    assert client.get(f"{hubs[0]}/engagements.ics").status_code == 404
    decide(client, mine)
    before = []
    for visitor, hub, page in ((client, hubs[0], mine), (theirs, hubs[1], other)):
        told = text_of(visitor.get(f"{hub}/engagements").text)
        assert "Signer la convention" in told
        assert "la maire, avant le 31 mars 2027" in told
        assert f'href="{page}#ordre-du-jour"' in visitor.get(f"{hub}/engagements").text
        assert "1 à faire" in text_of(visitor.get(hub).text)
        before.append(events(visitor, hub))
        assert len(before[-1]) == 1
    client.post(f"{mine}/fermer", data={"csrf_token": token_of(client.get(f"{mine}/fermer"))})
    assert "Décidé avec" not in client.get(f"{hubs[0]}/engagements").text
    assert [events(client, hubs[0]), events(theirs, hubs[1])] == before
