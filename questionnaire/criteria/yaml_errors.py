"""French explanations of YAML syntax errors, on the line to correct."""

from __future__ import annotations

import re

import yaml

from questionnaire.errors import Problem, quoted

_SYNTAX = (
    (
        "mapping values are not allowed",  # or a line too far to the right: see _find_shifted_name
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

# reported where the faulty element starts: the opening quote or bracket, or the name
_REPORTED_AT_START = ("unexpected end of stream", "scanning a simple key", "did not find expected ',' or")


def explain(error: yaml.YAMLError, text: str) -> Problem:
    """Return a YAML syntax error as a problem, on the line to correct."""
    mark = getattr(error, "problem_mark", None)
    description = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    if any(fragment in description for fragment in _REPORTED_AT_START):
        mark = getattr(error, "context_mark", None)
    lines = text.rstrip("\n").split("\n")
    line = min(mark.line + 1 if mark else 1, len(lines))
    if re.match(r"\s*\t", lines[line - 1]):
        return Problem(line, "", "une tabulation se trouve en début de ligne : remplacez-la par des espaces.")
    shifted = _find_shifted_name(lines, line, mark.column) if mark and "mapping values" in description else None
    if (
        problem := _find_bullet(lines, line)
        or _find_odd_space(lines, line)
        or _find_open_quote(lines, line)
        or shifted
    ):
        return problem
    for fragment, message in _SYNTAX:
        if fragment in description:
            return Problem(line, "", f"{message}.")
    return Problem(
        line,
        "",
        "l’écriture YAML n’est pas correcte ici ou juste au-dessus : vérifiez les deux-points, les espaces en début de ligne et les guillemets.",
    )


_CONFLICT = re.compile(r"(<{7}|>{7})( |$)")
_DOCUMENT = re.compile(r"---(\s|$)")


def find_foreign_line(text: str) -> Problem | None:
    """Return the problem of a line that no criteria file may have, a git conflict marker or a second document, or None."""
    begun = False
    for number, content in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(content):
            message = (
                "une marque de conflit de git (<<<<<<<, ======= ou >>>>>>>) est restée ici : gardez l’un des deux "
                "textes, puis effacez l’autre et les trois marques."
            )
            return Problem(number, "", message)
        if begun and _DOCUMENT.match(content):
            message = (
                "une ligne « --- » coupe le fichier en plusieurs documents, et un seul est admis : effacez-la."
            )
            return Problem(number, "", message)
        begun = begun or (bool(content.strip()) and not content.startswith(("#", "%")))
    return None


BULLET = re.compile(r"\s*[•◦▪●‣■·]\s*(?=\S)")
LONG_DASH = re.compile(r"\s*[–—]\s")
BULLET_MESSAGE = (
    "cette ligne commence par une puce ou un tiret long, comme dans un traitement de texte, et n’est pas lue comme un "
    "élément de liste : remplacez ce signe par un tiret ordinaire « - » suivi d’un espace, dans la colonne des autres."
)


def _find_bullet(lines: list[str], line: int) -> Problem | None:
    """Return the problem of a bullet at the start of this line or of the one above, or None."""
    for number in range(line, max(0, line - 2), -1):
        if BULLET.match(lines[number - 1]) or LONG_DASH.match(lines[number - 1]):
            return Problem(number, "", BULLET_MESSAGE)
    return None


_NAME = re.compile(r"^( *)(- +)?([\w-]+):(?: |$)")


def _find_shifted_name(lines: list[str], line: int, column: int) -> Problem | None:
    """Return the problem of a name further to the right than the one above it, which has its value, or None."""
    shifted = _NAME.match(lines[line - 1])
    if shifted is None or column != shifted.end(3):
        return None  # the colon is in a text
    matches = (_NAME.match(above) for above in reversed(lines[: line - 1]))
    aligned = ((name, _aligned_column(name, item=bool(shifted[2]))) for name in matches if name)
    above = next((candidate for candidate in aligned if 0 <= candidate[1] < len(shifted[1])), None)
    if above is None:
        return None
    name, spaces = above[0][3], len(shifted[1]) - above[1]
    many = f"{spaces} espaces" if spaces > 1 else "une espace"
    mark = "du tiret" if shifted[2] else f"de {quoted(name)}"
    message = (
        f"{quoted(shifted[3])} est trop à droite : enlevez {many} au début de cette ligne, pour l’aligner sur la "
        f"colonne {mark} qui précède."
    )
    return Problem(line, "", message)


def _aligned_column(name: re.Match[str], *, item: bool) -> int:
    """Return the column of the dash of a line for an item, else that of its name; -1 when it has no dash."""
    if item:
        return len(name[1]) if name[2] else -1
    return len(name[1] + (name[2] or ""))


UNICODE_SPACES = "\u00a0\u202f\u2009"  # spaces that are ordinary characters to YAML
_ODD_SPACE = re.compile(f"^ *[{UNICODE_SPACES}]|^[ -]*[\\w-]+:[{UNICODE_SPACES}]")
ODD_SPACE_MESSAGE = (
    "une espace insécable (invisible) se trouve en début de ligne ou après le deux-points : "
    "effacez-la et retapez un espace ordinaire."
)


def _find_odd_space(lines: list[str], line: int) -> Problem | None:
    """Return the problem of a no-break space used as indentation, on this line or just above, or None."""
    for number in range(line, max(0, line - 3), -1):
        if _ODD_SPACE.search(lines[number - 1]):
            return Problem(number, "", ODD_SPACE_MESSAGE)
    return None


_OPENING_QUOTE = re.compile(r"""^[ -]*(?:[\w-]+: *)?(["'])""")


def _find_open_quote(lines: list[str], line: int) -> Problem | None:
    """Return the problem of a quote opened on this line or above and closed by that of another text, or None."""
    for number in range(line, 0, -1):
        content = lines[number - 1]
        match = _OPENING_QUOTE.match(content)
        quote = match[1] if match else '"'
        if content.replace(f"\\{quote}", "").count(quote) % 2 == 0:
            continue
        if match is None:
            return None  # the end of a quoted text of several lines
        return Problem(number, "", "un guillemet ouvert sur cette ligne n’est jamais fermé.")
    return None
