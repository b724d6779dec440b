"""Checks where context questions are asked: at the start, in the part of an axis, or with the results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from questionnaire.criteria.id_places import QUESTION_PLACES
from questionnaire.criteria.messages import nearest, where
from questionnaire.criteria.model import FIRST, WITH_RESULTS
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import Problem, quoted

MAX_AT_START = 3  # context questions asked before the others

_Finding = tuple[PlacePath, str]


def check_places(source: YamlSource) -> list[Problem]:
    """Return the problems of the `place` of context questions; accepts any shape."""
    first = [path for path, place in source.find(QUESTION_PLACES) if place == FIRST]
    findings: list[_Finding] = [
        (path, f"{MAX_AT_START} questions au plus se posent au début : laissez celle-ci pour la suite.")
        for path in first[MAX_AT_START:]
    ]
    known = [
        FIRST,
        WITH_RESULTS,
        *(axis_id for _, axis_id in source.find("axes.*.id") if isinstance(axis_id, str)),
    ]
    for path, question in source.find("contexte.*"):
        if isinstance(question, dict):
            findings += _faults(path, question, known, asked_first=bool(first))
    return [Problem(source.line(path), where(source.value, path), message) for path, message in findings]


def _faults(
    path: PlacePath, question: dict[str, Any], known: list[str], *, asked_first: bool
) -> Iterator[_Finding]:
    place = question.get("place", WITH_RESULTS)
    in_part = place not in (FIRST, WITH_RESULTS)
    if isinstance(place, str) and place not in known:
        message = f"{quoted(place)} n’existe pas (place : debut, resultats ou un axe).{nearest(place, known)}"
        yield (*path, "place"), message
    if question.get("obligatoire") and place != FIRST and (asked_first or in_part):
        yield path, "une question obligatoire se pose au début : ajoutez « place: debut »."
    if in_part and question.get("type") in ("choix_multiple", "texte"):
        yield (*path, "type"), "une question posée dans un axe est de type « choix »."
    if "si" in question and not in_part:
        message = "« si » ne s’emploie que sur une question posée dans un axe : ajoutez « place: » et son id."
        yield (*path, "si"), message
