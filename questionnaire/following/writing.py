"""Writes merged values into our text: unchanged parts keep their bytes, those of the project are copied from its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import yaml

from questionnaire.editing.blocks import after_dash, after_name, write_pair
from questionnaire.editing.nodes import is_flow
from questionnaire.editing.plain import same as alike
from questionnaire.editing.spans import Splice, spliced
from questionnaire.errors import CannotWriteError, CriteriaError
from questionnaire.following.changes import Merge
from questionnaire.following.layout import Entry, Lines, indent, is_block, new_comments
from questionnaire.following.tree import AXES, CRITERIA, Place, Value, identifying_name

_LONG = 5  # keys: longer items are separated by a blank line, when a list shows no habit
_NOT_READ = "le texte obtenu ne se relit pas comme il le faudrait"


def write(base: Lines | None, ours: Lines, theirs: Lines, merge: Merge) -> str:
    """Return our text with the merged values. Raises CannotWriteError when it would not read back as these values."""
    names = {(*renamed.place[:-1], renamed.new): renamed.old for renamed in merge.renamed}
    comments = [] if base is None else new_comments(base, ours, theirs)
    text = _Writer(ours, theirs, comments, names).written(merge.value)
    try:
        read = Lines(text).value
    except CriteriaError as error:
        raise CannotWriteError(str(error)) from error
    if not alike(read, merge.value):
        raise CannotWriteError(_NOT_READ)
    return ours.kept_layout.restore(text)


class _Writer:
    def __init__(self, ours: Lines, theirs: Lines, comments: list[Splice], renamed: dict[Place, str]) -> None:
        self.ours, self.theirs = ours, theirs
        self.comments = comments
        self.renamed = renamed  # the place of an item, under its new id -> its id in our text

    def written(self, value: dict[str, Value]) -> str:
        """Return our text with these values."""
        splices = self._names(self.ours, self.ours.root, self.ours.value, _names_of(self.theirs), value, ())
        return self._lines(self.ours, 0, len(self.ours.text), splices)

    def _value(self, text: Lines, entry: Entry, other: Entry | None, value: Value, place: Place) -> list[Splice]:
        """Return the splices that make an entry of a text hold a value; `other` is the entry of the project, or None."""
        if alike(entry.value, value):
            return []
        if is_block(entry.node) and value:
            there = other if other and is_block(other.node) else None
            if isinstance(entry.value, dict) and isinstance(value, dict):
                others = (
                    self.theirs.names(there.node, there.value) if there and isinstance(there.value, dict) else {}
                )
                return self._names(text, entry.node, entry.value, others, value, place)
            if isinstance(entry.value, list) and isinstance(value, list):
                items = (
                    self.theirs.items(there.node, there.value) if there and isinstance(there.value, list) else []
                )
                return self._items(text, entry, items, value, place)
        return [self._replaced(text, entry, other, value, place)]

    def _replaced(self, text: Lines, entry: Entry, other: Entry | None, value: Value, place: Place) -> Splice:
        """Return the splice that replaces a whole value: copied from the project when it is equal, else written."""
        if other is not None and alike(other.value, value):
            first, newline, rest = self.theirs.text[other.opening : other.close].partition("\n")
            written = first + newline + indent(rest, entry.column - other.column)
        else:
            written = self._emitted(text, entry, value, place)
        remark = text.text[entry.close : text.line_end(entry.close)]
        if not remark.strip() or "\n" not in written:
            return Splice(entry.opening, entry.close, written)
        first, newline, rest = written.partition("\n")  # a comment stays on the line of the key
        return Splice(entry.opening, entry.close + len(remark), first + remark + newline + rest)

    def _emitted(self, text: Lines, entry: Entry, value: Value, place: Place) -> str:
        style = "flow" if is_flow(entry.node) else getattr(entry.node, "style", None)
        if text.text[entry.head] == "-":
            return after_dash(place[-2], value, entry.column, text.habits, style)
        return after_name(place[-1], value, entry.column, text.column(entry.opening), text.habits, style)

    # ── blocks ──

    def _names(
        self,
        text: Lines,
        node: yaml.Node,
        old: dict[str, Value],
        others: dict[str, Entry],
        value: Any,
        place: Place,
    ) -> list[Splice]:
        entries = text.names(node, old)
        old_names = {name: self.renamed.get((*place, name), name) for name in value}
        kept = set(old_names.values())
        splices = [_cut(entries, name) for name in entries if name not in kept]
        first = next(iter(entries.values()))
        at = first.end
        for name, item in value.items():
            entry = entries.get(old_names[name])
            if entry is not None:
                at = entry.end
                if name != old_names[name]:
                    splices.append(Splice(entry.head, entry.head + len(old_names[name]), name))
                splices += self._value(text, entry, others.get(name), item, (*place, name))
            else:
                splices.append(Splice(at, at, self._new_name(text, name, item, others.get(name), first.column)))
        return splices

    def _new_name(self, text: Lines, name: str, value: Value, other: Entry | None, column: int) -> str:
        if other is None or not alike(other.value, value):
            return f"{' ' * column}{write_pair(name, value, column, text.habits)}\n"
        lines = " " * other.column if other.start == other.head else ""
        return indent(lines + self.theirs.text[other.start : other.end], column - other.column)

    # ── lists ──

    def _items(
        self, text: Lines, entry: Entry, others: list[Entry], value: list[Value], place: Place
    ) -> list[Splice]:
        entries = text.items(entry.node, entry.value)
        key = _keys(entry.value, value, [other.value for other in others])
        ours = {self._new_key(place, key(number, own.value)): own for number, own in enumerate(entries)}
        theirs = {key(number, other.value): other for number, other in enumerate(others)}
        meant = {key(number, item): item for number, item in enumerate(value)}
        if list(ours) == list(meant):
            changes = (
                self._value(text, ours[item_key], theirs.get(item_key), meant[item_key], (*place, item_key))
                for item_key in meant
            )
            return [splice for splices in changes for splice in splices]
        if len(place) == 3 and place[0] == AXES:  # a criterion may come from another axis
            everywhere = {self._new_key(place, id_): entry for id_, entry in text.criteria.items()}
            ours, theirs = everywhere | ours, self.theirs.criteria | theirs
        return [self._rebuilt(text, entries, ours, theirs, meant, place)]

    def _new_key(self, place: Place, key: str) -> str:
        """Return the id in the result of an item of our text."""
        where = (CRITERIA,) if len(place) == 3 and place[0] == AXES else place
        return next((new[-1] for new, old in self.renamed.items() if old == key and new[:-1] == where), key)

    def _rebuilt(
        self, text: Lines, entries: list[Entry], ours: Any, theirs: Any, meant: dict[str, Value], place: Place
    ) -> Splice:
        """Return the splice that writes a list again: the items that stay keep their lines, and the blank lines above them."""
        gaps = [text.text[before.end : after.start] for before, after in pairwise(entries)]
        above = {id(entry): gap for entry, gap in zip(entries[1:], gaps, strict=True)}
        blank = Counter(gap for gap in gaps if not gap.strip())
        long = any(isinstance(item, dict) and len(item) > _LONG for item in meant.values())
        usual = blank.most_common(1)[0][0] if blank else "\n" * long
        made = ""
        for key, value in meant.items():
            here, there = ours.get(key), theirs.get(key)
            gap = above.get(id(here), usual) if made else ""
            made += gap + self._item(text, here, there, value, (*place, key), entries[0].column)
        return Splice(entries[0].start, entries[-1].end, made)

    def _item(
        self, text: Lines, here: Entry | None, there: Entry | None, value: Value, place: Place, column: int
    ) -> str:
        """Return the lines of an item: ours, else those of the project, else new ones."""
        source, entry = (text, here) if here is not None else (self.theirs, there)
        if entry is None:
            return f"{' ' * column}-{after_dash(place[-2], value, column, text.habits)}\n"
        splices = self._value(source, entry, there, value, place)
        return indent(self._lines(source, entry.start, entry.end, splices), column - entry.column)

    def _lines(self, text: Lines, start: int, end: int, splices: list[Splice]) -> str:
        """Return the lines of a span with its splices applied, and the new comments of the project."""
        if text is self.ours:
            splices = splices + [
                comment
                for comment in self.comments
                if start <= comment.start < end and not _overlaps(comment, splices)
            ]
        moved = [Splice(splice.start - start, splice.end - start, splice.text) for splice in splices]
        return spliced(text.text[start:end], moved)


def _names_of(text: Lines) -> dict[str, Entry]:
    return text.names(text.root, text.value)


def _cut(entries: dict[str, Entry], name: str) -> Splice:
    """Return the splice that removes a key; when it is on the line of a dash, the next key takes its place there."""
    entry = entries[name]
    names = list(entries)
    shares = entry.start == entry.head and entry.column > 0 and name == names[0] and len(names) > 1
    return Splice(entry.start, entries[names[1]].head if shares else entry.end, "")


def _overlaps(splice: Splice, splices: list[Splice]) -> bool:
    return any(other.start < splice.end and splice.start < other.end for other in splices)


def _keys(*lists: list[Value]) -> Callable[[int, Value], str]:
    """Return a function (position, item) -> key that identifies items: an identifying key, the text itself, or the position."""
    if name := identifying_name(*lists):
        return lambda _, item: str(item[name])
    plain = all(isinstance(item, str | int) for items in lists for item in items)
    different = plain and all(len(set(map(str, items))) == len(items) for items in lists)
    if different and len(lists[0]) != len(lists[1]):
        return lambda _, item: str(item)
    return lambda number, _: str(number)
