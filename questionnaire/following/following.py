"""Merges the text of the project into ours, from the base that both come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from questionnaire.following.changes import Answer, Answers, Merge
from questionnaire.following.differences import differences
from questionnaire.following.layout import Lines
from questionnaire.following.merging import Merger
from questionnaire.following.references import definitions
from questionnaire.following.renames import find_renames, rename
from questionnaire.following.tree import Place, Value, same, to_tree, to_value
from questionnaire.following.writing import write

_FOLLOWED = re.compile(r",\s+d[’']après\s.*$")
ADAPTED = ", adaptée"
_NOTHING: Mapping[str, Answer] = MappingProxyType({})


class Texts:
    """The three texts of a merge, parsed once."""

    def __init__(self, base: str | None, ours: str, theirs: str) -> None:
        """`base` is the text of the project that ours comes from; None when it is not known.

        Raises CriteriaError when a text cannot be read.
        """
        self.base = None if base is None else Lines(base)
        self.ours, self.theirs = Lines(ours), Lines(theirs)

    def merge(self, answers: Answers = _NOTHING, *, of_project: bool = True) -> Merge:
        """Merge the values. With `of_project`, the name of the version is derived from both, else merged like any text."""
        base = {} if self.base is None else to_tree(self.base.value)
        ours, theirs = to_tree(self.ours.value), to_tree(self.theirs.value)
        renamed = [
            renaming
            for renaming in find_renames(base, theirs)
            if (renaming.kind, renaming.new) not in definitions(ours)
        ]
        for renaming in renamed:
            base, ours = rename(base, renaming), rename(ours, renaming)
        merger = Merger(base, ours, theirs, answers, keep_version_name=of_project)
        tree = merger.merge()
        if of_project:
            tree["version"] = _version_name(base, ours, theirs, tree)
        questions = {question.change.place for question in merger.questions}
        changed = differences(base, ours) if base else []
        kept = [change for change in changed if not _is_within(change.place, questions)]
        return Merge(to_value(tree), merger.trees, merger.taken, merger.questions, merger.aside, kept, renamed)

    def write(self, merge: Merge) -> str:
        """Write the result of a merge into our text. Raises CannotWriteError."""
        if self.base is not None and self.ours.text == self.base.text and same(merge.value, self.theirs.value):
            return self.theirs.text
        return write(self.base, self.ours, self.theirs, merge)


def _is_within(place: Place, places: set[Place]) -> bool:
    return any(place[:length] in places for length in range(1, len(place) + 1))


def _version_name(
    base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], merged: Mapping[str, Value]
) -> str:
    """Return the name of the merged version: that of the project only when the merged text is the project's."""
    before, here, there = (str(tree.get("version", "")) for tree in (base, ours, theirs))
    if same(before, there):
        return here
    if same({**merged, "version": there}, theirs):
        return there
    if here in (before, f"{before}{ADAPTED}"):
        return f"{there}{ADAPTED}"
    return f"{_FOLLOWED.sub('', here)}, d’après {there}"
