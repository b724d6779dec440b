"""The places of a criteria file that define an id, refer to one, or hold a condition.

The only list of them: the checks use it, and so do the renaming and the removal of an id everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaire.criteria.conditions import atoms, names_in
from questionnaire.criteria.guidance_checks import CARD
from questionnaire.criteria.model import STAGE
from questionnaire.criteria.yaml_source import PlacePath, YamlSource

CHOICE = "contexte.*.choix.*"
CRITERION, AXIS, QUESTION, NAMED_CONDITION, CHOICES = (
    "critère", "axe", "question de contexte", "condition nommée", "choix",
)  # fmt: skip

# kind of element -> patterns of the places that define its ids
ID_DEFINITIONS = {
    CRITERION: ("axes.*.criteres.*.id",),
    AXIS: ("axes.*.id",),
    "conseil": (f"{CARD}.id",),
    "situation": ("situations.*.id",),
    "exemple": ("tiers_lieux.*.id",),
    "ressource": ("ressources.*.id",),
    QUESTION: ("contexte.*.id",),
    "parcours": ("parcours.*.id",),
    "profil": ("profils_fictifs.*.id",),
}

# kind of element -> patterns of the places that refer to its ids
ID_REFERENCES = {
    CRITERION: (
        "paliers.*.exige.*.critere",
        "parcours.*.criteres.*",
        f"{CHOICE}.monte.*",
        "axes.*.criteres.*.suppose.critere",
        "tiers_lieux.*.illustre.*.critere",
        "ressources.*.criteres.*",
    ),
    "exemple": (f"{CARD}.exemples.*", f"{CHOICE}.exemples.*", "situations.*.exemples.*"),
    "ressource": (f"{CARD}.ressources.*", f"{CHOICE}.ressources.*", "situations.*.ressources.*"),
    "conseil": ("situations.*.conseils.*",),
    "parcours": ("profils_fictifs.*.parcours",),
}

# kind of element -> patterns of the places whose YAML key is its id
ID_NAMES = {CRITERION: ("profils_fictifs.*.reponses.*",), QUESTION: ("profils_fictifs.*.contexte.*",)}
STAGE_NAMES = "axes.*.criteres.*.attendu.*"  # the YAML keys are choices of the question « stade »
CONTEXT_ANSWERS = "profils_fictifs.*.contexte.*"  # a choice of the question of that name, or a list of them
QUESTION_PLACES = "contexte.*.place"  # the id of an axis, or another word

CONDITIONS = (
    "conditions.*",
    "axes.*.criteres.*.si",
    "contexte.*.si",
    f"{CARD}.quand",
    "situations.*.quand",
    "situations.*.complement.quand",
    "parcours.*.quand",
)
# evaluated before the questions: only the context and the viewpoint are known
EARLY_CONDITIONS = ("axes.*.criteres.*.si", "contexte.*.si", "parcours.*.quand")
# kind of element -> the YAML key that refers to its ids in an atom of a condition
ID_CONDITIONS = {CRITERION: "critere", AXIS: "axe", QUESTION: "contexte"}


@dataclass(frozen=True, slots=True)
class Element:
    """Something that has an id in a criteria file: its kind, its id and, for a choice, the id of its question."""

    kind: str
    id: str
    question: str = ""


def defined_at(source: YamlSource, element: Element) -> list[PlacePath]:
    """Return the places that define an element: one, unless its id is written twice."""
    if element.kind == NAMED_CONDITION:
        return [path for path, _ in source.find("conditions.*") if path[-1] == element.id]
    if element.kind == CHOICES:
        questions = defined_at(source, Element(QUESTION, element.question))
        choices = [(path[:-1], value) for path, value in source.find(f"{CHOICE}.id") if path[:2] in questions]
    else:
        patterns = ID_DEFINITIONS[element.kind]
        choices = [(path[:-1], value) for pattern in patterns for path, value in source.find(pattern)]
    return [path for path, value in choices if value == element.id]


def elements_at(source: YamlSource, place: PlacePath) -> Iterator[Element]:
    """Yield the elements defined at a place or inside it."""
    for kind, patterns in ID_DEFINITIONS.items():
        for pattern in patterns:
            for path, value in source.find(pattern):
                if path[: len(place)] == place and isinstance(value, str):
                    yield Element(kind, value)
    for path, value in source.find(f"{CHOICE}.id"):
        question = source.value["contexte"][path[1]].get("id")
        if path[: len(place)] == place and isinstance(value, str) and isinstance(question, str):
            yield Element(CHOICES, value, question)
    for path, _ in source.find("conditions.*"):
        if path[: len(place)] == place:
            yield Element(NAMED_CONDITION, str(path[-1]))


def used_at(source: YamlSource, element: Element) -> Iterator[tuple[PlacePath, bool]]:
    """Yield each place that refers to an element, and whether the id is the YAML key there, rather than the value."""
    kind, name = element.kind, element.id
    for pattern in ID_REFERENCES.get(kind, ()):
        yield from ((path, False) for path, value in source.find(pattern) if value == name)
    for pattern in ID_NAMES.get(kind, ()):
        yield from ((path, True) for path, _ in source.find(pattern) if path[-1] == name)
    if kind == AXIS:
        yield from ((path, False) for path, value in source.find(QUESTION_PLACES) if value == name)
    if kind == CHOICES:
        yield from _choice_used_at(source, element)
    for pattern in CONDITIONS:
        for path, condition in source.find(pattern):
            yield from ((place, False) for place in _used_in_condition(condition, path, element))


def _used_in_condition(condition: object, path: PlacePath, element: Element) -> Iterator[PlacePath]:
    kind, name = element.kind, element.id
    if kind == NAMED_CONDITION:
        yield from (place for place, cited_name in names_in(condition, path) if cited_name == name)
        return
    for place, atom in atoms(condition, path):
        if kind in ID_CONDITIONS and atom.get(ID_CONDITIONS[kind]) == name:
            yield (*place, ID_CONDITIONS[kind])
        if kind == CHOICES and atom.get("contexte") == element.question:
            yield from (place for place, _ in _among((*place, "vaut"), atom.get("vaut"), name))


def _choice_used_at(source: YamlSource, choice: Element) -> Iterator[tuple[PlacePath, bool]]:
    if choice.question == STAGE:
        yield from ((path, True) for path, _ in source.find(STAGE_NAMES) if path[-1] == choice.id)
    for path, value in source.find(CONTEXT_ANSWERS):
        if path[-1] == choice.question:
            yield from _among(path, value, choice.id)


def _among(path: PlacePath, value: object, name: str) -> Iterator[tuple[PlacePath, bool]]:
    """Yield the places of an id in the value at `path`: the value itself, or items of a list."""
    if value == name:
        yield path, False
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if item == name:
            yield (*path, index), False
