"""Guesses which text of the project an adapted text comes from, when that was not recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaire.criteria.yaml_source import read_once
from questionnaire.following.tree import Value

ALIKE = 0.6  # share of our values that a text must have to be taken as our base


def nearest(ours: str, others: Mapping[str, str]) -> str | None:
    """Return the key of the text that has most of our values, or None when none has enough of them."""
    said = said_in(read_once(ours.encode()).value)
    shares = {key: (said & said_in(read_once(text.encode()).value)).total() for key, text in others.items()}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= ALIKE * said.total() else None


def said_in(value: Value) -> Counter[str]:
    """Return the leaf values of a value, counted; keys and ids are left out."""
    return Counter(_leaves(value))


def _leaves(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "id":
                yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield str(value)
