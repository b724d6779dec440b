"""Words held for the animateur to read, however many people wrote them: phone numbers, addresses, names, insults."""

from __future__ import annotations

import re
from enum import StrEnum

from questionnaire.texts import clean_text
from questionnaire.workshop.words import WORD_MAX, fold, singular_of

# whole words, without accents, in the singular; a short list, since the animateur reads all that a single person wrote
HELD_WORDS = frozenset((
    "abruti", "abrutie", "batard", "batarde", "bite", "bouffon", "bouffonne", "bougnoule", "branleur",
    "branleuse", "chier", "chiant", "chiante", "con", "conne", "connard", "connasse", "couille", "encule",
    "enculee", "enfoire", "enfoiree", "facho", "fdp", "gouine", "merde", "merdique", "nazi", "nazie", "negre",
    "negresse", "nique", "niquer", "ntm", "pd", "pede", "pouffiasse", "pute", "putain", "salaud", "salope",
    "tapette", "youpin", "youpine",
))  # fmt: skip
_CALLED = re.compile(r"(?:\d[\s.\-/]*){6,}")
_STREETS = "allee|avenue|av|boulevard|bd|chemin|faubourg|hameau|impasse|lotissement|place|quai|route|rue|square"
_ADDRESS = re.compile(
    rf"@|https?:|www\.|\.(?:be|ch|com|eu|fr|info|net|org)\b|\b\d+\s*(?:bis|ter)?,?\s+(?:{_STREETS})\b"
)
_PERSON = re.compile(r"\b(?:madame|mademoiselle|mme|mlle|monsieur|mr|m\.)\s+[a-z]")
# « maire Dupont »: who holds an office, then a name; « maire » alone, or « maire rural », is an idea
_OFFICES = (
    "adjoint|adjointe|agent|agente|conseiller|conseillere|depute|deputee|directeur|directrice|docteur|elu|elue|"
    "gerant|gerante|maire|prefet|prefete|president|presidente|secretaire|senateur|senatrice|tresorier|tresoriere|"
    "vice-president|vice-presidente"
)
_OFFICE = re.compile(rf"\b(?:{_OFFICES})(?:\s+(?:adjoint|adjointe))?\s+$")
_NAME = re.compile(r"(?<=\s)[^\W\d_]\w*(?:['’-]\w+)*")
_WORD = re.compile(r"[a-z]+")
_SPELLED = re.compile(r"\b(?:[a-z][\s.*_\-]+){2,}[a-z]\b")  # « p u t e »
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")  # « merrrde »
_DISGUISED = str.maketrans("0134$", "oieas")


class Held(StrEnum):
    """Why a word is held: what it looks like."""

    NUMBER = "numero"
    ADDRESS = "adresse"
    PERSON = "personne"
    INSULT = "insulte"


def clean_words(texts: list[str], most: int) -> tuple[tuple[str, ...], bool]:
    """Return the distinct words that a phone sends, at most `most`, each on one line, and whether one of them is too long."""
    cleaned = [" ".join(clean_text(text).split()) for text in texts]
    words = tuple(dict.fromkeys(text for text in cleaned if text))[:most]
    return words, any(len(text) > WORD_MAX for text in words)


def reason_to_hold(text: str) -> Held | None:
    """Return why a word must be read by the animateur before it is shown, or None."""
    folded = fold(text)
    if _CALLED.search(folded):
        return Held.NUMBER
    if _ADDRESS.search(folded):
        return Held.ADDRESS
    if _PERSON.search(folded) or _names_somebody(text):
        return Held.PERSON
    return Held.INSULT if _insults(folded) else None


def _names_somebody(text: str) -> bool:
    """Tell whether a capitalised word follows an office; False for a text all in capitals, where names do not stand out."""
    return not text.isupper() and any(
        word[0][0].isupper() and _OFFICE.search(fold(text[: word.start()])) for word in _NAME.finditer(text)
    )


def _insults(folded: str) -> bool:
    plain = folded.translate(_DISGUISED)
    together = _SPELLED.sub(lambda match: "".join(_WORD.findall(match[0])), plain)
    written = (
        folded,
        *(_DRAWN_OUT.sub(letters, text) for text in (plain, together) for letters in (r"\1", r"\1\1")),
    )
    said = {word for text in written for word in _WORD.findall(text)}
    return not HELD_WORDS.isdisjoint({*said, *map(singular_of, said)})
