"""Finding the form of a page and filling it in, with as little CPU as possible."""

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
    # cached: the same tags come back page after page
    values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(text)}
    kind = "textarea" if text.startswith("<textarea") else values.get("type", "text")
    return Tag(kind, values.get("name", ""), values.get("value", ""))


def form_of(page: str, mark: str = 'method="post"') -> str:
    """Return the text of the form that holds `mark` in its tag; empty when there is none."""
    for part in page.split("<form")[1:]:
        if mark in part[: part.find(">")]:
            return part[: part.find("</form>")]
    return ""


def fill(form: str, rng: random.Random, notes: float, blanks: float = 0.0) -> Fields:
    """Return the fields that a person sends: choices at random; `notes` and `blanks` are the shares of questions."""
    sent: Fields = []
    radios: dict[str, list[str]] = {}
    ticks: dict[str, list[str]] = {}
    for text in _TAG.findall(form):
        tag = _tag(text)
        if tag.kind == "hidden":
            sent.append((tag.name, tag.value))
        elif tag.kind == "radio":
            radios.setdefault(tag.name, []).append(tag.value)
        elif tag.kind == "checkbox":
            ticks.setdefault(tag.name, []).append(tag.value)
        elif tag.kind == "textarea":
            sent.append((tag.name, rng.choice(NOTES) if rng.random() < notes else ""))
        elif tag.kind == "text":
            sent.append((tag.name, ""))
    sent += [(name, rng.choice(values)) for name, values in radios.items() if rng.random() >= blanks]
    sent += [(name, rng.choice(values)) for name, values in ticks.items()]
    return sent
