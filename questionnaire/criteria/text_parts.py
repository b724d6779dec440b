"""Splits a criteria text into parts to show one at a time; together they hold every line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from questionnaire.criteria.elements import elements
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.typography import NBSP

MAX_LINES = 400  # of a part; a longer one is split
HEAD = "En-tête"
_TITLES = {
    "regards": "Regards",
    "echelle": "Échelle",
    "paliers": "Paliers",
    "parcours": "Parcours",
    "contexte": "Questions de contexte",
    "conditions": "Conditions nommées",
    "axes": "Axes",
    "situations": "Situations",
    "tiers_lieux": "Lieux cités en exemple",
    "ressources": "Ressources",
    "glossaire": "Glossaire",
    "profils_fictifs": "Profils fictifs",
    "presentation": "Présentation",
}


@dataclass(frozen=True)
class TextPart:
    """Some lines of a text: a title, the number of the first line (from 1), and the lines."""

    title: str
    first: int
    lines: tuple[str, ...]


def text_parts(source: YamlSource | None, text: str) -> tuple[TextPart, ...]:
    """Return the parts of a text, in order; without `source`, because it cannot be read, blocks of MAX_LINES lines."""
    lines = text.splitlines()
    starts = dict(sorted(_starts(source, lines))) if source else {}
    bounds = [*dict.fromkeys((1, *starts)), len(lines) + 1]
    parts: list[TextPart] = []
    for first, after in pairwise(bounds):
        for start in range(first, after, MAX_LINES):
            end = min(start + MAX_LINES, after)
            title = starts.get(first, HEAD)
            title += f", lignes {start} à {end - 1}" if after - first > MAX_LINES else ""
            parts.append(TextPart(title, start, tuple(lines[start - 1 : end - 1])))
    return tuple(parts) or (TextPart(HEAD, 1, ()),)


def _starts(source: YamlSource, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (first line, title) of each part; the comments right above it belong to it."""
    for name in source.value:
        if name in _TITLES:
            yield _with_comments(source.line((name,)), lines), _TITLES[name]
    for axis in elements(source, "axe"):
        yield _with_comments(source.line(axis.path), lines), f"Axe{NBSP}: {axis.title}"
    for criterion in elements(source, "critere"):
        yield _with_comments(source.line(criterion.path), lines), f"Critère{NBSP}: {criterion.title}"


def _with_comments(line: int, lines: list[str]) -> int:
    while line > 1 and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line
