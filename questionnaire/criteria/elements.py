"""The elements of a criteria file that have a page in the facilitators' space, found in any readable text, even invalid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questionnaire.criteria.conditions import NAME, Condition
from questionnaire.criteria.content import GlossaryEntry, Place, Profile, Resource
from questionnaire.criteria.criterion import Card, Criterion
from questionnaire.criteria.guidance_checks import CARD
from questionnaire.criteria.model import Axis, ContextChoice, ContextQuestion, Criteria, Path, Situation
from questionnaire.criteria.types import FrozenModel
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.typography import french

UNTITLED = "Sans titre"
TITLES = ("titre", "nom", "terme", "question")
_TEXTS = ("texte", "collectivite")  # the keys to read when a title is a block


@dataclass(frozen=True)
class ElementKind:
    """A kind of element: its word in addresses, its model, and the places of its elements.

    A group of general settings has no pattern but `names`: its keys at the top of the file. `inside` is the key that
    holds elements of another kind, which are not part of this one.
    """

    word: str
    noun: str
    model: type[FrozenModel]
    pattern: str = ""
    names: tuple[str, ...] = ()
    inside: str = ""

    @property
    def with_article(self) -> str:
        """The noun with its article: « un critère », « une situation »."""
        return f"{'une' if self.word in _FEMININE else 'un'} {self.noun}"


_FEMININE = ("contexte", "condition", "situation", "ressource")
KINDS = {
    kind.word: kind
    for kind in (
        ElementKind("accueil", "accueil et regards", Criteria, names=("titre", "presentation", "regards")),
        ElementKind("paliers", "échelle et paliers", Criteria, names=("echelle", "paliers")),
        ElementKind(
            "reglages",
            "réglages",
            Criteria,
            names=(
                *("version", "source", "couverture_minimale"),
                *("conseils_max", "situations_max", "afficher_note_globale"),
            ),
        ),
        ElementKind("parcours", "parcours", Path, "parcours.*"),
        ElementKind("contexte", "question de contexte", ContextQuestion, "contexte.*", inside="choix"),
        ElementKind("choix", "choix", ContextChoice, "contexte.*.choix.*"),
        ElementKind("condition", "condition nommée", Condition, "conditions.*"),
        ElementKind("axe", "axe", Axis, "axes.*", inside="criteres"),
        ElementKind("critere", "critère", Criterion, "axes.*.criteres.*", inside="conseils"),
        ElementKind("conseil", "conseil", Card, CARD),
        ElementKind("situation", "situation", Situation, "situations.*"),
        ElementKind("lieu", "lieu cité en exemple", Place, "tiers_lieux.*"),
        ElementKind("ressource", "ressource", Resource, "ressources.*"),
        ElementKind("mot", "mot du glossaire", GlossaryEntry, "glossaire.*"),
        ElementKind("profil", "profil fictif", Profile, "profils_fictifs.*"),
    )
}


@dataclass(frozen=True)
class FileElement:
    """An element of a text: its key in URLs (empty when it cannot have a page), its place, its title."""

    kind: ElementKind
    key: str
    path: PlacePath
    title: str
    value: Any  # as written in the file

    @property
    def has_form(self) -> bool:
        """Whether it can be changed by a form."""
        return bool(self.key)

    @property
    def own(self) -> Any:
        """What belongs to it alone: its value without the elements inside."""
        if not isinstance(self.value, dict):
            return self.value
        names = self.kind.names or [name for name in self.value if name != self.kind.inside]
        return {name: self.value[name] for name in names if name in self.value}


def elements(source: YamlSource, word: str) -> Iterator[FileElement]:
    """Yield the elements of a kind, in the order of the file; accepts any shape."""
    kind = KINDS[word]
    if not kind.pattern:
        yield FileElement(kind, kind.word, (), kind.noun[:1].upper() + kind.noun[1:], source.value)
        return
    for path, value in source.find(kind.pattern):
        yield FileElement(kind, _key(source, path, value), path, _title(path, value), value)


def find_element(source: YamlSource, word: str, key: str) -> FileElement | None:
    """Return the element of a kind by its key, or None; the first when several have it."""
    if word not in KINDS or not key:
        return None
    kind = KINDS[word]
    if not kind.pattern:
        return next((element for element in elements(source, word) if element.key == key), None)
    for path, value in source.find(kind.pattern):
        if _key(source, path, value) == key:  # titles are computed for this one alone: they cost most
            return FileElement(kind, key, path, _title(path, value), value)
    return None


def element_at(source: YamlSource, path: PlacePath) -> FileElement | None:
    """Return the innermost element that holds a place, or None."""
    for kind in sorted(KINDS.values(), key=lambda kind: -len(kind.pattern)):
        steps = kind.pattern.split(".") if kind.pattern else []
        if not steps:
            if path and path[0] in kind.names:
                return next(elements(source, kind.word))
        elif len(path) >= len(steps) and all(
            step in ("*", place) for step, place in zip(steps, path, strict=False)
        ):
            place, value = path[: len(steps)], source.value
            for step in place:
                value = value[step]
            return FileElement(kind, _key(source, place, value), place, _title(place, value), value)
    return None


def _key(source: YamlSource, path: PlacePath, value: Any) -> str:
    if path[0] == "glossaire":
        return str(int(path[-1]) + 1)
    if path[0] == "conditions":
        return str(path[-1])
    name = value.get("id") if isinstance(value, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return ""
    if "choix" in path:
        question = source.value["contexte"][path[1]].get("id")
        return f"{question}.{name}" if isinstance(question, str) and NAME.fullmatch(question) else ""
    return name


def _title(path: PlacePath, value: Any) -> str:
    if path[0] == "conditions":
        return str(path[-1])
    for name in (*TITLES, "id"):
        text = value.get(name) if isinstance(value, dict) else None
        if isinstance(text, dict):
            text = next((text[key] for key in _TEXTS if key in text), None)
        if isinstance(text, str) and text.strip():
            return french(" ".join(text.split()))
    return UNTITLED
