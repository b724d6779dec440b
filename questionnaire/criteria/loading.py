"""Loads criteria from YAML text; reports every problem of the file in French, with its line and place."""

from __future__ import annotations

import hashlib
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from questionnaire.criteria.checks import check_source
from questionnaire.criteria.matrix_checks import check_matrix
from questionnaire.criteria.messages import translate, where
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.model_names import names_at
from questionnaire.criteria.never_true import check_conditions
from questionnaire.criteria.resource_checks import check_resources
from questionnaire.criteria.swallowed_checks import check_swallowed
from questionnaire.criteria.writing_checks import check_writing
from questionnaire.criteria.yaml_source import PlacePath, YamlSource, decode, read_once, read_source
from questionnaire.errors import CriteriaError, Problem

MAX_REPORTED = 300  # problems found by the model


def load_criteria(data: bytes | str) -> tuple[Criteria, tuple[Problem, ...]]:
    """Return the criteria and the warnings; raises CriteriaError with every problem and warning when one is an error."""
    source = read_once(data) if isinstance(data, bytes) else read_source(data)
    criteria, problems = _validate(source)
    problems += [Problem(line, where(source.value, path), message) for path, line, message in source.problems]
    problems += [
        Problem(line, where(source.value, path), message, warning=True)
        for path, line, message in (*source.warnings, *check_swallowed(source))
    ]
    problems += check_source(source)
    if criteria and all(problem.warning for problem in problems):  # advice only on a valid file
        problems += [
            Problem(source.line(path), where(source.value, path), message, warning=True)
            for path, message in (
                *check_writing(source),
                *check_resources(source),
                *check_conditions(source, criteria),
                *check_matrix(criteria),
            )
        ]
    problems = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
    if criteria is None or any(not problem.warning for problem in problems):
        raise CriteriaError(tuple(problems))
    criteria._digest = digest(data)
    return criteria, tuple(problems)


def load_file(path: FilePath) -> tuple[Criteria, tuple[Problem, ...]]:
    """Load a file; raises CriteriaError when it cannot be read or used."""
    return load_criteria(read_file(path))


def read_file(path: FilePath) -> bytes:
    """Return the bytes of a criteria file; raises CriteriaError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CriteriaError((Problem(0, "", f"le fichier « {path} » n’existe pas."),)) from error
    except OSError as error:
        message = f"le fichier « {path} » ne peut pas être lu : vérifiez que c’est bien un fichier, et qu’il est permis de le lire."
        raise CriteriaError((Problem(0, "", message),)) from error


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of a criteria text, in hexadecimal; line ends and byte-order mark do not count."""
    return hashlib.sha256(decode(data).encode()).hexdigest()


def _validate(source: YamlSource) -> tuple[Criteria | None, list[Problem]]:
    try:
        return Criteria.model_validate(source.value), []
    except ValidationError as error:
        details = [dict(detail) for detail in error.errors(include_url=False) if not _is_redundant(dict(detail))]
    problems = [_problem(source, detail) for detail in details[:MAX_REPORTED]]
    if len(details) > MAX_REPORTED:
        message = (
            f"{len(details) - MAX_REPORTED} autres problèmes suivent : corrigez d’abord ceux qui sont dits ici."
        )
        problems.append(Problem(max(problem.line for problem in problems), "", message))
    return None, problems


def _is_redundant(error: dict[str, Any]) -> bool:
    # pydantic also reports a list as too short when its items are invalid, which it reports already
    return error["type"] == "too_short" and bool(len(error["input"]) >= error["ctx"]["min_length"])


def _problem(source: YamlSource, error: dict[str, Any]) -> Problem:
    # pydantic adds a step « [key] » when the name, not its value, is invalid
    path: PlacePath = tuple(step for step in error["loc"] if step != "[key]")
    if error["type"] not in ("missing", "extra_forbidden"):
        path = source.existing_prefix(path)
    known = names_at(Criteria, path[:-1]) if error["type"] == "extra_forbidden" else ()
    place = path[:-1] if error["type"] in ("missing", "extra_forbidden") else path
    return Problem(source.line(path), where(source.value, place), translate(source, path, error, known))
