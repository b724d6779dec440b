"""The conditions of `quand` and `si`: a fixed set of operators, their model and their evaluation (no code is run)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, StrictInt, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from questionnaire.answers import Answer, State, Viewpoint, as_tuple
from questionnaire.criteria.types import ID_PATTERN, FrozenModel, Identifier, Percentage

NAME = re.compile(ID_PATTERN)  # of a named condition: an identifier
_KINDS = ("tous", "un_de", "aucun", "noms", "critere", "axe", "contexte", "regard")
_ALLOWED_FIELDS: dict[str, tuple[frozenset[str], ...]] = {
    "tous": (frozenset(),),
    "un_de": (frozenset(),),
    "aucun": (frozenset(),),
    "noms": (frozenset(),),
    "critere": (frozenset({"niveau_max"}), frozenset({"niveau_min"}), frozenset({"etat"})),
    "axe": (frozenset({"score_max"}), frozenset({"score_min"})),
    "contexte": (frozenset({"vaut"}),),
    "regard": (frozenset(),),
}
_EXPECTED = {
    "critere": "« critere » s’emploie avec « niveau_max », « niveau_min » ou « etat », un seul des trois",
    "axe": "« axe » s’emploie avec « score_max » ou « score_min », un seul des deux",
    "contexte": "« contexte » s’emploie avec « vaut » et une liste de choix",
}


class Condition(FrozenModel):
    """One node of a condition: a combination (tous, un_de, aucun), named conditions that all hold, or an atom.

    Exactly one kind. A name, or a list of names, may be written in place of a node.
    """

    all_of: tuple[Condition, ...] | None = Field(None, alias="tous", min_length=1)
    any_of: tuple[Condition, ...] | None = Field(None, alias="un_de", min_length=1)
    none_of: tuple[Condition, ...] | None = Field(None, alias="aucun", min_length=1)
    names: tuple[Identifier, ...] | None = Field(None, alias="noms", min_length=1)
    criterion: Identifier | None = Field(None, alias="critere")
    level_max: StrictInt | None = Field(None, alias="niveau_max", ge=0)
    level_min: StrictInt | None = Field(None, alias="niveau_min", ge=0)
    state: State | None = Field(None, alias="etat")
    axis: Identifier | None = Field(None, alias="axe")
    score_max: Percentage | None = Field(None, alias="score_max")
    score_min: Percentage | None = Field(None, alias="score_min")
    context: Identifier | None = Field(None, alias="contexte")
    values: tuple[Identifier, ...] | None = Field(None, alias="vaut", min_length=1)
    viewpoint: Viewpoint | None = Field(None, alias="regard")

    @model_validator(mode="before")
    @classmethod
    def _from_names(cls, value: object) -> object:
        if isinstance(value, str) and NAME.fullmatch(value):
            return {"noms": [value]}
        return {"noms": value} if isinstance(value, list) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        name = {"type": "string"}
        return {"anyOf": [name, {"type": "array", "items": name, "minItems": 1}, handler(schema)]}

    @model_validator(mode="after")
    def _check_kind(self) -> Condition:
        names = {
            info.alias or name for name, info in type(self).model_fields.items() if getattr(self, name) is not None
        }
        kinds = [kind for kind in _KINDS if kind in names]
        if len(kinds) != 1:
            raise PydanticCustomError(
                "condition",
                "une condition dit une seule chose parmi : {kinds} ; ici : {given}",
                {"kinds": ", ".join(_KINDS), "given": ", ".join(sorted(names)) or "rien"},
            )
        if names - {kinds[0]} not in _ALLOWED_FIELDS[kinds[0]]:
            raise PydanticCustomError(
                "condition",
                "{expected}",
                {"expected": _EXPECTED.get(kinds[0], f"« {kinds[0]} » s’emploie seul")},
            )
        return self


def atoms(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield each block of a condition as it is written in the file, with its place; accepts any shape."""
    if isinstance(value, dict):
        yield path, value
        for key in ("tous", "un_de", "aucun"):
            for index, child in enumerate(value[key] if isinstance(value.get(key), list) else ()):
                yield from atoms(child, (*path, key, index))


def names_in(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield each name of a condition as it is written in the file, with its place; accepts any shape."""
    if isinstance(value, dict):
        yield from names_in(value.get("noms"), (*path, "noms"))
        for key in ("tous", "un_de", "aucun"):
            for index, child in enumerate(value[key] if isinstance(value.get(key), list) else ()):
                yield from names_in(child, (*path, key, index))
    elif isinstance(value, list):
        yield from (((*path, index), name) for index, name in enumerate(value))
    elif isinstance(value, str) and NAME.fullmatch(value):
        yield path, value


@dataclass(frozen=True)
class Facts:
    """What conditions are evaluated against. `answers` are effective: HIDDEN when not asked; `scores`, from 0 to 100, has
    only the axes that have one; `named` are the conditions of the file by name."""

    viewpoint: Viewpoint
    context: Mapping[str, str | tuple[str, ...]]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    scores: Mapping[str, Fraction] = field(default_factory=dict)
    named: Mapping[str, Condition] = field(default_factory=dict)


def holds(condition: Condition | None, facts: Facts) -> bool:
    """Tell whether `condition` is true of `facts`; None is always true."""
    if condition is None:
        return True
    if condition.context is not None:
        return _context(condition, facts)
    if condition.names is not None:
        return all(holds(facts.named[name], facts) for name in condition.names)
    if condition.criterion is not None:
        return _criterion(condition, facts)
    if condition.axis is not None:
        return _axis(condition, facts)
    if condition.viewpoint is not None:
        return condition.viewpoint is facts.viewpoint
    return _combination(condition, facts)


def _combination(condition: Condition, facts: Facts) -> bool:
    if condition.all_of is not None:
        return all(holds(child, facts) for child in condition.all_of)
    if condition.any_of is not None:
        return any(holds(child, facts) for child in condition.any_of)
    return not any(holds(child, facts) for child in condition.none_of or ())


def _criterion(condition: Condition, facts: Facts) -> bool:
    answer = facts.answers.get(condition.criterion or "", Answer())
    if condition.state is not None:
        return answer.state is condition.state
    if answer.level is None or answer.state is not State.ANSWERED:
        return False
    if condition.level_max is not None:
        return answer.level <= condition.level_max
    return answer.level >= (condition.level_min or 0)


def _axis(condition: Condition, facts: Facts) -> bool:
    score = facts.scores.get(condition.axis or "")
    if score is None:
        return False
    if condition.score_max is not None:
        return score <= condition.score_max
    return score >= (condition.score_min or 0)


def _context(condition: Condition, facts: Facts) -> bool:
    chosen = as_tuple(facts.context.get(condition.context or "", ()))
    return not set(chosen).isdisjoint(condition.values or ())
