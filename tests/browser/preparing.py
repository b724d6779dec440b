"""What a test needs before it looks: the forms of the site, sent without showing a page, for a tenth of the time.

The cookies are those of the visitor, since the requests are sent by the visitor's own context.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from playwright.sync_api import APIRequestContext

from tests.support.checking import Page as Parts

THIRD = 2  # of the levels of a question: answers that are all alike


def send(sender: APIRequestContext, address: str, to: str = "", **fields: str) -> str:
    """Fill the form of that page and send it, there or to another address; return the address that it leads to."""
    answer = sender.post(to or address, form={**_filled(sender.get(address).text()), **fields}, max_redirects=0)
    assert answer.status == 303, answer.text()[:2000]
    return urljoin(answer.url, answer.headers["location"])


def _filled(page: str) -> dict[str, str]:
    """Return the fields that a page has filled in: hidden ones, and the choices made."""
    fields = [one for one in Parts(page).all("input") if "name" in one]
    return {one["name"]: one.get("value", "") for one in fields if one.get("type") == "hidden" or "checked" in one}


def begin(sender: APIRequestContext, viewpoint: str = "collectivite", stage: str = "prefiguration") -> str:
    """Begin a diagnostic; return the address of its private page."""
    return send(sender, f"/commencer/{viewpoint}", **{"contexte-stade": stage}).partition("/axe/")[0]


def answer_all(sender: APIRequestContext, hub: str) -> None:
    """Answer every question with the third level, page after page, as far as the results."""
    address = f"{hub}/axe/lieu/1"
    while "/axe/" in address:
        levels: dict[str, list[str]] = {}
        for one in Parts(sender.get(address).text()).all("input"):
            if one.get("type") == "radio":
                levels.setdefault(one["name"], []).append(one["value"])
        assert levels, address
        address = send(sender, address, **{name: values[THIRD] for name, values in levels.items()})
    assert address == f"{hub}/resultats"


def stored(sender: APIRequestContext, address: str, field: str) -> str:
    """Return the text of a field, as the server shows it."""
    found = re.search(rf'<textarea[^>]* name="{field}"[^>]*>\n?(.*?)</textarea>', sender.get(address).text(), re.S)
    assert found, f"no {field} at {address}"
    return html.unescape(found[1])


def sign_in(sender: APIRequestContext, account: tuple[str, str]) -> None:
    """Sign in to the facilitators' space."""
    name, password = account
    assert send(sender, "/animation/connexion", name=name, password=password).endswith("/animation")


def begin_draft(sender: APIRequestContext, text: str = "") -> str:
    """Begin a draft from the version in service, with that text if one is given; return its address."""
    draft = send(sender, "/animation", to="/animation/brouillons")
    if text:
        send(sender, f"{draft}/texte", to=draft, source=text)
    return draft
