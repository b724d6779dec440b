"""Reads YAML text as plain values with their line numbers; syntax errors are reported in French."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from questionnaire.criteria.yaml_errors import ODD_SPACE_MESSAGE, UNICODE_SPACES, explain, find_foreign_line
from questionnaire.errors import CriteriaError, Problem, quoted

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 60_000
CACHED_TEXTS = 6  # a draft is read to be shown, changed and checked; a merge reads three texts

Step = str | int
PlacePath = tuple[Step, ...]

_TAG = "tag:yaml.org,2002:"
# YAML reads 1:30 as ninety, 012 as ten, 1_000 as a thousand: other notations stay texts
_PLAIN_NUMBER = {
    "int": re.compile(r"[-+]?(0|[1-9][0-9]*)"),
    "float": re.compile(r"[-+]?[0-9]*\.[0-9]*([eE][-+]?[0-9]+)?"),
}
# first bytes of office documents and PDF files
_OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")
# characters that editors do not show, or that HTML and XML forbid
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_UNINTENDED_COMMENT = re.compile(r" +#[^\s#]")  # « n°1 #2 »: a comment usually has a space after its #
_COMMENT_IN_A_TEXT = re.compile(r" # ")  # a comment usually has two spaces before its #
_SCALARS = ("str", "int", "float", "bool", "null", "timestamp")


@dataclass
class YamlSource:
    """The plain value of a file, the line of each place, scalars as typed, and (place, line, message) of each fault."""

    value: Any = None
    lines: dict[PlacePath, int] = field(default_factory=dict)
    typed: dict[PlacePath, str] = field(default_factory=dict)
    # the texts of several lines: (place, number of each line after the first, and what is written there)
    continued: list[tuple[PlacePath, list[tuple[int, str]]]] = field(default_factory=list)
    problems: list[tuple[PlacePath, int, str]] = field(default_factory=list)
    warnings: list[tuple[PlacePath, int, str]] = field(default_factory=list)  # allowed, but probably a mistake
    root: Any = field(default=None, repr=False)  # the root node composed by PyYAML, with its marks

    def line(self, path: PlacePath) -> int:
        """Return the line of `path`, or of the nearest place above it that has one."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def places_at(self, lines: Iterable[int]) -> dict[int, PlacePath]:
        """Return the innermost place written at each of these lines, or at the nearest one above."""
        innermost: dict[int, PlacePath] = {}
        for path, line in self.lines.items():
            if len(path) > len(innermost.get(line, ())):
                innermost[line] = path
        written = sorted(innermost)
        indexes = ((line, bisect_right(written, line)) for line in lines)
        return {line: innermost[written[index - 1]] if index else () for line, index in indexes}

    def existing_prefix(self, path: PlacePath) -> PlacePath:
        """Return `path` up to the last step that the file has: where a block has a short form, the place of that form."""
        value = self.value
        for depth, step in enumerate(path):
            if not isinstance(value, dict | list):
                return path[:depth]
            try:
                value = value[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return path[:depth]
        return path

    def find(self, pattern: str) -> Iterator[tuple[PlacePath, Any]]:
        """Yield (path, value) of every place that matches a pattern, as `axes.*.criteres.*.id`; accepts any shape."""
        yield from _find(self.value, tuple(pattern.split(".")), ())


def _find(value: Any, pattern: tuple[str, ...], path: PlacePath) -> Iterator[tuple[PlacePath, Any]]:
    if not pattern:
        yield path, value
        return
    head, rest = pattern[0], pattern[1:]
    if head == "*" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find(item, rest, (*path, index))
    elif head == "*" and isinstance(value, dict):
        for key, item in value.items():
            yield from _find(item, rest, (*path, key))
    elif isinstance(value, dict) and head in value:
        yield from _find(value[head], rest, (*path, head))


def read_source(data: bytes | str) -> YamlSource:
    """Read YAML whose top is a mapping. Raises CriteriaError at once when the file is unreadable;
    `problems` and `warnings` of the result hold the other faults (repeated keys, invisible characters…)."""
    text = decode(data)
    if problem := find_foreign_line(text):
        raise CriteriaError((problem,))
    try:
        _refuse_unsafe_features(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise CriteriaError((explain(error, text),)) from error
    if node is None:
        _refuse(1, "le fichier est vide.")
    if not isinstance(node, yaml.MappingNode):
        _refuse(node.start_mark.line + 1, "le fichier doit commencer par un nom, comme « format: 1 ».")
    source = YamlSource(root=node)
    source.value = _Builder(source, text.split("\n")).build(node, ())
    return source


@lru_cache(maxsize=CACHED_TEXTS)
def read_once(data: bytes) -> YamlSource:
    """Return what `read_source` does, cached: callers share the result and must not change it."""
    return read_source(data)


def decode(data: bytes | str) -> str:
    """Decode UTF-8, with or without a byte-order mark; line ends become \\n. Raises CriteriaError when it cannot."""
    raw = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        size = f"{len(raw) / 1_000_000:.1f}".replace(".", ",")
        _refuse(
            0,
            f"le fichier est trop gros ({size} Mo, 1 Mo au plus) : vérifiez que c’est bien un fichier de critères.",
        )
    if raw.startswith(_OTHER_FILES):
        _refuse(0, "ce n’est pas un fichier de critères : un fichier de critères est un texte, nommé « .yaml ».")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        _refuse(
            line,
            "le fichier n’est pas enregistré en UTF-8. Dans votre éditeur, choisissez « Enregistrer avec l’encodage UTF-8 ».",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, content in enumerate(text.split("\n"), 1):
        if match := _INVISIBLE.search(content):
            _refuse(number, f"{_invisible(match)} se trouve sur cette ligne : effacez-la et retapez-la.")
    return text


def _invisible(match: re.Match[str]) -> str:
    return f"un caractère invisible interdit (code {ord(match.group()):04X})"


def _refuse(line: int, message: str) -> NoReturn:
    raise CriteriaError((Problem(line, "", message),))


def _refuse_unsafe_features(text: str) -> None:
    """Refuse anchors, aliases, tags, deep nesting and huge files, before anything is expanded."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader), 1):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if count > MAX_NODES:
            _refuse(line, "le fichier contient beaucoup trop d’éléments.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(
                line,
                "les ancres (&nom) et les renvois (*nom) de YAML ne sont pas admis : recopiez le texte. "
                "Un texte qui commence par & ou * se met entre guillemets.",
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            _refuse(
                line,
                f"l’étiquette YAML {quoted(tag)} n’est pas admise. Un texte qui commence par ! se met entre guillemets.",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(
                    line,
                    "les éléments sont emboîtés trop profondément : vérifiez les espaces en début de ligne.",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    """Builds plain values from composed nodes; records lines and faults in the source."""

    def __init__(self, source: YamlSource, lines: list[str]) -> None:
        self.source = source
        self.lines = lines
        self.loader = yaml.SafeLoader("")

    def build(self, node: yaml.Node, path: PlacePath) -> Any:
        self.source.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: PlacePath) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._add_problem(line, path, "un nom simple est attendu avant « : ».")
                continue
            # names are texts: an unquoted `no:` is the name « no », not false
            key = key_node.value
            if any(space in key for space in UNICODE_SPACES):
                self._add_problem(line, path, ODD_SPACE_MESSAGE)
                key = key.strip(UNICODE_SPACES)
            if key in values:
                first_line = self.source.lines[(*path, key)]
                self._add_problem(
                    line, path, f"{quoted(key)} est écrit deux fois (déjà ligne {first_line}) : n’en gardez qu’un."
                )
                continue
            self.source.lines[(*path, key)] = line
            values[key] = self.build(value_node, (*path, key))
        return values

    def _scalar(self, node: yaml.Node, path: PlacePath) -> Any:
        self.source.typed[path] = node.value
        if match := _INVISIBLE.search(node.value):
            line = node.start_mark.line + 1
            self._add_problem(line, path, f"{_invisible(match)} est écrit dans ce texte : retirez-le.")
        kind = node.tag.removeprefix(_TAG)
        self._note_lines(node, path)
        if not getattr(node, "style", None):
            self._check_comment(node, path, kind)
        if kind not in _SCALARS or kind == "str":
            return node.value
        if kind in _PLAIN_NUMBER and not _PLAIN_NUMBER[kind].fullmatch(node.value):
            return node.value
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            return node.value

    def _note_lines(self, node: yaml.Node, path: PlacePath) -> None:
        first, end = node.start_mark.line + 1, node.end_mark.line + bool(node.end_mark.column)
        if following := [(number + 1, self.lines[number]) for number in range(first, end)]:
            self.source.continued.append((path, following))

    def _check_comment(self, node: yaml.Node, path: PlacePath, kind: str) -> None:
        rest = self.lines[node.end_mark.line][node.end_mark.column :]
        line = node.end_mark.line + 1
        if _UNINTENDED_COMMENT.match(rest):
            message = (
                "ce qui suit « # » est lu comme une remarque et n’apparaîtra pas : si c’est du texte, "
                'mettez-le tout entier entre guillemets droits (").'
            )
            self.source.warnings.append((path, line, message))
        elif kind == "str" and _COMMENT_IN_A_TEXT.match(rest):
            message = (
                "ce qui suit « # » est lu comme une remarque et n’apparaîtra pas : si c’est du texte, mettez-le tout "
                'entier entre guillemets droits (") ; si c’est une remarque, mettez deux espaces devant « # ».'
            )
            self.source.warnings.append((path, line, message))

    def _add_problem(self, line: int, path: PlacePath, message: str) -> None:
        self.source.problems.append((path, line, message))
