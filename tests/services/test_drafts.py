"""A draft's text is validated once, for all the pages that ask about it."""

from __future__ import annotations

from questionnaire.services.drafts import validated


def test_a_text_is_validated_once() -> None:
    assert validated(b"format: [") is validated(b"format: [")
