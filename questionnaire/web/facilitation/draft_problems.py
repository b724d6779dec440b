"""The errors and warnings of a draft, grouped by element, with links to the forms of the fields concerned."""

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

FOLDED = 5  # with more elements than that, the list is folded


@dataclass(frozen=True)
class FieldProblem:
    """An error or a warning about an element: the fields concerned, and the message."""

    fields: tuple[tuple[str, str], ...]  # label, address
    message: str
    warning: bool


@dataclass(frozen=True)
class ElementProblems:
    """The errors and warnings about an element, with its title and the address of its form."""

    title: str
    url: str
    lines: tuple[FieldProblem, ...]


@dataclass(frozen=True)
class DraftProblems:
    """The errors and warnings of a draft."""

    words: str  # how many
    elements: tuple[ElementProblems, ...]
    others: tuple[ProblemLine, ...]  # those of lines that no form shows
    errors: bool  # whether there are errors, not only warnings

    @property
    def opened(self) -> bool:
        """Whether the list is unfolded: there are errors, or few elements."""
        return self.errors or len(self.elements) + len(self.others) <= FOLDED


def draft_problems(number: int, source: YamlSource, problems: Sequence[Problem]) -> DraftProblems:
    """Return the problems of a text grouped by element, in the order of the text."""
    places = source.places_at({problem.line for problem in problems})
    by_element: dict[PlacePath, tuple[FileElement, list[Problem]]] = {}
    others: list[Problem] = []
    for problem in problems[:MAX_PROBLEMS]:
        element = element_at(source, places[problem.line]) if problem.line else None
        if element and element.has_form and isinstance(element.value, dict):
            by_element.setdefault((element.kind.word, *element.path), (element, []))[1].append(problem)
        else:
            others.append(problem)
    others += problems[MAX_PROBLEMS:]
    grouped = tuple(_element_problems(number, source, element, own) for element, own in by_element.values())
    errors = any(not problem.warning for problem in problems)
    return DraftProblems(_words(problems), grouped, tuple(problem_lines(others)), errors)


def _words(problems: Sequence[Problem]) -> str:
    warnings = sum(problem.warning for problem in problems)
    counts = ((len(problems) - warnings, "erreur"), (warnings, "avertissement"))
    return " et ".join(counted(count, noun) for count, noun in counts if count)


def _element_problems(
    number: int, source: YamlSource, element: FileElement, problems: list[Problem]
) -> ElementProblems:
    url = element_url(number, element, source.line(element.path))
    warnings = form_warnings(source, element, element_fields(element, source), problems)
    return ElementProblems(full_title(element), url, tuple(_field_problem(url, warning) for warning in warnings))


def _field_problem(url: str, warning: FormWarning) -> FieldProblem:
    fields = tuple(
        (
            field.full_label,
            f"{url}#{f'{field.path[0]}-groupe' if field.widget is Widget.CONDITION else field.name}",
        )
        for field in warning.fields
    )
    if warning.group and not fields:
        fields = ((warning.title, f"{url}#dedans"),)
    message = warning.message if fields else upper_first(warning.message)
    return FieldProblem(fields, message, warning.warning)
