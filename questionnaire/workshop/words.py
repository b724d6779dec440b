"""Groups the spellings of one idea in a word cloud, by rules. The rules and their cases: docs/workshop.md.

They ignore case, accents, punctuation, elision, stop words, plurals, three feminine endings, spaces between words. Typos,
synonyms, or a verb and its noun are not grouped: a person may join them, and undo it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WORD_MAX = 40  # characters of a word or expression that a phone sends
STOP_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cet",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "eux",
        "il",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mes",
        "mon",
        "n",
        "nos",
        "notre",
        "nous",
        "on",
        "ou",
        "par",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "se",
        "ses",
        "son",
        "sur",
        "t",
        "te",
        "tes",
        "ton",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
# words whose final s or x is no plural mark; without it they would be another word
_INVARIABLE = frozenset(
    [
        "bas",
        "bois",
        "corps",
        "cours",
        "fois",
        "frais",
        "gras",
        "gros",
        "mais",
        "mois",
        "moins",
        "pas",
        "pays",
        "pois",
        "sens",
        "vers",
        "voix",
    ]
)
_IRREGULAR = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "yeux": "oeil"}
_SAME_IN_AUX = frozenset({"faux", "taux", "chaux"})
# feminine nouns whose masculine is another word
_OWN_FEMININE = frozenset(["capitale", "morale", "finale", "cale", "escale", "nouvelle", "elle"])
_FEMININES = (("ale", "al"), ("elle", "el"), ("ive", "if"))
_SHORTEST = 4  # letters: rules do not recognise the plural or feminine of shorter words
_WORD = re.compile(r"[^\W_]+")  # in any alphabet


@dataclass(frozen=True, slots=True)
class Group:
    """An idea: its label (one of its most frequent spellings), how many phones gave it, and every spelling."""

    key: str
    label: str
    phones: int
    spellings: tuple[str, ...]


def fold(text: str) -> str:
    """Return a text in lower case, without accents: « Égalité » and « egalite » are one."""
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(
        character for character in unicodedata.normalize("NFD", opened) if not unicodedata.combining(character)
    )


def word_key(text: str) -> str:
    """Return the key that all the spellings of an idea share: its stems, joined."""
    return "".join(stems(text))


def stems(text: str) -> tuple[str, ...]:
    """Return the significant words of a text, in the masculine singular."""
    return tuple(map(_stem, _words(text)))


def join_words(answers: Iterable[Sequence[str]], under: Mapping[str, str] | None = None) -> tuple[Group, ...]:
    """Return the ideas of a cloud, the most frequent first, from the words of each phone; the order of phones has no effect.

    A phone that gives one idea twice counts once. `under`: key of an idea -> key of the one it was joined to by hand.
    """
    phones = [[text for text in words if word_key(text)] for words in answers]
    names = _names({text for words in phones for text in words})
    moved = under or {}
    spellings: dict[str, Counter[str]] = {}
    for words in phones:
        for text in set(words):
            spellings.setdefault(top_of(names[text], moved), Counter())[text] += 1
    said = Counter(key for words in phones for key in {top_of(names[text], moved) for text in words})
    groups = [
        Group(key, _label(key, counts, names), said[key], tuple(sorted(counts, key=_alphabetical)))
        for key, counts in spellings.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.phones, _alphabetical(group.label))))


def _names(texts: Iterable[str]) -> dict[str, str]:
    """Return the key of each text; texts with the same words, separate or in one word, share a key (union-find)."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    ordered = sorted(texts)
    for text in ordered:
        apart, joined = sorted((root(word_key(text)), root(_stem("".join(_words(text))))))
        parent[joined] = apart
    return {text: root(word_key(text)) for text in ordered}


def top_of(key: str, under: Mapping[str, str]) -> str:
    """Follow `under` from a key to the last one; in a cycle, stop before it repeats."""
    seen = {key}
    while (higher := under.get(key, key)) not in seen:
        seen.add(key := higher)
    return key


def _label(key: str, counts: Counter[str], names: Mapping[str, str]) -> str:
    """Return the label of an idea: of its most frequent words, the plainest spelling (see `_plainness`)."""
    own = {text: count for text, count in counts.items() if names[text] == key} or counts
    forms: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for text, count in own.items():
        forms[_form(text)] += count
        written[fold(text)] += count
    return min(own, key=lambda text: (-forms[_form(text)], *_plainness(text, written), _alphabetical(text)))


def _form(text: str) -> str:
    return " ".join(_words(text))


def _plainness(text: str, written: Mapping[str, int]) -> tuple[int, bool, int, int, int, int]:
    """Return a sort key, lower for plainer spellings: no article first, no capitals, accents written, frequent."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    first = next(at for at, word in enumerate((*words, "")) if fold(word) not in STOP_WORDS)
    return (
        first if first < len(words) else 0,  # a text of stop words only counts none
        text.isupper(),
        -sum(_accents(word) for word in words if fold(word) not in STOP_WORDS),
        -written[fold(text)],
        -len(words),  # « accès aux services », not « accès services »
        sum(map(str.isupper, text)),
    )


def _accents(text: str) -> int:
    return sum(1 for character in unicodedata.normalize("NFD", text) if unicodedata.combining(character))


def _alphabetical(text: str) -> tuple[str, str]:
    return fold(text), text


def _words(text: str) -> list[str]:
    """Return the words that are not stop words; all of them when there is no other."""
    words = _WORD.findall(fold(text))
    return [word for word in words if word not in STOP_WORDS] or words


def _stem(word: str) -> str:
    singular = singular_of(word)
    if len(singular) <= _SHORTEST or singular in _OWN_FEMININE:
        return singular
    for feminine, masculine in _FEMININES:
        if singular.endswith(feminine):
            return singular.removesuffix(feminine) + masculine
    return singular


def singular_of(word: str) -> str:
    """Return a folded word without the mark of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST or word in _INVARIABLE or word.endswith("ss"):
        return word
    if word.endswith("aux") and not word.endswith("eaux") and word not in _SAME_IN_AUX:
        return word.removesuffix("aux") + "al"
    return word[:-1] if word.endswith(("s", "x")) else word
