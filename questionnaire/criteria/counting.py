"""Finds the sentences that state how many elements there are (« les huit enjeux ») once that number has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from questionnaire.criteria.elements import FileElement, element_at, elements, find_element
from questionnaire.criteria.searching import plain_text, text_values
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.typography import NBSP, spelled

# kind of the elements counted -> (its name; a pattern of the nouns that sentences use for it, without accents)
_NOUNS = {
    "axe": ("axes", "axes?|parties?|themes?"),
    "critere": ("critères", "criteres?|questions?|enjeux?|sujets?"),
    "conseil": ("conseils", "conseils?"),
    "situation": ("situations", "situations?"),
    "lieu": ("lieux", "lieux?|tiers-lieux?"),
    "ressource": ("ressources", "ressources?"),
    "parcours": ("parcours", "parcours"),
    "mot": ("mots du glossaire", "mots?"),
    "profil": ("profils fictifs", "profils?"),
}
_PART_OF_AXIS = "|facteurs?|points?|volets?|dimensions?|themes?|leviers?|cles?|reperes?"  # other nouns for its criteria, in the text of an axis
# kinds whose nouns also mean other things in cards and levels: « préparez trois questions »
_ASKED = ("axe", "critere")
_BETWEEN = r"(?: (?!et |ou |a )[\w'-]+){0,2}?"  # « les huit premiers lieux »
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")
_COMMENT = re.compile(r"\s*#\s?(.*)")


@dataclass(frozen=True)
class CountingSentence:
    """A sentence with a number that is no longer true: its element and line, its text, the number before and now."""

    element: FileElement | None  # None in a comment
    line: int
    text: str
    counted: str  # « critères »
    before: int
    now: int


@dataclass(frozen=True)
class _Count:
    """A number of elements that changed: all those of a kind, or the criteria of one axis or of one path."""

    word: str
    inside: FileElement | None  # the axis, or the path
    before: int
    now: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        of_axis = self.inside is not None and self.inside.kind.word == "axe"
        nouns = f"(?:{_NOUNS[self.word][1]}{_PART_OF_AXIS if of_axis else ''})"
        exact = rf"\b(?:{self.before}|{_spelled(self.before)}){_BETWEEN} {nouns}\b"
        others = rf"\b(?:{self.before - 1}|{_spelled(self.before - 1)}) autres {nouns}\b"
        return re.compile(f"{exact}|{others}")

    @property
    def words(self) -> str:
        if self.inside is None:
            return _NOUNS[self.word][0]
        of = "de l’axe" if self.inside.kind.word == "axe" else "du parcours"
        return f"{_NOUNS[self.word][0]} {of} «{NBSP}{self.inside.title}{NBSP}»"

    def sentence(self, text: str) -> str:
        """Return the first sentence of a text that states the former number, or an empty text."""
        if not self.pattern.search(plain_text(text)):
            return ""
        sentences = (part for part in _SENTENCES.split(text) if self.pattern.search(plain_text(part)))
        return next(sentences, text)

    def may_be_in(self, element: FileElement | None) -> bool:
        """Tell whether a text of an element may state this count; the counts of an axis or of a path, only its own texts."""
        if self.inside is not None:
            own = element and (element.kind.word, element.key)
            return own == (self.inside.kind.word, self.inside.key)
        if element is None or self.word not in _ASKED:
            return True
        return element.kind.word not in ("conseil", "critere", "situation", "lieu", "ressource")


def counting_sentences(before: YamlSource, now: YamlSource, text: str) -> tuple[CountingSentence, ...]:
    """Return the sentences, in values and comments, that state a count which changed between `before` and `now`.

    `text` is what `now` was read from.
    """
    counts = list(_changed(before, now))
    if not counts:
        return ()
    sentences = [*_in_values(now, counts), *_in_comments(now, text, counts)]
    return tuple(
        sorted(sentences, key=lambda sentence: (sentence.element is None, sentence.line))
    )  # comments last


def _changed(before: YamlSource, now: YamlSource) -> Iterator[_Count]:
    """Yield the counts that both texts have, and that differ."""
    counts, counts_now = _counts(before), _counts(now)
    for (word, kind, key), count in counts.items():
        count_now = counts_now.get((word, kind, key), count)
        if count_now != count and count > 1:
            yield _Count(word, find_element(now, kind, key), count, count_now)


def _counts(source: YamlSource) -> dict[tuple[str, str, str], int]:
    """Return the number of elements by (kind, "", ""), then of criteria by ("critere", kind, key) of each axis and path."""
    counts = {(word, "", ""): len(list(elements(source, word))) for word in _NOUNS}
    criteria = [criterion.path for criterion in elements(source, "critere")]
    for axis in elements(source, "axe"):
        counts["critere", "axe", axis.key] = sum(path[:2] == axis.path for path in criteria)
    for path in elements(source, "parcours"):
        named = path.value.get("criteres") if isinstance(path.value, dict) else None
        counts["critere", "parcours", path.key] = len(named) if isinstance(named, list) else 0
    return {place: count for place, count in counts.items() if place[2] or not place[1]}


def _in_values(source: YamlSource, counts: list[_Count]) -> Iterator[CountingSentence]:
    for path, text in text_values(source.value):
        matches = [(count, sentence) for count in counts if (sentence := count.sentence(text))]
        element = element_at(source, path) if matches else None
        match = next(((count, sentence) for count, sentence in matches if count.may_be_in(element)), None)
        if match:
            count, sentence = match
            yield CountingSentence(element, source.line(path), sentence, count.words, count.before, count.now)


def _in_comments(source: YamlSource, text: str, counts: list[_Count]) -> Iterator[CountingSentence]:
    lines = text.splitlines()
    for line, written in enumerate(lines, 1):
        comment = _COMMENT.fullmatch(written)
        matches = [count for count in counts if comment and count.sentence(comment[1])]
        element = _commented(source, lines, line) if matches else None
        count = next((count for count in matches if count.may_be_in(element)), None)
        if comment and count:
            yield CountingSentence(None, line, comment[1], count.words, count.before, count.now)


def _commented(source: YamlSource, lines: list[str], line: int) -> FileElement | None:
    """Return the element that a comment is about: that of the first line written below it."""
    below = (
        number
        for number, content in enumerate(lines[line:], line + 1)
        if content.strip() and not _COMMENT.match(content)
    )
    first = next(below, line)
    return element_at(source, source.places_at([first])[first])


def _spelled(number: int) -> str:
    """Return a number in letters, without accents, as a pattern: with or without hyphens around « et »."""
    return re.sub(r"vingts$", "vingts?", plain_text(spelled(number)).replace("-et-", "(?:-et-| et )"))
