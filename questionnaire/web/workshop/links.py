"""The links between the pages of the animateur (preparation, animation, screen, report), and from a rehearsal to its room."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from questionnaire.accounts.keys import enclosed_key, looks_like_key, screen_key
from questionnaire.web.context import services
from questionnaire.web.workshop.opening import OpenWorkshop


class RoomLink(NamedTuple):
    """A link to a page of the workshop; `here`: it is the page shown."""

    words: str
    address: str
    here: bool = False


def room_links(opened: OpenWorkshop) -> tuple[RoomLink, ...]:
    """Return the links of the pages of a workshop."""
    pages = {"Préparer": "preparing.steps", "Animer": "running.show", "Compte rendu": "reporting.show"}
    links = [
        RoomLink(words, url_for(page, key=opened.key), request.endpoint == page) for words, page in pages.items()
    ]
    links.insert(2, RoomLink("Écran", url_for("screens.show", key=screen_key(opened.key))))
    return (*links, *((RoomLink("Le vrai atelier", real),) if (real := real_workshop_url(opened)) else ()))


def real_workshop_url(opened: OpenWorkshop) -> str:
    """Return the address of the workshop that this one rehearses; empty when it is no rehearsal."""
    workshop = opened.workshop
    if not workshop.rehearsal or not workshop.locked_key:
        return ""
    stored = bytes.fromhex(workshop.locked_key)
    real = enclosed_key(services().settings.secret_key, opened.key, stored).decode("latin-1")
    return url_for("preparing.steps", key=real) if looks_like_key(real) else ""
