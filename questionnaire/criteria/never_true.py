"""Finds conditions that no answers can make true, by trying all the combinations of what each one refers to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from questionnaire.answers import Answer, State, Viewpoint
from questionnaire.criteria.conditions import Condition, Facts, holds
from questionnaire.criteria.id_places import CONDITIONS
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.yaml_source import PlacePath, YamlSource

MAX_CASES = 5_000  # combinations tried for one condition; with more, it is not checked
MAX_CHOICES = 8  # choices of one question in a condition; with more, it is not checked
NEVER_TRUE = "cette condition ne peut jamais être vraie : ce qu’elle demande ne peut pas arriver en même temps."
_Subject = tuple[str, str]  # what an atom is about: (kind, id)


def check_conditions(source: YamlSource, criteria: Criteria) -> Iterator[tuple[PlacePath, str]]:
    """Yield a warning for each condition that can never be true."""
    for pattern in CONDITIONS:
        for path, value in source.find(pattern):
            condition = None if value is None else Condition.model_validate(value)
            if condition and not _may_hold(condition, criteria):
                yield path, NEVER_TRUE


def _may_hold(condition: Condition, criteria: Criteria) -> bool:
    cited: dict[_Subject, list[Condition]] = {}
    for atom in _atoms(condition, criteria):
        cited.setdefault(_subject(atom), []).append(atom)
    if any(_cited_choices(atoms) > MAX_CHOICES for atoms in cited.values()):
        return True
    states = [_distinct_states(subject, atoms, criteria) for subject, atoms in cited.items()]
    if prod(map(len, states)) > MAX_CASES:
        return True
    return any(
        holds(condition, _facts(dict(zip(cited, case, strict=True)), criteria)) for case in product(*states)
    )


def _atoms(condition: Condition, criteria: Criteria) -> Iterator[Condition]:
    inside = condition.all_of or condition.any_of or condition.none_of
    if condition.names:
        inside = tuple(criteria.conditions[name] for name in condition.names)
    if inside is None:
        yield condition
    for child in inside or ():
        yield from _atoms(child, criteria)


def _subject(atom: Condition) -> _Subject:
    for kind, name in (("critere", atom.criterion), ("axe", atom.axis), ("contexte", atom.context)):
        if name is not None:
            return kind, name
    return "regard", ""


def _cited_choices(atoms: list[Condition]) -> int:
    return len({value for atom in atoms for value in atom.values or ()})


def _distinct_states(subject: _Subject, atoms: list[Condition], criteria: Criteria) -> list[Any]:
    """Return the states of a subject that its atoms tell apart: one for each combination of their outcomes."""
    by_outcome: dict[tuple[bool, ...], Any] = {}
    for state in _states(subject, atoms, criteria):
        facts = _facts({subject: state}, criteria)
        by_outcome.setdefault(tuple(holds(atom, facts) for atom in atoms), state)
    return list(by_outcome.values())


def _states(subject: _Subject, atoms: list[Condition], criteria: Criteria) -> Iterator[Any]:
    kind, name = subject
    if kind == "regard":
        yield from Viewpoint
    elif kind == "critere":
        yield from (Answer(state) for state in State if state is not State.ANSWERED)
        yield from (Answer.at(level) for level in range(criteria.top_level + 1))
    elif kind == "axe":
        written: list[Any] = [bound for atom in atoms for bound in (atom.score_min, atom.score_max) if bound]
        bounds = sorted({0, 100, *written})
        yield None
        yield from bounds
        yield from ((low + high) / 2 for low, high in pairwise(bounds))
    else:
        question = criteria.context_question(name)
        choices = [choice.id for choice in question.choices] if question else []
        values = [choice for choice in choices if any(choice in (atom.values or ()) for atom in atoms)]
        multiple = question is not None and question.kind == "choix_multiple"
        for count in range(len(values) + 1 if multiple else min(len(values), 1) + 1):
            yield from combinations(values, count)


def _facts(case: dict[_Subject, Any], criteria: Criteria) -> Facts:
    def of(kind: str) -> dict[str, Any]:
        return {name: state for (subject, name), state in case.items() if subject == kind and state is not None}

    viewpoint = case.get(("regard", ""), Viewpoint.PROJET)
    return Facts(viewpoint, of("contexte"), of("critere"), of("axe"), criteria.conditions)
