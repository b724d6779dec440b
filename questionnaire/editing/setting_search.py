"""Search of settings by their label: « poids », « version », « seuil ».

criteria/searching.py finds texts by their content; numbers, dates, choices and general settings are found here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from questionnaire.criteria.elements import KINDS, FileElement, element_at
from questionnaire.criteria.field_labels import field_words
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.searching import MAX_QUERY, Hit, plain_text
from questionnaire.criteria.yaml_source import PlacePath, Step, YamlSource
from questionnaire.editing.field_wording import GROUP_WORDS
from questionnaire.typography import french

_ALL_OF = ("reglages", "paliers")  # kinds of elements whose short texts are settings too
MAX_LENGTH = 60  # characters of a short text


def search_settings(source: YamlSource, query: str) -> tuple[Hit, ...]:
    """Return the settings whose label has a word of the query, and whose label, element or value have all of them."""
    wanted, names = plain_text(query[:MAX_QUERY]).split(), _setting_names()
    hits: list[Hit] = []
    for path, value in _leaves(source.value, ()):
        if not any(word in names.get(step, "") for step in path for word in wanted):
            continue
        element = element_at(source, path)
        said = _setting_words(element, value) if element else ""
        if element and said:
            called = " ".join(names.get(step, "") for step in path[len(element.path) :])
            around = plain_text(f"{element.kind.noun} {element.title} {said}")
            if any(word in called for word in wanted) and all(word in f"{called} {around}" for word in wanted):
                hits.append(Hit(element, path, source.line(path), said, "", ""))
    return tuple(hits)


def _leaves(value: Any, path: PlacePath) -> Iterator[tuple[PlacePath, Any]]:
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, step))
    else:
        yield path, value


def _setting_words(element: FileElement, value: Any) -> str:
    """Return the value of a setting in words; empty when it is an ordinary text."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    if isinstance(value, datetime.date):
        return value.isoformat()
    short = isinstance(value, str) and len(value) <= MAX_LENGTH and element.kind.word in _ALL_OF
    return french(value) if short else ""


def _setting_names() -> dict[Step, str]:
    """Return the searchable labels of each key, in forms and in the file; ids have no entry."""
    return {
        name: plain_text(" ".join([name.replace("_", " "), *sorted(labels)])) for name, labels in _labels().items()
    }


def _labels() -> dict[str, frozenset[str]]:
    """Return the labels of each key, over all the models that have it."""
    labels = {name: frozenset({words}) for name, words in GROUP_WORDS.items()}
    waiting: list[Any] = [Criteria, *(kind.model for kind in KINDS.values())]
    known: set[type[BaseModel]] = set()
    while waiting:
        annotation = waiting.pop()
        waiting += get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in known:
            known.add(annotation)
            for name, info in annotation.model_fields.items():
                alias = info.alias or name
                labels[alias] = labels.get(alias, frozenset()) | {field_words(annotation.__name__, name) or alias}
                waiting.append(info.annotation)
    return labels
