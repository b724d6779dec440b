"""Parses and validates the texts of drafts, with a cache: several pages need the results."""

from __future__ import annotations

from functools import lru_cache

from questionnaire.criteria.validation import Validation, validate
from questionnaire.criteria.yaml_source import YamlSource, read_once
from questionnaire.errors import CriteriaError

CACHE_SIZE = 8  # texts


@lru_cache(maxsize=CACHE_SIZE)
def validated(source: bytes) -> Validation:
    """Return the result of `validate`, cached."""
    return validate(source)


def readable(source: bytes) -> YamlSource | None:
    """Return the parsed text of a draft, even an invalid one; None when it is not readable YAML."""
    try:
        return read_once(source)
    except CriteriaError:
        return None
