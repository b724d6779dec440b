"""The sentences of a text that count its elements (« les huit enjeux »), to read again once that number changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from questionnaire.criteria.elements import FileElement, element_at, elements
from questionnaire.criteria.searching import plain_text, text_values
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.typography import in_words

# kind of the elements counted -> what they are called; the words that sentences give them, without accents
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
_ASKED = ("axe", "critere")  # cards and levels speak of other questions: « préparez trois questions »
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_BETWEEN = r"(?: (?!et |ou |a )[\w'-]+){0,2}?"  # « les huit premiers lieux »
_MOST = 99  # numbers written in words
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")
_COMMENT = re.compile(r"\s*#\s?(.*)")


@dataclass(frozen=True)
class CountingSentence:
    """A sentence with a number that is no longer true: where it stands, what it says, the number then and now."""

    element: FileElement | None  # None in a comment
    line: int
    text: str
    counted: str  # « critères »
    before: int
    now: int


@dataclass(frozen=True)
class _Count:
    word: str
    axis: str  # the axis whose criteria are counted; empty for all of them
    before: int
    now: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        exact = rf"\b(?:{self.before}|{_spelled(self.before)}){_BETWEEN} (?:{_NOUNS[self.word][1]})\b"
        others = rf"\b(?:{self.before - 1}|{_spelled(self.before - 1)}) autres (?:{_NOUNS[self.word][1]})\b"
        return re.compile(f"{exact}|{others}")

    @property
    def words(self) -> str:
        return f"{_NOUNS[self.word][0]} de cet axe" if self.axis else _NOUNS[self.word][0]

    def sentence(self, text: str) -> str:
        """Return the first sentence of a text that says the number, or nothing."""
        if not self.pattern.search(plain_text(text)):
            return ""
        return next((one for one in _SENTENCES.split(text) if self.pattern.search(plain_text(one))), text)

    def may_be_in(self, element: FileElement | None, place: PlacePath) -> bool:
        if element is None or self.word not in _ASKED:
            return True
        inside_axis = place[:1] == ("axes",)
        if self.axis and inside_axis:
            return element.kind.word == "axe" and element.key == self.axis
        return element.kind.word not in ("conseil", "critere", "situation", "lieu", "ressource")


def counting_sentences(before: YamlSource, now: YamlSource, text: str) -> tuple[CountingSentence, ...]:
    """Return the values and the comments of a text that say a count which changed since an earlier one.

    `text` is that which `now` was read from.
    """
    counts = list(_changed(before, now))
    if not counts:
        return ()
    found = [*_in_values(now, counts), *_in_comments(text, counts)]
    return tuple(sorted(found, key=lambda one: one.line))


def _changed(before: YamlSource, now: YamlSource) -> Iterator[_Count]:
    """Yield the counts that both texts have, and that differ."""
    counted, counted_now = _counts(before), _counts(now)
    for (word, axis), count in counted.items():
        if counted_now.get((word, axis), count) != count and count > 1:
            yield _Count(word, axis, count, counted_now[word, axis])


def _counts(source: YamlSource) -> dict[tuple[str, str], int]:
    counts = {(word, ""): len(list(elements(source, word))) for word in _NOUNS}
    criteria = [one.path for one in elements(source, "critere")]
    inside = {axis.key: sum(path[:2] == axis.path for path in criteria) for axis in elements(source, "axe")}
    return counts | {("critere", key): count for key, count in inside.items() if key}


def _in_values(source: YamlSource, counts: list[_Count]) -> Iterator[CountingSentence]:
    for path, text in text_values(source.value):
        for count in counts:
            sentence = count.sentence(text)
            element = element_at(source, path) if sentence else None
            if sentence and count.may_be_in(element, path):
                line = source.line(path)
                yield CountingSentence(element, line, sentence, count.words, count.before, count.now)
                break


def _in_comments(text: str, counts: list[_Count]) -> Iterator[CountingSentence]:
    for line, written in enumerate(text.splitlines(), 1):
        comment = _COMMENT.fullmatch(written)
        count = next((one for one in counts if comment and one.sentence(comment[1])), None)
        if comment and count:
            yield CountingSentence(None, line, comment[1], count.words, count.before, count.now)


def _spelled(number: int) -> str:
    """Return a number in letters, without accents, as a pattern."""
    if number <= 20 or number > _MOST:
        return plain_text(in_words(number))
    ten = number // 10 * 10 if number // 10 not in (7, 9) else number // 10 * 10 - 10
    unit = number - ten
    if not unit:
        return f"{_TENS[ten]}s?"
    joint = "(?:-et-| et )" if unit in (1, 11) and ten != 80 else "-"
    return f"{_TENS[ten]}{joint}{plain_text(in_words(unit))}"
