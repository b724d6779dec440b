"""The lines of a text as a merge moves and copies them: those of a key or of an item, with the comments above it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import yaml

from questionnaire.criteria.yaml_source import read_once
from questionnaire.editing.layout import split_layout
from questionnaire.editing.nodes import names_of
from questionnaire.editing.spans import Document, Splice
from questionnaire.following.tree import AXES, CRITERIA, Place, Value, by_name, identifying_name


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a block, or an item of a list, with its value; positions are character indexes in the text.

    `head`: its key or its dash; `opening`: where its value may begin; `close`: where its value ends. Its lines go from
    `start` to `end`; those before `first_line` are the comments above it.
    """

    head: int
    column: int
    node: yaml.Node
    value: Value
    start: int
    first_line: int
    opening: int
    close: int
    end: int


class Lines(Document):
    """A parsed text, and the entries of its blocks and lists."""

    def __init__(self, text: str) -> None:
        """Raises CriteriaError when the text cannot be read."""
        lines, self.kept_layout = split_layout(text)
        super().__init__(lines, read_once(lines.encode()))

    def names(self, node: yaml.Node, value: dict[str, Value]) -> dict[str, Entry]:
        """Return the entries of a block, by key."""
        entries: dict[str, Entry] = {}
        floor = 0 if node is self.root else self.next_line(node.start_mark.index)
        for name_node, value_node in names_of(node):
            name = name_node.value
            opening = self.text.index(":", name_node.end_mark.index) + 1
            entry = self._entry(name_node.start_mark.index, opening, value_node, value[name], floor)
            entries[name], floor = entry, entry.end
        return entries

    def items(self, node: yaml.Node, values: list[Value]) -> list[Entry]:
        """Return the entries of a list."""
        entries: list[Entry] = []
        floor = self.line_start(node.start_mark.index)
        for item, value in zip(node.value, values, strict=True):
            head = self.text.rindex("-", 0, item.start_mark.index) if entries else node.start_mark.index
            entry = self._entry(head, head + 1, item, value, floor)
            entries.append(entry)
            floor = entry.end
        return entries

    def _entry(self, head: int, opening: int, node: yaml.Node, value: Value, floor: int) -> Entry:
        first_line = start = self.line_start(head)
        column = head - first_line
        close = max(self.end(node), opening)
        if self.text[first_line:head].strip(" "):  # the first name of an item stands on the line of its dash
            first_line = start = head
        while start > floor and start != head:
            above = self.line_start(start - 1)
            line = self.text[above:start]
            if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != column:
                break
            start = above
        return Entry(head, column, node, value, start, first_line, opening, close, self.next_line(close - 1))

    @cached_property
    def criteria(self) -> dict[str, Entry]:
        """The entry of each criterion, by id, whatever its axis."""
        entries: dict[str, Entry] = {}
        axes = self.names(self.root, self.value)[AXES]
        for axis in self.items(axes.node, axes.value) if is_block(axes.node) else ():
            held = self.names(axis.node, axis.value)[CRITERIA] if is_block(axis.node) else None
            if held and is_block(held.node):
                entries |= {criterion.value["id"]: criterion for criterion in self.items(held.node, held.value)}
        return entries

    @cached_property
    def comments(self) -> dict[Place, tuple[int, int]]:
        """The (start, end) of the comments above each entry that has some, by place."""
        ranges: dict[Place, tuple[int, int]] = {}
        waiting: list[tuple[Place, yaml.Node, Value]] = [((), self.root, self.value)]
        while waiting:
            place, node, value = waiting.pop()
            for step, entry in self._children(node, value):
                if entry.start < entry.first_line:
                    ranges[_without_axis((*place, step))] = entry.start, entry.first_line
                if is_block(entry.node):
                    waiting.append(((*place, step), entry.node, entry.value))
        return ranges

    def _children(self, node: yaml.Node, value: Value) -> list[tuple[str, Entry]]:
        if isinstance(node, yaml.MappingNode):
            return list(self.names(node, value).items())
        name = identifying_name(value)
        keys = by_name(name, value) if name else map(str, range(len(value)))
        return list(zip(keys, self.items(node, value), strict=True))


def _without_axis(place: Place) -> Place:
    """Return a place, without the axis when it is in a criterion: criteria may move."""
    return place[2:] if place[0] == AXES and len(place) > 3 and place[2] == CRITERIA else place


def is_block(node: yaml.Node) -> bool:
    """Tell whether a value is a mapping or a list in block style."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def indent(lines: str, columns: int) -> str:
    """Indent lines by a number of columns, to the left when it is negative."""
    moved = []
    for line in lines.split("\n"):
        margin = min(-columns, len(line) - len(line.lstrip(" ")))
        moved.append(line if not line.strip() else " " * columns + line if columns > 0 else line[max(margin, 0) :])
    return "\n".join(moved)


def new_comments(base: Lines, ours: Lines, theirs: Lines) -> list[Splice]:
    """Return the splices that take the comments of the project where ours are still those of the base."""
    splices = []
    for place, (start, end) in ours.comments.items():
        if place not in base.comments or place not in theirs.comments:
            continue
        here = ours.text[start:end]
        before, there = (side.text[slice(*side.comments[place])] for side in (base, theirs))
        if _words(before) == _words(here) != _words(there):
            margin = " " * (len(here) - len(here.lstrip(" ")))
            splices.append(Splice(start, end, "".join(f"{margin}{line}\n" for line in _words(there))))
    return splices


def _words(comment: str) -> list[str]:
    return [line.strip() for line in comment.splitlines()]
