"""A text that is being written: its verdict in words."""

from __future__ import annotations

from questionnaire.criteria.validation import validate
from tests.support.building import MINIMAL, complete, dump


def test_a_good_text_can_be_published() -> None:
    found = validate(MINIMAL.encode())
    assert found.criteria
    assert "peut être publié" in found.verdict


def test_problems_are_gathered_and_counted() -> None:
    assert validate(b"format: [").verdict == "1\N{NO-BREAK SPACE}erreur à corriger"
    found = validate(MINIMAL.replace("format: 1", "format: 2").replace("axes:", "axe:").encode())
    assert found.criteria is None
    assert found.errors > 1
    assert found.verdict == f"{found.errors}\N{NO-BREAK SPACE}erreurs à corriger"


def test_warnings_do_not_prevent_publishing() -> None:
    lonely = validate(dump(complete({"axes": {"un": {"criteres": {"sans-conseil": {}}}}})).encode())
    assert lonely.criteria
    assert lonely.warnings
    assert "avertissement" in lonely.verdict


def test_a_context_question_that_is_no_block_is_reported_and_stops_no_check() -> None:
    found = validate(MINIMAL.replace("contexte:\n", "contexte:\n  - bonjour\n", 1).encode())
    assert found.criteria is None
    assert any("contexte" in problem.where or "contexte" in problem.message for problem in found.problems)
