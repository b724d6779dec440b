"""Positions in a criteria text: the span of each value, and the lines of each element with its comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import yaml

from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing.habits import Habits, habits_of
from questionnaire.editing.nodes import is_flow, name_of, names_of
from questionnaire.errors import CannotWriteError

GONE = "cet endroit n’est plus dans le texte (il a été retiré, ou porte un autre nom)"
SHARED_LINE = "cet élément partage sa ligne avec un autre, une écriture que les formulaires ne connaissent pas"
_DASHES = re.compile(r" *-[- ]*")
_COLON = re.compile(r"\s*:")
_BLANK_END = re.compile(r"(?:\n[ \t]*)+\Z")


class Span(NamedTuple):
    """A range of a text, from `start` to `end` excluded, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Splice:
    """A replacement of the characters from `start` to `end` excluded by `text`."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: list[Splice]) -> str:
    """Return `text` with all splices applied; several at one position apply in the order of the list."""
    pieces, at = [], 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        pieces += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join((*pieces, text[at:]))


class Document:
    """A text whose lines end with \\n, and its parsed source."""

    def __init__(self, text: str, source: YamlSource) -> None:
        self.text = text
        self.source = source
        self.value = self.source.value
        self.root: yaml.Node = self.source.root

    @cached_property
    def habits(self) -> Habits:
        """The layout habits of this text."""
        return habits_of(self.root, self.text.split("\n"))

    def node(self, path: PlacePath) -> yaml.Node:
        """Return the node at a place. Raises CannotWriteError when there is none."""
        node = self.root
        for step in path:
            node = self.pair(node, step)[1] if isinstance(step, str) else self._item(node, step)
        return node

    def pair(self, node: yaml.Node, name: str) -> tuple[yaml.Node, yaml.Node]:
        """Return the nodes of a key of a mapping and of its value. Raises CannotWriteError when it has no such key."""
        for key, value in names_of(node):
            if name_of(key) == name:
                return key, value
        raise CannotWriteError(GONE)

    def _item(self, node: yaml.Node, index: int) -> yaml.Node:
        if isinstance(node, yaml.SequenceNode) and 0 <= index < len(node.value):
            item: yaml.Node = node.value[index]
            return item
        raise CannotWriteError(GONE)

    def in_flow(self, path: PlacePath) -> bool:
        """Tell whether a place is inside a flow collection."""
        return any(is_flow(self.node(path[:depth])) for depth in range(len(path)))

    # -- places in the text

    def line_start(self, index: int) -> int:
        """Return where the line of `index` begins."""
        return self.text.rfind("\n", 0, index) + 1

    def next_line(self, index: int) -> int:
        """Return where the line after that of `index` begins."""
        return self.text.index("\n", index) + 1

    def line_end(self, index: int) -> int:
        """Return where the line of `index` ends, before its \\n."""
        return self.text.index("\n", index)

    def column(self, index: int) -> int:
        """Return the column of `index`, from 0."""
        return index - self.line_start(index)

    def end(self, node: yaml.Node) -> int:
        """Return where a node ends, without the blank lines and comments that PyYAML includes."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(node, yaml.MappingNode) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if (
            getattr(node, "style", None) not in ("|", ">")
            or "+" in self.text[start : self.next_line(start)].split("#")[0]
        ):
            return end
        return start + len(_BLANK_END.sub("", self.text[start:end]))

    def span(self, path: PlacePath) -> Span:
        """Return the span of the value at a place."""
        node = self.node(path)
        return Span(node.start_mark.index, self.end(node))

    def head(self, path: PlacePath) -> int:
        """Return where an element of a block begins: at its key, or at its dash."""
        parent, step = self.node(path[:-1]), path[-1]
        if isinstance(step, str):
            return self.pair(parent, step)[0].start_mark.index
        if step == 0:
            return parent.start_mark.index
        dash = f"\n{' ' * parent.start_mark.column}-"
        return self.text.index(dash, self.after((*path[:-1], step - 1)) - 1) + len(dash) - 1

    def opening(self, path: PlacePath) -> int:
        """Return where the value of an element of a block may begin: after its colon, or after its dash."""
        head, step = self.head(path), path[-1]
        if isinstance(step, int):
            return head + 1
        colon = _COLON.match(self.text, self.pair(self.node(path[:-1]), step)[0].end_mark.index)
        if colon is None:
            raise CannotWriteError(SHARED_LINE)
        return colon.end()

    # -- elements of blocks, with whole lines

    def siblings(self, path: PlacePath) -> list[PlacePath]:
        """Return the places of the elements of a collection."""
        node = self.node(path)
        if isinstance(node, yaml.MappingNode):
            return [(*path, name_of(key)) for key, _ in names_of(node)]
        return [(*path, index) for index in range(len(node.value) if isinstance(node, yaml.SequenceNode) else 0)]

    def after(self, path: PlacePath) -> int:
        """Return where the line after an element begins."""
        return self.next_line(self.end(self.node(path)) - 1)

    def entry(self, path: PlacePath) -> Span:
        """Return the span of the lines of an element of a block, with the comments right above it, at its column.

        Raises CannotWriteError when it shares its first line with what stands before it.
        """
        head = self.head(path)
        start = self.line_start(head)
        if self.text[start:head].strip(" "):
            raise CannotWriteError(SHARED_LINE)
        comment = re.compile(rf" {{{head - start}}}#")
        floor = self._floor(path)
        while start > floor and comment.match(self.text, self.line_start(start - 1)):
            start = self.line_start(start - 1)
        return Span(start, self.after(path))

    def _floor(self, path: PlacePath) -> int:
        """Return where the comments of an element may start: after what precedes it."""
        beside = self.siblings(path[:-1])
        at = beside.index(path)
        if at > 0:
            return self.after(beside[at - 1])
        return self.next_line(self.head(path[:-1])) if len(path) > 1 else 0

    def shares_dash(self, path: PlacePath) -> bool:
        """Tell whether a key is on the line of the dash of its item."""
        head = self.head(path)
        return bool(_DASHES.fullmatch(self.text, self.line_start(head), head))
