"""What YAML itself refuses, told in French, on the line where it is mended."""

from __future__ import annotations

import re

import yaml

from questionnaire.errors import Problem

_SYNTAX = (
    (
        "mapping values are not allowed",
        'un « : » suivi d’un espace se trouve dans un texte : mettez le texte entre guillemets droits (")',
    ),
    (
        "could not find expected ':'",
        "il manque « : » après un nom, ou un texte n’est pas aligné avec celui qui précède",
    ),
    ("found character '\\t'", "une tabulation se trouve en début de ligne : remplacez-la par des espaces"),
    (
        "cannot start any token",
        'un texte commence par un caractère réservé (%, @, ` ou une tabulation) : mettez-le entre guillemets droits (")',
    ),
    (
        "did not find expected key",
        "une ligne n’est pas alignée avec les précédentes, ou un guillemet est mal fermé",
    ),
    (
        "did not find expected '-' indicator",
        "cette ligne n’est pas alignée avec les éléments de liste qui précèdent : comptez les espaces en début de ligne",
    ),
    ("did not find expected ',' or ']'", "une liste entre crochets n’est pas fermée, ou une virgule y manque"),
    ("did not find expected ',' or '}'", "une suite entre accolades n’est pas fermée, ou une virgule y manque"),
    ("unexpected end of stream", "un guillemet ouvert n’est jamais fermé"),
    ("document start", "le fichier contient plusieurs documents (une ligne « --- ») : un seul est admis"),
    (
        "expected a single document",
        "le fichier contient plusieurs documents (une ligne « --- ») : un seul est admis",
    ),
    (
        "block sequence entries are not allowed",
        "un tiret de liste n’est pas à sa place : allez à la ligne avant le premier tiret",
    ),
    ("unknown escape", "une barre oblique inverse (\\) se trouve dans un texte entre guillemets : doublez-la"),
)

# told where it began: where the quote or the bracket was opened, where the name stands
_OPENED = ("unexpected end of stream", "scanning a simple key", "did not find expected ',' or")


def explain(error: yaml.YAMLError, text: str) -> Problem:
    """Return the problem that YAML found, where a person would mend it."""
    mark = getattr(error, "problem_mark", None)
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    if any(words in said for words in _OPENED):
        mark = getattr(error, "context_mark", None)
    lines = text.rstrip("\n").split("\n")
    line = min(mark.line + 1 if mark else 1, len(lines))
    if re.match(r"\s*\t", lines[line - 1]):
        return Problem(line, "", "une tabulation se trouve en début de ligne : remplacez-la par des espaces.")
    if better := _odd_space(lines, line) or _open_quote(lines, line):
        return better
    for words, message in _SYNTAX:
        if words in said:
            return Problem(line, "", f"{message}.")
    return Problem(
        line,
        "",
        "l’écriture YAML n’est pas correcte ici ou juste au-dessus : vérifiez les deux-points, les espaces en début de ligne et les guillemets.",
    )


NOT_ORDINARY = "\u00a0\u202f\u2009"  # spaces that YAML does not take for spaces
_ODD_SPACE = re.compile(f"^ *[{NOT_ORDINARY}]|^[ -]*[\\w-]+:[{NOT_ORDINARY}]")
ODD_SPACE_TOLD = (
    "une espace insécable (invisible) se trouve en début de ligne ou après le deux-points : "
    "effacez-la et retapez un espace ordinaire."
)


def _odd_space(lines: list[str], line: int) -> Problem | None:
    """Tell a no-break space that YAML does not take for a space, on this line or just above."""
    for number in range(line, max(0, line - 3), -1):
        if _ODD_SPACE.search(lines[number - 1]):
            return Problem(number, "", ODD_SPACE_TOLD)
    return None


_OPENS = re.compile(r"""^[ -]*(?:[\w-]+: *)?(["'])""")


def _open_quote(lines: list[str], line: int) -> Problem | None:
    """Tell the quote, opened above, that was closed by the beginning of another text much further down."""
    for number in range(line, 0, -1):
        content = lines[number - 1]
        opened = _OPENS.match(content)
        quote = opened[1] if opened else '"'
        if content.replace(f"\\{quote}", "").count(quote) % 2 == 0:
            continue
        if opened is None:
            return None  # the end of a text in quotes that holds several lines
        return Problem(number, "", "un guillemet ouvert sur cette ligne n’est jamais fermé.")
    return None
