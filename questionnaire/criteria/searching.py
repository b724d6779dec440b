"""Search in the values of a criteria file: capitals, accents, line breaks and apostrophes make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from questionnaire.criteria.elements import FileElement, element_at
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.typography import french

AROUND = 70  # characters shown on each side of what is found
MAX_QUERY = 1_000
_CLOSE = 0.7  # how alike a word must be to be proposed
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "…": "..."})
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LINE_ENDS = re.compile(r"\n|\s{2,}")  # a field of one line takes the line ends out, and leaves the indents
_BLOCK = re.compile(r"[\s-]*([a-z_]+)\s*:")  # the name that a block copied from the guide begins with
_YAML_LINE = re.compile(r"(?:- +)?(?:[a-z_]+:(?: +|$))?(?:[>|]-?$)?(.*)")


@dataclass(frozen=True)
class Hit:
    """A value that holds what was looked for: the text before, what is found, and the text after, cut to a line."""

    element: FileElement | None
    path: PlacePath
    line: int
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class SearchResult:
    """What a search found; `scattered` when the words are all there, but not one after the other."""

    hits: tuple[Hit, ...]
    scattered: bool = False
    suggestion: str = ""


def search(source: YamlSource, query: str) -> SearchResult:
    """Return the values that hold a query, in the order of the file, or what could be looked for instead."""
    texts = [(path, text, plain_text(text)) for path, text in text_values(source.value)]
    wanted = [one for one in map(plain_text, (query[:MAX_QUERY], _without_layout(query[:MAX_QUERY]))) if one]
    for one in wanted:
        if hits := [_hit(source, path, text, one) for path, text, plain in texts if one in plain]:
            return SearchResult(tuple(hits))
    words = wanted[-1].split() if wanted else []
    scattered = [
        _hit(source, path, text, words[0])
        for path, text, plain in texts
        if len(words) > 1 and all(word in plain for word in words)
    ]
    if not scattered and (blocks := tuple(_blocks(source, query[:MAX_QUERY]))):
        return SearchResult(blocks)
    if scattered or not words:
        return SearchResult(tuple(scattered), bool(scattered))
    return SearchResult(
        (), suggestion=_suggestion(words, {word for _, text, _ in texts for word in _WORD.findall(text)})
    )


def _blocks(source: YamlSource, query: str) -> Iterator[Hit]:
    """Yield the blocks that have the name which a query begins with."""
    name = _BLOCK.match(query)
    for path, line in source.lines.items():
        if name and path and path[-1] == name[1]:
            yield Hit(element_at(source, path), path, line, "", name[1], "")


def _without_layout(query: str) -> str:
    """Return the longest value of lines copied from the file, without its name, dash or quotation marks."""
    values: list[str] = []
    for line in _LINE_ENDS.split(query):
        found = _YAML_LINE.fullmatch(line.strip())
        values += found[1].strip("[]{}").split(", ") if found else []
    return max((value.strip(" \"'") for value in values), key=len, default="")


def plain_text(text: str) -> str:
    """Return a text as it is compared."""
    plain = unicodedata.normalize("NFD", text.translate(_SAME)).casefold()
    return " ".join(_MARKS.sub("", plain).split())


def plain_places(text: str) -> tuple[str, list[int]]:
    """Return what `plain_text` returns, and the place in `text` of each of its characters."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _MARKS.sub("", unicodedata.normalize("NFD", character.translate(_SAME)).casefold()):
            if not one.isspace():
                plain.append(one)
                places.append(place)
            elif plain and plain[-1] != " ":
                plain.append(" ")
                places.append(place)
    return "".join(plain), [*places, len(text)]


def _hit(source: YamlSource, path: PlacePath, text: str, wanted: str) -> Hit:
    plain, places = plain_places(text)
    start = plain.find(wanted)
    first, last = places[start], places[start + len(wanted) - 1] + 1
    before, after = text[:first], text[last:]
    return Hit(
        element_at(source, path),
        path,
        source.line(path),
        before if len(before) <= AROUND else f"… {before[-AROUND:].partition(' ')[2]}",
        text[first:last],
        after if len(after) <= AROUND else f"{after[:AROUND].rpartition(' ')[0]} …",
    )


def text_values(value: Any, path: PlacePath = ()) -> Iterator[tuple[PlacePath, str]]:
    """Yield each text and number of a value, in French typography, and its place."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from text_values(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from text_values(item, (*path, index))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, french(str(value))


def _suggestion(words: list[str], known: set[str]) -> str:
    """Return the words looked for, each that is unknown replaced by the nearest one; empty when none is near."""
    spelt = {plain_text(word): word.lower() for word in known}
    nearest = [next(iter(get_close_matches(word, spelt, 1, _CLOSE)), "") for word in words]
    return " ".join(spelt[word] for word in nearest) if all(nearest) and nearest != words else ""
