"""Removes an element of the criteria with what it contains, the references to it, and what makes no sense without them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from questionnaire.criteria.id_places import CONDITIONS, Element, defined_at, elements_at, used_at
from questionnaire.criteria.yaml_source import PlacePath, read_once
from questionnaire.editing.cuts import emptied
from questionnaire.editing.holders import holder_of, title_of
from questionnaire.editing.plain import value_at
from questionnaire.editing.plans import Plan, removal_of
from questionnaire.editing.spans import GONE, Document
from questionnaire.errors import CannotWriteError

_ROOTS = frozenset(CONDITIONS)
_NEEDED = frozenset(
    {"axes.*.criteres", "contexte.*.choix", "parcours.*.criteres"}
)  # an element without it is removed too


@dataclass(frozen=True, slots=True)
class AffectedElement:
    """An element that a removal affects: its kind, its title, and its line in the text."""

    kind: str
    title: str
    line: int


@dataclass(frozen=True)
class Removal:
    """The effects of a removal. `places`: all the places removed, none inside another."""

    element: Element
    title: str
    places: frozenset[PlacePath]
    inside: Counter[str] = field(default_factory=Counter)  # kind -> how many elements inside it
    elsewhere: Counter[str] = field(default_factory=Counter)  # kind -> how many elements refer to it
    unconditional: tuple[AffectedElement, ...] = ()  # stay, but lose their whole condition
    gone_too: tuple[AffectedElement, ...] = ()  # removed too: no condition, or nothing to ask, would be left
    altered: tuple[AffectedElement, ...] = ()  # their condition loses a part
    open_tiers: tuple[AffectedElement, ...] = ()  # tiers that no longer require anything
    eased_tiers: tuple[AffectedElement, ...] = ()  # tiers that require less
    citing: tuple[AffectedElement, ...] = ()  # the elements that `elsewhere` counts


def plan_remove_everywhere(document: Document, element: Element) -> Plan:
    """Plan the removal of an element and of all that refers to it."""
    return removal_of(document, removal_in(document, element).places)


def preview_removal(text: str, element: Element) -> Removal:
    """Return what the removal of an element of a text would do. Raises CriteriaError when the text cannot be read."""
    return removal_in(Document(text, read_once(text.encode())), element)


def removal_in(document: Document, element: Element) -> Removal:
    """Return what the removal of an element would do; raises CannotWriteError when there is no such element."""
    home = set(defined_at(document.source, element))
    if not home:
        raise CannotWriteError(GONE)
    cascade = _Cascade(document)
    for place in home:
        cascade.take(place)
    settled = cascade.settle()
    inside = Counter(
        inner.kind for place in home for inner in elements_at(document.source, place) if inner != element
    )
    holders = {holder_of(path) for path in settled if path not in cascade.taken}
    gates = [path for path in settled if path[0] == "paliers"]
    return Removal(
        element,
        title_of(document.value, min(home, key=str)),
        frozenset(settled),
        inside,
        Counter(kind for kind, _ in holders),
        cascade.affected(cascade.unconditional),
        cascade.affected((cascade.taken - home) & settled),
        cascade.affected({holder_of(path)[1] for path in settled if _in_condition(path)}),
        cascade.affected({path[:2] for path in gates if path[2:] == ("exige",)}),
        cascade.affected({path[:2] for path in gates if path[2:] != ("exige",)}),
        cascade.affected({path for _, path in holders}),
    )


def _pattern(path: PlacePath) -> str:
    if path[0] == "conditions" and len(path) > 1:
        path = (path[0], 0, *path[2:])
    return ".".join("*" if isinstance(step, int) else step for step in path)


def _in_condition(path: PlacePath) -> bool:
    """Tell whether a place is a part of a condition, not the whole."""
    return any(_pattern(path[:depth]) in _ROOTS for depth in range(1, len(path)))


class _Cascade:
    """Collects the places to remove, with the references to the elements there, until nothing more follows."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.removed: set[PlacePath] = set()
        self.taken: set[PlacePath] = set()  # whole elements
        self.unconditional: set[PlacePath] = set()
        self.known: set[Element] = set()

    def affected(self, places: set[PlacePath]) -> tuple[AffectedElement, ...]:
        """Return the elements at places, in the order of the text."""
        ordered = sorted(places, key=lambda path: self.document.node(path).start_mark.index)
        value, line = self.document.value, self.document.source.line
        return tuple(AffectedElement(holder_of(path)[0], title_of(value, path), line(path)) for path in ordered)

    def take(self, place: PlacePath) -> None:
        self.removed.add(place)
        self.taken.add(place)
        for element in set(elements_at(self.document.source, place)) - self.known:
            self.known.add(element)
            for path, is_name in used_at(self.document.source, element):
                self.removed.add(path if is_name else _whole(path))

    def settle(self) -> set[PlacePath]:
        """Return all the places to remove, none inside another."""
        before = -1
        while before < len(self.removed):
            before = len(self.removed)
            for path in emptied(self.document, self.removed) - self.taken:
                self._follow(path)
        settled = emptied(self.document, self.removed)
        self.unconditional = {path for path in self.unconditional if not _under(path, settled)}
        return settled

    def _follow(self, path: PlacePath) -> None:
        """Remove what makes no sense without the value at `path`."""
        pattern = _pattern(path)
        if pattern == "conditions.*":
            self.take(path)
        elif pattern in _ROOTS:
            self._without_condition(path)
        elif path[-1] == "vaut":
            self.removed.add(path[:-1])
        elif pattern in _NEEDED:
            self.take(path[:-1])
        elif pattern == "contexte.*.place" and "si" in value_at(self.document.value, path[:-1]):
            self.removed.add((*path[:-1], "si"))

    def _without_condition(self, path: PlacePath) -> None:
        holder = path[:-1]
        if holder[-1] == "complement":
            self.removed.add(holder)
        elif holder[0] == "situations" or (
            path[-1] == "quand" and holder[0] == "axes" and not self._levels(holder)
        ):
            self.take(holder)
        else:
            self.unconditional.add(holder)

    def _levels(self, card: PlacePath) -> object:
        return value_at(self.document.value, card).get("niveaux")


def _under(path: PlacePath, places: set[PlacePath]) -> bool:
    return any(path[:depth] in places for depth in range(1, len(path) + 1))


def _whole(path: PlacePath) -> PlacePath:
    """Return what to remove with the id at `path`: the atom or gate about it, or the id alone."""
    return path[:-1] if path[-1] in ("critere", "axe", "contexte") else path
