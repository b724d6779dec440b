"""Infers the layout habits of a YAML text: line width, indentation, which collections are written on one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import yaml

from questionnaire.editing.nodes import is_flow, name_of, names_of

WIDTH = 110  # of lines, in a text that shows no other width
NARROWEST, WIDEST = 80, 140
LONGEST_IN_LIST = 50  # characters of a text that may stand in a list on one line
# kinds of collections, each with habits of its own: values of keys or list items; deep: with collections inside
LIST, BLOCK, DEEP_BLOCK, ITEM, DEEP_ITEM = "list", "block", "deep block", "item", "deep item"


@dataclass(frozen=True, slots=True)
class Habits:
    """The layout habits of a text: its indentations, its width, and how the collections of each key are written."""

    indent: int = 2
    dash: int = 2
    item: int = 2  # columns from a dash to the keys of its block
    width: int = WIDTH
    one_line: Mapping[tuple[str, str], int] = field(
        default_factory=dict
    )  # (key, kind) -> times on one line minus times on several

    def knows(self, name: str) -> bool:
        """Tell whether the text has a collection under that key."""
        return any(name == known for known, _ in self.one_line)

    def on_one_line(self, name: str, value: Any, *, item: bool = False) -> bool:
        """Tell whether to write a collection, or an item of the list under that key, on one line if there is room."""
        if isinstance(value, dict):
            kind = _block_kind(all(_is_simple(inner) for inner in value.values()), item)
            return self.one_line.get((name, kind), 0) > 0
        times = self.one_line.get((name, LIST), 0)
        return _is_flat(value) and (times > 0 or (times == 0 and all(_is_short(inner) for inner in value)))


def _block_kind(simple: bool, item: bool) -> str:
    if simple:
        return ITEM if item else BLOCK
    return DEEP_ITEM if item else DEEP_BLOCK


def _is_simple(value: Any) -> bool:
    return not isinstance(value, dict | list | tuple) or (not isinstance(value, dict) and _is_flat(value))


def _is_flat(values: Any) -> bool:
    return not any(isinstance(item, dict | list | tuple) for item in values)


def _is_short(value: Any) -> bool:
    written = str(value)
    return len(written) <= LONGEST_IN_LIST and not written.endswith(".")


def habits_of(root: yaml.Node, lines: list[str]) -> Habits:
    """Return the most frequent habits of a text, from its root node and its lines."""
    indents: Counter[int] = Counter()
    dashes: Counter[int] = Counter()
    items: Counter[int] = Counter()
    one_line: Counter[tuple[str, str]] = Counter()
    widths: list[tuple[int, int]] = []
    waiting: list[tuple[str, yaml.Node, int, bool]] = [("", root, 0, False)]
    while waiting:
        name, node, column, item = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            if node.style == ">":
                widths += _widths(lines[node.start_mark.line + 1 : node.end_mark.line])
        elif isinstance(node, yaml.SequenceNode):
            one_line[name, LIST] += 1 if is_flow(node) else -1
            if not is_flow(node):
                dashes[node.start_mark.column - column] += 1
            waiting += [(name, child, node.start_mark.column, True) for child in node.value]
        else:
            pairs = names_of(node)
            kind = _block_kind(all(_is_simple_node(value) for _, value in pairs), item)
            one_line[name, kind] += 1 if is_flow(node) else -1
            if not is_flow(node):
                (items if item else indents)[node.start_mark.column - column] += 1
            waiting += [(name_of(key), value, key.start_mark.column, False) for key, value in pairs]
    indents.pop(0, None)  # the top level
    return Habits(_most(indents), _most(dashes), _most(items), _width(widths), one_line)


def _is_simple_node(node: yaml.Node) -> bool:
    if isinstance(node, yaml.SequenceNode):
        return all(isinstance(item, yaml.ScalarNode) for item in node.value)
    return isinstance(node, yaml.ScalarNode)


def _most(counts: Counter[int]) -> int:
    return counts.most_common(1)[0][0] if counts else 2


def _widths(lines: list[str]) -> list[tuple[int, int]]:
    """Return the lowest and highest widths at which a folded text breaks as it does; nothing when no width fits."""
    pairs = [
        (len(line), len(line) + len(below.split(maxsplit=1)[0]))
        for line, below in pairwise(lines)
        if below.strip()
    ]
    longest = max(map(len, lines), default=0)
    shortest = min((most for _, most in pairs), default=0)
    return [(longest, shortest)] if longest <= shortest else []


def _width(widths: list[tuple[int, int]]) -> int:
    """Return the width that fits most folded texts, the nearest to WIDTH among equals."""
    agreeing = Counter(
        width for least, most in widths for width in range(max(least, NARROWEST), min(most, WIDEST) + 1)
    )
    return max(agreeing, key=lambda width: (agreeing[width], -abs(width - WIDTH)), default=WIDTH)
