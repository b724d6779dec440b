"""Which text of the project an adapted text comes from, when nobody noted it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaire.criteria.yaml_source import read_once
from questionnaire.following.tree import Value

ALIKE = 0.6  # of what our text says, for another one to be where it comes from


def nearest(ours: str, others: Mapping[str, str]) -> str | None:
    """Return the key of the text that says most of what ours says, or None when none says enough of it."""
    said = said_in(read_once(ours.encode()).value)
    shares = {key: (said & said_in(read_once(text.encode()).value)).total() for key, text in others.items()}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= ALIKE * said.total() else None


def said_in(value: Value) -> Counter[str]:
    """Return what a value says, without its names and its ids."""
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
