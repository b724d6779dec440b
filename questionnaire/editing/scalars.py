"""Writes YAML scalars: plain when that reads back as the same value, else quoted; long texts folded."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite
from typing import Any

from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.plain import same
from questionnaire.errors import CannotWriteError, CriteriaError

_PLAIN_START = re.compile(r"[^\W_]|[«(_]")  # other first characters mean something in YAML, or seem to
_NO_FOLD = re.compile(r"^ | $|  |[\t\n]")
_NO_LITERAL = re.compile(r"^[ \t]|[ \t]$|\t|\A\n|\n\Z", re.MULTILINE)
# a line must not begin so: it would look like a key, an item or a comment, or break before a punctuation mark
_NOT_FIRST = re.compile(r"[-–—•◦▪●‣■·#:;!?»%]|[a-z_]+:$")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def write_scalar(value: Any, column: int, indent: int, width: int, style: str | None = None) -> str:
    """Return a scalar written from `column` on; the lines after the first are indented by `indent`, `width` is the limit.

    `style` is the YAML style of the value replaced: its kind of quotation marks is kept.
    """
    if not isinstance(value, str):
        return write_number(value)
    if "\n" in value and not _NO_LITERAL.search(value):
        return _write_lines(value, indent)
    written = write_text(value, style)
    if column + len(written) <= width or " " not in value or _NO_FOLD.search(value):
        return written
    lines = fold(value, width - indent)
    return "\n".join((">-", *(" " * indent + line for line in lines))) if lines else written


def _write_lines(value: str, indent: int) -> str:
    lines = value.split("\n")
    if any(_NOT_FIRST.match(line) or re.match(r"[a-z_]+:(\s|$)", line) for line in lines):
        return write_text(value)
    return "\n".join(("|-", *(f"{' ' * indent}{line}".rstrip(" ") for line in lines)))


def fold(value: str, width: int) -> list[str]:
    """Wrap a text at its spaces; no line when its first word may not begin one (see _NOT_FIRST)."""
    words: list[str] = []
    for word in value.split(" "):
        if words and (_NOT_FIRST.match(word) or words[-1] == "«" or words[-1].endswith(" «")):
            words[-1] += f" {word}"
        else:
            words.append(word)
    if _NOT_FIRST.match(words[0]):
        return []
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def write_text(value: str, style: str | None = None, *, in_flow: bool = False) -> str:
    """Return a text on one line: plain when it reads back as itself, else quoted."""
    plain = style not in ("'", '"') and _PLAIN_START.match(value) and "\t" not in value
    if plain and reads_back(value, value, in_flow=in_flow):
        return value
    if style == "'" and not re.search(r"[\n\t\r]", value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + value.translate(_ESCAPES) + '"'


def write_number(value: Any) -> str:
    """Return a number, a boolean or null as YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    raise CannotWriteError("ce n’est ni un texte, ni un nombre, ni oui ou non")


def reads_back(written: str, value: Any, *, in_flow: bool = False) -> bool:
    """Tell whether the reader of criteria reads this text as this value, without a warning."""
    try:
        source = read_source(f"k: [{written}]\n" if in_flow else f"k: {written}\n")
    except CriteriaError:
        return False
    wanted = {"k": [value] if in_flow else value}
    return not source.problems and not source.warnings and same(source.value, wanted)
