"""Caches the validation of drafts, which several pages need."""

from __future__ import annotations

from functools import lru_cache

from questionnaire.criteria.validation import Validation, validate

CACHE_SIZE = 8  # texts


@lru_cache(maxsize=CACHE_SIZE)
def validated(source: bytes) -> Validation:
    """Return the result of `validate`, cached."""
    return validate(source)
