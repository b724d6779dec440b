"""Loading: one small fault at a time, each with the words of its message; then files of any shape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from questionnaire.errors import CriteriaError, Problem
from questionnaire.loading import load_criteria
from tests.building import HERE, MINIMAL

FAULTS = sorted((HERE / "criteria" / "faulty").glob("*.yaml"))
ENGLISH = re.compile(
    r"\b(the|should|input|expected|field|required|valid|string|value|error|None|True|False|must|not|found)\b"
)


def problems_of(data: bytes | str) -> tuple[Problem, ...]:
    """Return the problems of a file, or its warnings when it can be used."""
    try:
        return load_criteria(data)[1]
    except CriteriaError as error:
        return error.problems


def assert_well_told(problem: Problem, text: str) -> None:
    """Check that a problem is told in French, as a sentence, at a line of the file."""
    assert 0 <= problem.line <= text.count("\n") + 1
    assert problem.message.endswith("."), problem
    said = re.sub("« .*? »|\".*?\"", "", str(problem), flags=re.S)
    assert not ENGLISH.search(said), problem
    assert str(problem).count("«") == str(problem).count("»")
    assert "«  »" not in str(problem), problem
    assert "« None »" not in str(problem)
    assert "function-" not in str(problem)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_fault_is_told_at_its_line_with_the_words_that_mend_it(path: Path) -> None:
    fault: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = MINIMAL
    for old, new in fault["remplace"]:
        assert old in text, old
        text = text.replace(old, new, 1)
    found = problems_of(text)
    told = "\n".join(f"{problem.line}: {problem}" for problem in found)
    assert [(one.line, one.warning) for one in found] == [
        (one["ligne"], one.get("avertissement", False)) for one in fault["attendu"]
    ], told
    for problem, expected in zip(found, fault["attendu"], strict=True):
        assert [words for words in expected["mots"] if words not in str(problem)] == [], told
        assert_well_told(problem, text)
