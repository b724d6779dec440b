"""Reading the pages as a browser would, as cheaply as possible: the fields of a form, and how to fill them."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass
from functools import lru_cache

_TAG = re.compile(r"<(?:input|textarea)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
NOTES = (
    "Une convention de trois ans a été signée.",
    "On en parle, rien n’est écrit.",
    "Réunion tous les deux mois, depuis janvier.",
)

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tag:
    """A field of a form."""

    kind: str
    name: str
    value: str


@lru_cache(maxsize=4096)
def _tag(text: str) -> Tag:
    # the same fields come back on the same pages: each is read once
    values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}
    kind = "textarea" if text.startswith("<textarea") else values.get("type", "text")
    return Tag(kind, values.get("name", ""), values.get("value", ""))


def form_of(page: str, mark: str = 'method="post"') -> str:
    """Return the text of the form that holds `mark` in its tag; empty when there is none."""
    for part in page.split("<form")[1:]:
        if mark in part[: part.find(">")]:
            return part[: part.find("</form>")]
    return ""


def fill(form: str, chance: random.Random, notes: float, blanks: float = 0.0) -> Fields:
    """Return what a person sends: a choice among those of the page, sometimes a note, sometimes a blank."""
    sent: Fields = []
    radios: dict[str, list[str]] = {}
    ticks: dict[str, list[str]] = {}
    for text in _TAG.findall(form):
        one = _tag(text)
        if one.kind == "hidden":
            sent.append((one.name, one.value))
        elif one.kind == "radio":
            radios.setdefault(one.name, []).append(one.value)
        elif one.kind == "checkbox":
            ticks.setdefault(one.name, []).append(one.value)
        elif one.kind == "textarea":
            sent.append((one.name, chance.choice(NOTES) if chance.random() < notes else ""))
        elif one.kind == "text":
            sent.append((one.name, ""))
    sent += [(name, chance.choice(values)) for name, values in radios.items() if chance.random() >= blanks]
    sent += [(name, chance.choice(values)) for name, values in ticks.items()]
    return sent
