"""A condition as lines of a form: one comparison each, combined by a single connective.

Conditions nested deeper can only be edited in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from questionnaire.answers import State, Viewpoint
from questionnaire.criteria.conditions import NAME

NAMED, QUESTION, CRITERION, AXIS, VIEWPOINT = "nom", "contexte", "critere", "axe", "regard"
_SCORES = ("score_min", "score_max")
_SCORE = re.compile(r"\d{1,3}(\.\d{1,3})?")
_COMPARISONS = ("niveau_min", "niveau_max", "etat")


class Connective(StrEnum):
    """How the lines of a condition are combined; the value is the YAML key."""

    ALL = "tous"
    ANY = "un_de"
    NONE = "aucun"


@dataclass(frozen=True)
class ConditionLine:
    """One comparison: of a subject (kind and key), by `comparison`, with `values`; `negated`: it must not hold."""

    kind: str
    key: str = ""
    comparison: str = ""
    values: tuple[str, ...] = ()
    negated: bool = False

    @property
    def subject(self) -> str:
        """The subject, as the form sends it."""
        return f"{self.kind}.{self.key}" if self.key else self.kind


@dataclass(frozen=True)
class ConditionLines:
    """A condition as lines; without any, it always holds."""

    connective: Connective = Connective.ALL
    lines: tuple[ConditionLine, ...] = ()


def read_lines(condition: Any) -> ConditionLines | None:
    """Return a condition of the file as lines; None when lines cannot express it."""
    if condition is None:
        return ConditionLines()
    connective = Connective.ALL
    nodes: Any = condition if isinstance(condition, list) else [condition]
    if isinstance(condition, dict):
        connective = next((candidate for candidate in Connective if candidate in condition), Connective.ALL)
        nodes = condition.get(connective, [condition])
        if connective in condition and len(condition) > 1:
            return None
        if condition.keys() == {"noms"}:
            nodes = condition["noms"]
    if not isinstance(nodes, list):
        return None
    lines = [_line(node) for node in nodes]
    return ConditionLines(connective, tuple(line for line in lines if line)) if all(lines) else None


def _line(node: Any) -> ConditionLine | None:
    if isinstance(node, str):
        return ConditionLine(NAMED, node) if NAME.fullmatch(node) else None
    if not isinstance(node, dict):
        return None
    if node.keys() == {Connective.NONE.value} and isinstance(node["aucun"], list) and len(node["aucun"]) == 1:
        inner = _line(node["aucun"][0])
        return None if inner is None or inner.negated else ConditionLine(**{**vars(inner), "negated": True})
    return _atom(node)


def _atom(node: dict[str, Any]) -> ConditionLine | None:
    if node.keys() == {VIEWPOINT} and isinstance(node[VIEWPOINT], str):
        return ConditionLine(VIEWPOINT, "", VIEWPOINT, (node[VIEWPOINT],))
    if node.keys() == {QUESTION, "vaut"} and isinstance(node["vaut"], list):
        return ConditionLine(QUESTION, str(node[QUESTION]), "vaut", tuple(map(str, node["vaut"])))
    for kind, comparisons in ((CRITERION, _COMPARISONS), (AXIS, _SCORES)):
        for comparison in comparisons:
            if node.keys() == {kind, comparison}:
                return ConditionLine(kind, str(node[kind]), comparison, (str(node[comparison]),))
    return None


def written_lines(connective: Connective, lines: Sequence[ConditionLine]) -> Any:
    """Return the plain value of a condition, as the file has it; None without any line."""
    nodes = [_node(line) for line in lines]
    if connective is Connective.ALL and len(nodes) == 1:
        return nodes[0]
    if connective is Connective.ALL and all(isinstance(node, str) for node in nodes):
        return nodes or None
    return {connective.value: nodes} if nodes else None


def _node(line: ConditionLine) -> Any:
    node: Any = line.key
    if line.kind == VIEWPOINT:
        node = {VIEWPOINT: line.values[0]}
    elif line.kind == QUESTION:
        node = {QUESTION: line.key, "vaut": list(line.values)}
    elif line.kind != NAMED:
        value = line.values[0]
        node = {line.kind: line.key, line.comparison: value if line.comparison == "etat" else _number(value)}
    return {"aucun": [node]} if line.negated else node


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number == int(number) else number


NOTHING_SAID = "choisissez ce qui est attendu."
NOT_A_SCORE = "écrivez un score de 0 à 100."
GONE = "ce sujet n’existe plus : retirez cette ligne."


def line_fault(line: ConditionLine) -> str:
    """Return in French why a line is incomplete or invalid; empty when it is valid."""
    if line.kind == NAMED:
        return "" if NAME.fullmatch(line.key) else GONE
    if line.kind not in (QUESTION, CRITERION, AXIS, VIEWPOINT) or bool(line.key) == (line.kind == VIEWPOINT):
        return GONE
    if line.kind == AXIS:
        return NOTHING_SAID if line.comparison not in _SCORES else "" if _is_score(line.values) else NOT_A_SCORE
    return "" if line.values and all(_may_be_said(line, value) for value in line.values) else NOTHING_SAID


def _may_be_said(line: ConditionLine, value: str) -> bool:
    if line.kind == QUESTION:
        return bool(NAME.fullmatch(value))
    if line.kind == VIEWPOINT:
        return value in set(Viewpoint)
    if line.comparison == "etat":
        return value in set(State)
    return line.comparison in _COMPARISONS and value.isdecimal() and len(value) == 1


def _is_score(values: tuple[str, ...]) -> bool:
    return bool(values) and bool(_SCORE.fullmatch(values[0])) and float(values[0]) <= 100
