"""Cuts elements out of a text, with the comments right above them and the blank lines that separate them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.spans import Document, Span, Splice


def emptied(document: Document, paths: Iterable[PlacePath]) -> set[PlacePath]:
    """Return the places to remove so that `paths` go: collections left empty go too; places inside others are dropped.

    A collection at the top of the file stays, even empty.
    """
    gone = set(paths)
    waiting = sorted({path[:-1] for path in gone}, key=len, reverse=True)
    for parent in waiting:
        if len(parent) > 1 and parent not in gone and gone.issuperset(document.siblings(parent)):
            gone.add(parent)
            waiting.append(parent[:-1])
    return {path for path in gone if not any(path[:depth] in gone for depth in range(1, len(path)))}


def by_parent(paths: Iterable[PlacePath]) -> dict[PlacePath, list[PlacePath]]:
    """Group places by the list or block that holds them."""
    groups: dict[PlacePath, list[PlacePath]] = defaultdict(list)
    for path in sorted(paths, key=str):
        groups[path[:-1]].append(path)
    return groups


def cut(document: Document, paths: Iterable[PlacePath]) -> list[Splice]:
    """Return the splices that cut some places; none may be inside another, and a collection must not lose all its elements."""
    splices: list[Splice] = []
    for parent, paths_there in by_parent(paths).items():
        gone, beside = set(paths_there), document.siblings(parent)
        leading = next(at for at, path in enumerate(beside) if path not in gone)
        splices += (_cut_in_flow if document.in_flow(beside[0]) else _cut_lines)(document, beside, gone, leading)
    return splices


def _cut_in_flow(document: Document, beside: list[PlacePath], gone: set[PlacePath], leading: int) -> list[Splice]:
    spans = [element_in_flow(document, path) for path in beside]
    return [
        Splice(spans[at].start, spans[at + 1].start, "")
        if at < leading
        else Splice(spans[at - 1].end, spans[at].end, "")
        for at, path in enumerate(beside)
        if path in gone
    ]


def element_in_flow(document: Document, path: PlacePath) -> Span:
    """Return the span of an item, or of a key and its value, in a flow collection."""
    span, step = document.span(path), path[-1]
    if isinstance(step, int):
        return span
    return Span(document.pair(document.node(path[:-1]), step)[0].start_mark.index, span.end)


def _cut_lines(document: Document, beside: list[PlacePath], gone: set[PlacePath], leading: int) -> list[Splice]:
    splices = []
    if leading and document.shares_dash(beside[0]):
        splices.append(_cut_beside_dash(document, beside[0], beside[leading - 1], beside[leading]))
    else:
        for path in beside[:leading]:
            start, end = document.entry(path)
            splices.append(Splice(start, _after_blanks(document, end), ""))
    for path in beside[leading:]:
        if path in gone:
            start, end = document.entry(path)
            splices.append(Splice(_before_blanks(document, start), end, ""))
    return splices


def _cut_beside_dash(document: Document, first: PlacePath, last: PlacePath, kept: PlacePath) -> Splice:
    """Cut the keys from `first`, on the line of a dash, to `last`; the next key takes their place on that line."""
    text, head, following = document.text, document.head(first), document.head(kept)
    after = document.after(last)
    if not text[after:following].strip(" \n"):
        return Splice(head, following, "")
    return Splice(text.rindex("-", 0, head) + 1, after - 1, "")  # a comment comes between: the dash stays alone


def _after_blanks(document: Document, end: int) -> int:
    while end < len(document.text) and not document.text[end : document.line_end(end)].strip(" "):
        end = document.next_line(end)
    return end


def _before_blanks(document: Document, start: int) -> int:
    while start and not document.text[document.line_start(start - 1) : start].strip(" \n"):
        start = document.line_start(start - 1)
    return start
