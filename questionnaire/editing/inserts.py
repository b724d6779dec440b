"""Inserts keys and items in a text, with the usual blank lines between neighbours."""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.blocks import FLOW, after_dash, write_flow, write_name, write_pair
from questionnaire.editing.cuts import element_in_flow
from questionnaire.editing.nodes import is_flow
from questionnaire.editing.spans import Document, Splice


def insert_pair(document: Document, parent: PlacePath, after: str | None, name: str, value: Any) -> Splice:
    """Return the splice that inserts a key and its value in a non-empty block, after a key or, for None, at the start."""
    beside = document.siblings(parent)
    at = (*parent, after) if after is not None else None
    if document.in_flow(beside[0]):
        return insert_text(document, beside[0], at, f"{write_name(name)}: {write_flow(value)}")
    column = document.column(document.head(beside[0]))
    style = FLOW if not document.habits.knows(name) and _on_one_line(document, beside) else None
    written = write_pair(name, value, column, document.habits, style)
    if at is None and document.shares_dash(beside[0]):
        head = document.head(beside[0])
        return Splice(head, head, f"{written}\n{' ' * column}")
    return insert_lines(document, beside[0], at, f"{' ' * column}{written}\n")


def _on_one_line(document: Document, beside: list[PlacePath]) -> bool:
    """Tell whether most of the blocks at these places are written on one line."""
    blocks = [node for node in map(document.node, beside) if isinstance(node, yaml.MappingNode)]
    return 2 * sum(map(is_flow, blocks)) > len(blocks)


def insert_item(document: Document, parent: PlacePath, after: int, value: Any) -> Splice:
    """Return the splice that inserts an item in a non-empty list, after the item at index `after`; -1: at the start."""
    first, at = (*parent, 0), (*parent, after) if after >= 0 else None
    if document.in_flow(first):
        return insert_text(document, first, at, write_flow(value))
    column = document.column(document.head(first))
    written = after_dash(list_name(parent), value, column, document.habits)
    return insert_lines(document, first, at, f"{' ' * column}-{written}\n")


def insert_lines(document: Document, first: PlacePath, after: PlacePath | None, lines: str) -> Splice:
    """Return the splice that inserts the lines of an element after another one or, for None, before the first."""
    gap = usual_gap(document, first[:-1])
    if after is None:
        start = document.entry(first).start
        return Splice(start, start, lines + gap)
    end = document.after(after)
    return Splice(end, end, gap + lines)


def insert_text(document: Document, first: PlacePath, after: PlacePath | None, written: str) -> Splice:
    """Return the splice that inserts an element, already written, in a flow collection."""
    if after is None:
        start = element_in_flow(document, first).start
        return Splice(start, start, f"{written}, ")
    end = element_in_flow(document, after).end
    return Splice(end, end, f", {written}")


def list_name(path: PlacePath) -> str:
    """Return the key of a list: the last one of its place."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def usual_gap(document: Document, parent: PlacePath) -> str:
    """Return the most frequent blank lines between the elements of a collection, or of the same collection elsewhere."""
    gaps = _gaps(document, parent)
    if not gaps and isinstance(parent[-1] if parent else 0, str):
        alike = document.source.find(".".join("*" if isinstance(step, int) else step for step in parent))
        gaps = next((counts for path, _ in alike if (counts := _gaps(document, path))), Counter())
    return gaps.most_common(1)[0][0] if gaps else ""


def _gaps(document: Document, parent: PlacePath) -> Counter[str]:
    beside = document.siblings(parent)
    if not beside or document.in_flow(beside[0]):
        return Counter()
    ends = [document.after(path) for path in beside[:-1]]
    starts = [document.entry(path).start for path in beside[1:]]
    between = (document.text[end:start] for end, start in zip(ends, starts, strict=True))
    return Counter(gap for gap in between if not gap.strip())
