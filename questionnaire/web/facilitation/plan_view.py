"""The view models of the plan of a draft (its elements, marked as new, changed or faulty) and of its search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from questionnaire.answers import Viewpoint
from questionnaire.criteria.elements import KINDS, FileElement, element_at, elements
from questionnaire.criteria.searching import Hit
from questionnaire.criteria.validation import Validation
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.field_checks import field_at
from questionnaire.editing.field_spec import FieldSpec
from questionnaire.editing.field_wording import group_label
from questionnaire.editing.fields import element_fields
from questionnaire.storage import Draft, now
from questionnaire.typography import NBSP, counted, french, upper_first
from questionnaire.web.facilitation.preview_links import PreviewLinks
from questionnaire.web.local_time import local_time

PARTS = (  # anchor, heading, kinds of the elements listed
    ("debut", "Le début", ("accueil", "paliers", "reglages")),
    ("parcours", "Les parcours", ("parcours",)),
    ("contexte", "Les questions de contexte", ("contexte",)),
    ("axes", "Les critères et leurs conseils", ("axe",)),
    ("situations", "Les situations", ("situation",)),
    ("lieux", "Les lieux cités en exemple", ("lieu",)),
    ("ressources", "Les ressources", ("ressource",)),
    ("glossaire", "Le glossaire", ("mot",)),
    ("profils", "Les profils fictifs", ("profil",)),
    ("conditions", "Les conditions nommées", ("condition",)),
)
MAX_FOUND, MAX_QUERY_SHOWN = 60, 80  # results of a search; characters of its query, in the sentence
MAX_REMOVED = 12  # titles of removed elements, in the sentence
CHILD_KIND = {"axe": "critere", "critere": "conseil", "contexte": "choix"}


@dataclass(frozen=True)
class PlanLine:
    """An element in the plan, with its marks and its child elements."""

    title: str
    word: str
    key: str
    url: str
    marks: tuple[tuple[str, str], ...]  # (kind, words)
    children: tuple[PlanLine, ...] = ()

    @property
    def has_marked_children(self) -> bool:
        """Whether a descendant has a mark."""
        return any(child.marks or child.has_marked_children for child in self.children)


@dataclass(frozen=True)
class PlanPart:
    """A part of the plan."""

    anchor: str
    title: str
    lines: tuple[PlanLine, ...]
    removed: str  # the titles of the elements removed since the draft was begun, in one sentence
    add_url: str  # the page that adds an element; empty when only the text editor can
    add_noun: str  # the kind of element, with its article


def make_plan(number: int, validation: Validation, source: YamlSource, base: YamlSource | None) -> list[PlanPart]:
    """Return the parts of the plan of a draft; `base` is the text that it was begun from, None when it is unreadable."""
    return _Planner(number, validation, source, base).parts()


def element_url(number: int, element: FileElement, line: int) -> str:
    """Return the address of the form of an element, or of its line in the text editor when it has none."""
    if element.has_form and element.kind.word == "condition":
        return url_for("facilitation.conditions.edit", number=number, key=element.key)
    if element.has_form:
        return url_for("facilitation.elements.edit", number=number, word=element.kind.word, key=element.key)
    return url_for("facilitation.drafts.edit", number=number, ligne=line, _anchor="source")


class _Planner:
    def __init__(self, number: int, validation: Validation, source: YamlSource, base: YamlSource | None) -> None:
        self.number, self.source, self.base = number, source, base
        self.errors: Counter[PlacePath] = Counter()
        self.warnings: Counter[PlacePath] = Counter()
        places = source.places_at({problem.line for problem in validation.problems})
        for problem in validation.problems:
            element = element_at(source, places[problem.line])
            if element:
                (self.warnings if problem.warning else self.errors)[_identity(element)] += 1

    def parts(self) -> list[PlanPart]:
        return [self._part(*part) for part in PARTS]

    def _part(self, anchor: str, title: str, words: tuple[str, ...]) -> PlanPart:
        lines = tuple(line for word in words for line in self._lines(word))
        removed = _listed(list(self._removed(words)))
        kind = KINDS[words[0]]
        return PlanPart(anchor, title, lines, removed, self._add_url(kind.word), kind.with_article)

    def _add_url(self, word: str) -> str:
        if word == "condition":
            return url_for("facilitation.conditions.add", number=self.number)
        if not KINDS[word].pattern or word == "axe":
            return ""
        return url_for("facilitation.lists.add", number=self.number, word=word)

    def _lines(self, word: str) -> list[PlanLine]:
        """Return the lines of the elements of a kind, each with its children."""
        child_kind = CHILD_KIND.get(word)
        children: dict[PlacePath, list[PlanLine]] = {}
        if child_kind:
            for element, line in zip(elements(self.source, child_kind), self._lines(child_kind), strict=True):
                children.setdefault(element.path[:-2], []).append(line)
        before = self._before(word)
        return [
            PlanLine(
                element.title,
                word,
                element.key,
                element_url(self.number, element, self.source.line(element.path)),
                tuple(self._marks(element, before)),
                tuple(children.get(element.path, ())),
            )
            for element in elements(self.source, word)
        ]

    def _marks(self, element: FileElement, before: dict[str, object] | None) -> Iterator[tuple[str, str]]:
        if before is not None and _name(element) not in before:
            yield "new", "Nouveau"
        elif before is not None and before[_name(element)] != element.own:
            yield "changed", "Modifié"
        if element.kind.word == "conseil" and _has_old_contact(element):
            yield "warning", "Contact à relire"
        if errors := self.errors[_identity(element)]:
            yield "error", counted(errors, "erreur")
        if warnings := self.warnings[_identity(element)]:
            yield "warning", counted(warnings, "avertissement")

    def _before(self, word: str) -> dict[str, object] | None:
        return {_name(element): element.own for element in elements(self.base, word)} if self.base else None

    def _removed(self, words: tuple[str, ...]) -> Iterator[str]:
        for word in words:
            names = {_name(element) for element in elements(self.source, word)}
            if self.base:
                yield from (element.title for element in elements(self.base, word) if _name(element) not in names)
            if word in CHILD_KIND:
                yield from self._removed((CHILD_KIND[word],))


def _has_old_contact(element: FileElement) -> bool:
    """Tell whether a contact of a card is to be checked again: its date `a_relire_avant` has come."""
    contacts = element.own.get("contacts") if isinstance(element.own, dict) else None
    days = (
        [contact.get("a_relire_avant") for contact in contacts or () if isinstance(contact, dict)]
        if isinstance(contacts, list)
        else []
    )
    return any(day and str(day) <= f"{local_time(now()):%Y-%m-%d}" for day in days)


def _listed(titles: list[str]) -> str:
    more = len(titles) - MAX_REMOVED
    shown = f"{NBSP}; ".join(titles[:MAX_REMOVED])
    return f"{shown}{NBSP}; et {more} de plus" if more > 0 else shown


def _name(element: FileElement) -> str:
    """Return the name that identifies an element among those of its kind, in any version of a text."""
    return element.title if element.kind.word == "mot" else element.key


def _identity(element: FileElement) -> PlacePath:
    return (element.kind.word, *element.path)


@dataclass(frozen=True)
class FoundLine:
    """A result of a search."""

    title: str  # of the element
    name: str  # label of the field
    hit: Hit
    url: str  # the form of the element
    preview_url: str  # empty when no page of the preview shows it by itself


def found_lines(draft: Draft, source: YamlSource, hits: Sequence[Hit], links: PreviewLinks) -> list[FoundLine]:
    """Return the first MAX_FOUND results of a search."""
    lines: list[FoundLine] = []
    fields: dict[PlacePath, tuple[FieldSpec, ...]] = {}
    for hit in hits[:MAX_FOUND]:
        element = hit.element
        if element and isinstance(element.value, dict) and element.path not in fields:
            fields[element.path] = element_fields(element, source)
        title = full_title(element) if element else "Dans le texte"
        url = element_url(draft.id, element, hit.line) if element else ""
        name = _field_words(element, fields.get(element.path, ()) if element else (), hit)
        viewpoint = Viewpoint.COLLECTIVITE if Viewpoint.COLLECTIVITE in hit.path else Viewpoint.PROJET
        lines.append(FoundLine(title, name, hit, url, links.url(element, viewpoint)))
    return lines


def full_title(element: FileElement) -> str:
    """Return the kind of an element and its title: « Critère : Lancer des activités »."""
    noun = upper_first(element.kind.noun)
    return element.title if element.title == noun else f"{noun}{NBSP}: {element.title}"


def _field_words(element: FileElement | None, fields: tuple[FieldSpec, ...], hit: Hit) -> str:
    """Return the label of the field that holds a hit; its path in the file when no field does."""
    own = hit.path[len(element.path) :] if element else hit.path
    field = field_at(fields, own)
    if element is None or field is None:
        return ", ".join(str(step + 1) if isinstance(step, int) else step for step in own)
    group = group_label(element.kind.model, str(field.path[0]))
    return group if field.label == group else f"{group}, {field.label[:1].lower()}{field.label[1:]}"


def found_words(count: int, query: str) -> str:
    """Return the number of results of a search, in words."""
    shown = query if len(query) <= MAX_QUERY_SHOWN else f"{query[:MAX_QUERY_SHOWN]}…"
    return french(f"{counted(count, 'résultat') if count else 'Aucun résultat'} pour « {shown} »")
