"""Warns about lines that YAML reads as part of the text above, though they look like a setting or a list item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaire.criteria.json_schema import HELP
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.model_names import names_at
from questionnaire.criteria.yaml_errors import BULLET, BULLET_MESSAGE, LONG_DASH
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import quoted

_SETTING = re.compile(r"\s*(- +)?([a-z_]+):(?:\s|$)")
_DASH = re.compile(r"\s*-\s")


def check_swallowed(source: YamlSource) -> Iterator[tuple[PlacePath, int, str]]:
    """Yield (place, line, message) of each line of a text that looks like a setting, or like an item with its bullet."""
    for path, lines in source.continued:
        for number, content in lines:
            if message := _message(path, content):
                yield path, number, message
    multiline = {path for path, _ in source.continued}
    for path, typed in source.typed.items():
        if path not in multiline and BULLET.match(typed):
            yield (
                path,
                source.line(path),
                "ce texte commence par une puce : effacez-la ; dans une liste, le tiret « - » suffit.",
            )


def _message(path: PlacePath, content: str) -> str:
    match = _SETTING.match(content)
    if match and match[2] in HELP:
        column = (
            "la colonne du tiret qui précède"
            if match[1]
            else f"la colonne de {quoted(_neighbour(path, match[2]))}"
        )
        return (
            f"{quoted(content.strip())} est lu comme la suite du texte du dessus, pas comme un réglage : "
            f"reculez cette ligne jusqu’à {column}."
        )
    listed = isinstance(path[-1], int)
    if BULLET.match(content) or (listed and LONG_DASH.match(content)):
        return BULLET_MESSAGE
    if listed and _DASH.match(content):
        return (
            f"{quoted(content.strip())} est lu comme la suite du texte du dessus, pas comme un élément de la liste : "
            "mettez ce tiret dans la colonne du tiret qui précède."
        )
    return ""


def _neighbour(path: PlacePath, name: str) -> str:
    """Return the key to align a setting with: that of the nearest block that allows it, else that of the text above."""
    steps = [(depth, step) for depth, step in enumerate(path) if isinstance(step, str)]
    allowing = (step for depth, step in reversed(steps) if name in names_at(Criteria, path[:depth]))
    return next(allowing, steps[-1][1])
