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

AROUND = 70  # characters shown on each side of a match
MAX_QUERY = 1_000
_CLOSE = 0.7  # similarity (difflib) from which a word is suggested
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "…": "..."})
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LINE_ENDS = re.compile(r"\n|\s{2,}")  # a one-line field drops line ends when pasting, and leaves the indents
_BLOCK = re.compile(r"[\s-]*([a-z_]+)\s*:")  # the key that a block pasted from the guide begins with
_YAML_LINE = re.compile(r"(?:- +)?(?:[a-z_]+:(?: +|$))?(?:[>|]-?$)?(.*)")


@dataclass(frozen=True)
class Hit:
    """A value that matches a query: the match (`found`), and the text before and after it, shortened."""

    element: FileElement | None
    path: PlacePath
    line: int
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class SearchResult:
    """The hits of a search; `scattered`: the hits have all the words of the query, but not side by side."""

    hits: tuple[Hit, ...]
    scattered: bool = False
    suggestion: str = ""


def search(source: YamlSource, query: str) -> SearchResult:
    """Return the values that contain a query, in the order of the file; without any, a suggestion of another query."""
    texts = [(path, text, plain_text(text)) for path, text in text_values(source.value)]
    query = query[:MAX_QUERY]
    phrases = list(filter(None, map(plain_text, (query, _without_layout(query)))))
    for phrase in phrases:
        if hits := [_hit(source, path, text, phrase) for path, text, plain in texts if phrase in plain]:
            return SearchResult(tuple(hits))
    words = phrases[-1].split() if phrases else []
    scattered = [
        _hit(source, path, text, words[0])
        for path, text, plain in texts
        if len(words) > 1 and all(word in plain for word in words)
    ]
    if not scattered and (blocks := tuple(_blocks(source, query))):
        return SearchResult(blocks)
    if scattered or not words:
        return SearchResult(tuple(scattered), bool(scattered))
    return SearchResult(
        (), suggestion=_suggestion(words, {word for _, text, _ in texts for word in _WORD.findall(text)})
    )


def _blocks(source: YamlSource, query: str) -> Iterator[Hit]:
    """Yield the blocks whose key is the one that a query begins with."""
    name = _BLOCK.match(query)
    for path, line in source.lines.items():
        if name and path and path[-1] == name[1]:
            yield Hit(element_at(source, path), path, line, "", name[1], "")


def _without_layout(query: str) -> str:
    """Return the longest value in lines pasted from the file, without its key, dash or quotation marks."""
    values: list[str] = []
    for line in _LINE_ENDS.split(query):
        match = _YAML_LINE.fullmatch(line.strip())
        values += match[1].strip("[]{}").split(", ") if match else []
    return max((value.strip(" \"'") for value in values), key=len, default="")


def plain_text(text: str) -> str:
    """Return a text in the form that searches compare: lower case, no accents, straight apostrophes, single spaces."""
    plain = unicodedata.normalize("NFD", text.translate(_SAME)).casefold()
    return " ".join(_MARKS.sub("", plain).split())


def plain_text_with_positions(text: str) -> tuple[str, list[int]]:
    """Return `plain_text` of a text, and the index in `text` of each of its characters."""
    plain: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        for letter in _MARKS.sub("", unicodedata.normalize("NFD", character.translate(_SAME)).casefold()):
            if not letter.isspace():
                plain.append(letter)
                positions.append(position)
            elif plain and plain[-1] != " ":
                plain.append(" ")
                positions.append(position)
    return "".join(plain), [*positions, len(text)]


def _hit(source: YamlSource, path: PlacePath, text: str, wanted: str) -> Hit:
    plain, positions = plain_text_with_positions(text)
    start = plain.find(wanted)
    first, last = positions[start], positions[start + len(wanted) - 1] + 1
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
    """Return the query with each unknown word replaced by the nearest known one; empty when a word has none."""
    spelt = {plain_text(word): word.lower() for word in known}
    nearest = [next(iter(get_close_matches(word, spelt, 1, _CLOSE)), "") for word in words]
    return " ".join(spelt[word] for word in nearest) if all(nearest) and nearest != words else ""
