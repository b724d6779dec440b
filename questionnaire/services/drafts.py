"""A draft's text, validated once: several pages ask about the same one."""

from __future__ import annotations

from functools import lru_cache

from questionnaire.criteria.validation import Validation, validate

KEPT = 8  # texts: a few people working at once


@lru_cache(maxsize=KEPT)
def validated(source: bytes) -> Validation:
    """Return what a criteria text is worth: see `validate`."""
    return validate(source)
