"""What the checks say of a draft, by element, in the words of its forms and with links to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaire.criteria.elements import FileElement, element_at
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.field_spec import Widget
from questionnaire.editing.fields import element_fields
from questionnaire.editing.form_warnings import FormWarning, form_warnings
from questionnaire.errors import Problem
from questionnaire.typography import counted, upper_first
from questionnaire.web.facilitation.plan_view import element_url, full_title
from questionnaire.web.facilitation.view_models import MAX_PROBLEMS, ProblemLine, problem_lines

FOLDED = 5  # with more elements, what is said of them is folded


@dataclass(frozen=True)
class FieldProblem:
    """One thing said of an element: the fields concerned, with their addresses, and the message."""

    fields: tuple[tuple[str, str], ...]
    message: str
    warning: bool


@dataclass(frozen=True)
class ElementProblems:
    """An element of which something is said: its title, the address of its form, what is said."""

    title: str
    url: str
    lines: tuple[FieldProblem, ...]


@dataclass(frozen=True)
class DraftProblems:
    """What is said of a draft: by element, and what has no form, by line."""

    words: str
    elements: tuple[ElementProblems, ...]
    others: tuple[ProblemLine, ...]
    errors: bool

    @property
    def opened(self) -> bool:
        """Whether it is shown at once: errors, or few elements."""
        return self.errors or len(self.elements) + len(self.others) <= FOLDED


def draft_problems(number: int, source: YamlSource, problems: Sequence[Problem]) -> DraftProblems:
    """Return what is said of a text, in the order of the text."""
    places = source.places_at({one.line for one in problems})
    by_element: dict[PlacePath, tuple[FileElement, list[Problem]]] = {}
    others: list[Problem] = []
    for one in problems[:MAX_PROBLEMS]:
        element = element_at(source, places[one.line]) if one.line else None
        if element and element.has_form and isinstance(element.value, dict):
            by_element.setdefault((element.kind.word, *element.path), (element, []))[1].append(one)
        else:
            others.append(one)
    others += problems[MAX_PROBLEMS:]
    told = tuple(_told(number, source, element, said) for element, said in by_element.values())
    errors = any(not one.warning for one in problems)
    return DraftProblems(_words(problems), told, tuple(problem_lines(others)), errors)


def _words(problems: Sequence[Problem]) -> str:
    warnings = sum(one.warning for one in problems)
    counts = ((len(problems) - warnings, "erreur"), (warnings, "avertissement"))
    return " et ".join(counted(count, noun) for count, noun in counts if count)


def _told(number: int, source: YamlSource, element: FileElement, problems: list[Problem]) -> ElementProblems:
    url = element_url(number, element, source.line(element.path))
    said = form_warnings(source, element, element_fields(element, source), problems)
    return ElementProblems(full_title(element), url, tuple(_line(url, one) for one in said))


def _line(url: str, one: FormWarning) -> FieldProblem:
    fields = tuple(
        (
            field.full_label,
            f"{url}#{f'{field.path[0]}-groupe' if field.widget is Widget.CONDITION else field.name}",
        )
        for field in one.fields
    )
    if one.group and not fields:
        fields = ((one.title, f"{url}#dedans"),)
    return FieldProblem(fields, one.message if fields else upper_first(one.message), one.warning)
