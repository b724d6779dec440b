"""Writes a value in place of another; the equal parts of a list or a block keep their lines."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

import yaml

from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.blocks import FLOW, after_dash, after_name, write_flow
from questionnaire.editing.cuts import cut
from questionnaire.editing.inserts import insert_item, insert_pair, list_name
from questionnaire.editing.nodes import is_flow
from questionnaire.editing.plain import same, value_at
from questionnaire.editing.spans import Document, Splice

_HEADER = re.compile(r"[|>][-+0-9]*")


def replacing(document: Document, path: PlacePath, value: Any) -> list[Splice]:
    """Return the splices that replace the value at a place. Raises CannotWriteError when there is none."""
    node = document.node(path)
    old = value_at(document.value, path)
    if same(old, value):
        return []
    if document.in_flow(path):
        start, end = document.span(path)
        space = " " if start == end and document.text[start - 1] == ":" else ""
        return [Splice(start, end, space + write_flow(value, getattr(node, "style", None)))]
    if not is_flow(node) and value:
        if isinstance(old, dict) and isinstance(value, dict) and next(iter(old)) == next(iter(value)):
            return _replace_names(document, path, old, value)
        if isinstance(old, list) and isinstance(value, list | tuple):
            return _replace_items(document, path, old, value)
    return [_replace_whole(document, path, value)]


def _replace_names(
    document: Document, path: PlacePath, old: dict[str, Any], value: dict[str, Any]
) -> list[Splice]:
    splices = cut(document, [(*path, name) for name in old if name not in value])
    before = ""
    for name, item in value.items():
        if name in old:
            splices += replacing(document, (*path, name), item)
            before = name
        else:
            splices.append(insert_pair(document, path, before, name, item))
    return splices


def _replace_items(document: Document, path: PlacePath, old: list[Any], value: Any) -> list[Splice]:
    splices: list[Splice] = []
    gone: list[PlacePath] = []
    matcher = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in value], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(end - start, new_end - new_start)
        for offset in range(both):
            splices += replacing(document, (*path, start + offset), value[new_start + offset])
        gone += [(*path, index) for index in range(start + both, end)]
        splices += [
            insert_item(document, path, start + both - 1, item) for item in value[new_start + both : new_end]
        ]
    return splices + cut(document, gone)


def _replace_whole(document: Document, path: PlacePath, value: Any) -> Splice:
    node, (start, end), opening = document.node(path), document.span(path), document.opening(path)
    style = FLOW if is_flow(node) else getattr(node, "style", None)
    column, name = document.column(document.head(path)), list_name(path)
    if isinstance(path[-1], int):
        written = after_dash(name, value, column, document.habits, style)
    else:
        written = after_name(name, value, column, document.column(opening), document.habits, style)
    first, line_end, rest = written.partition("\n")
    gap = document.text[opening:start]
    if "\n" in gap:
        remark = document.text[opening : document.line_end(opening)]
    elif (
        header := isinstance(node, yaml.ScalarNode)
        and node.style in ("|", ">")
        and _HEADER.match(document.text, start)
    ):
        remark = document.text[header.end() : document.line_end(start)]
    else:
        remark, end = document.text[end : document.line_end(end)], document.line_end(end)
    if gap.startswith(" ") and "\n" not in gap and first and not rest:
        first = gap + first[1:]  # keep the alignment of a column of values
    return Splice(opening, end, first + remark + line_end + rest)
