"""A workshop played by the test client: an animateur, and phones that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import fields_of, token_of


@dataclass
class Playing:
    """A workshop that is being played: its animation key, its code, and who runs it."""

    app: Flask
    client: FlaskClient
    key: str
    code: str

    @property
    def page(self) -> str:
        """The address of the animateur's page."""
        return f"/atelier/{self.key}/animer"

    def do(self, *actions: str, **sent: str) -> TestResponse:
        """Press these buttons, one after another."""
        for action in actions:
            shown = self.client.get(self.page)
            response = self.client.post(self.page, data={**hidden(shown), "action": action, **sent})
        return response

    def moderate(self, decision: str, *ticked: str) -> TestResponse:
        """Decide about ideas of the cloud: by a button of one, or of those that are ticked."""
        data: dict[str, Any] = fields_of(self.client.get(self.page))
        sent = {
            **hidden_of(data),
            "position": data.get("position", "0"),
            "decision": decision,
            "mot": list(ticked),
        }
        return self.client.post(f"/atelier/{self.key}/mots", data=sent)

    def phone(self, side: str = "non_dit", client: FlaskClient | None = None) -> FlaskClient:
        """Let a phone in."""
        phone = client or self.app.test_client()
        door = phone.get(f"/a/{self.code}")
        entered = phone.post(f"/a/{self.code}/entrer", data={"csrf_token": token_of(door), "side": side})
        assert entered.status_code == 303, entered.text[:2000]
        return phone

    def answer(self, phone: FlaskClient, *words: str) -> TestResponse:
        """Answer as this phone: a choice, or words."""
        page = phone.get(f"/a/{self.code}?changer=1")
        sent: dict[str, Any] = hidden(page)
        sent["mot" if 'name="mot"' in page.text else "choice"] = list(words)
        return phone.post(f"/a/{self.code}/repondre", data=sent)

    def see(self, phone: FlaskClient) -> str:
        """Return what a phone shows."""
        return phone.get(f"/a/{self.code}").text


def hidden(page: TestResponse) -> dict[str, Any]:
    """Return the hidden fields of a page."""
    return hidden_of(fields_of(page))


def hidden_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Return those of these fields that are hidden."""
    return {name: value for name, value in fields.items() if name in ("csrf_token", "seen", "step")}


def prepare(app: Flask, plan: str = "journee", **sent: str) -> Playing:
    """Prepare a workshop without an account."""
    client = app.test_client()
    form = {"plan": plan, "viewpoint": "collectivite", "stage": "ouverture", "title": "Journée", **sent}
    response = client.post("/atelier/nouveau", data={**fields_of(client.get("/atelier/nouveau")), **form})
    assert response.status_code == 303, response.text[:3000]
    found = re.fullmatch("/atelier/([^/]+)/preparer", response.headers["Location"])
    assert found
    code = re.search(
        r'class="room-code"><span aria-label="[^"]*">([^<]+)', client.get(response.headers["Location"]).text
    )
    assert code
    return Playing(app, client, found[1], code[1])
