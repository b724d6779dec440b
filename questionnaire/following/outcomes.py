"""Decides, before any value is merged, which ids (elements) the merged tree will hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from questionnaire.following.changes import Answer, Answers, Change, Choice, Kind
from questionnaire.following.references import Id, defined, definitions, id_of_name, uses
from questionnaire.following.tree import ABSENT, Place, Value, by_name, identifying_name, same

Trees = tuple[Mapping[str, Value], Mapping[str, Value], Mapping[str, Value]]


def change_of_item(place: Place, base: Value, ours: Value, theirs: Value) -> Change | None:
    """Return the change of the project on an item that only one side has; None when the project changed nothing."""
    if (ours is ABSENT) == (theirs is ABSENT) or same(base, theirs):
        return None
    kind = Kind.REMOVED if theirs is ABSENT else Kind.ADDED if base is ABSENT else Kind.CHANGED
    return Change(kind, place, base, ours, theirs, whole=True)


class Outcomes:
    """The ids of three trees, and those that the result does not hold (`gone`).

    `impossible`: the items that the project added and that need ids that are gone, with these ids.
    """

    def __init__(self, trees: Trees, answers: Answers) -> None:
        self.trees = trees
        self.base, self.ours, self.theirs = map(definitions, trees)
        self._items = [{place: item for _, place, item in defined(tree)} for tree in trees]
        self._answers = answers
        self.impossible: dict[Place, tuple[Id, ...]] = {}
        self.gone: set[Id] = set()
        while self._note_gone():
            pass

    def answer(self, change: Change) -> Answer | None:
        """Return the answer to a change, if it was given for the same values."""
        given = self._answers.get(change.key)
        return given if given is not None and given.seen == change.seen else None

    def earlier_answer(self, change: Change) -> Answer | None:
        """Return the answer to a change, if it was given for other values."""
        given = self._answers.get(change.key)
        return given if given is not None and given.seen != change.seen else None

    def is_asked(self, change: Change) -> bool:
        """Tell whether the change of a whole item is a question: one side removed what the other one changed or uses."""
        if change.kind is Kind.REMOVED:
            return not same(change.base, change.ours) or change.place in self._used_anew
        return change.kind is Kind.CHANGED

    def stays(self, change: Change) -> bool:
        """Tell whether the result holds the item of a change."""
        answer = self.answer(change)
        choice = answer.choice if answer else None
        if change.kind is Kind.ADDED:
            return change.place not in self.impossible and choice is not Choice.OURS
        if change.kind is Kind.CHANGED:  # removed here
            return choice is Choice.THEIRS
        return choice is not Choice.THEIRS if self.is_asked(change) else choice is Choice.OURS

    @cached_property
    def brought_back(self) -> frozenset[Place]:
        """The places of the base that refer to elements removed here and restored by an answer, and the places above them."""
        back = self.base.keys() & self.theirs.keys() - self.ours.keys() - self.gone
        places = (place for place, id_ in uses((), self.trees[0]) if id_ in back) if back else ()
        return frozenset(place[:length] for place in places for length in range(len(place)))

    def removed_here(self, id_: Id) -> bool:
        """Tell whether our text removed an id."""
        return id_ in self.base and id_ not in self.ours

    @cached_property
    def _used_anew(self) -> set[Place]:
        """The items that the project removes, and that our text refers to from a place that did not in the base."""
        removed = self.base.keys() & self.ours.keys() - self.theirs.keys()
        before = {use for use in uses((), self.trees[0]) if use[1] in removed} if removed else set()
        after = {use for use in uses((), self.trees[1]) if use[1] in removed} if removed else set()
        return {self.ours[id_] for _, id_ in after - before}

    def _note_gone(self) -> bool:
        """Compute `gone` again; return True when that made one more item impossible, so that it must run once more."""
        known = {**self.theirs, **self.ours}
        self.gone = {id_ for id_, place in known.items() if not self._is_held(id_, place)}
        before = len(self.impossible)
        for id_ in self.theirs.keys() - self.base.keys() - self.ours.keys() - self.gone:
            place = self.theirs[id_]
            missing = [used for where, used in uses(place, self._items[2][place]) if self._lacks(where, used)]
            if missing:
                self.impossible[place] = tuple(dict.fromkeys(missing))
        return len(self.impossible) > before

    def _lacks(self, place: Place, used: Id) -> bool:
        """Tell whether a reference is to a gone id and cannot be left out alone, as an item of a list of ids can."""
        return used in self.gone and place[-1] != used[1] and id_of_name(place) != used

    def _is_held(self, id_: Id, place: Place) -> bool:
        if len(place) > 2 and self._change_of(place[:-2]) is not None:
            return self._place_is_held(place[:-2])  # it comes and goes with the item that holds it
        return (id_ in self.ours and id_ in self.theirs) or self._place_is_held(place)

    def _place_is_held(self, place: Place) -> bool:
        change = self._change_of(place)
        return place in self._items[1] if change is None else self.stays(change)

    def _change_of(self, place: Place) -> Change | None:
        return change_of_item(place, *(items.get(place, ABSENT) for items in self._items))


def at(tree: Mapping[str, Value], place: Place) -> Value:
    """Return the value of a tree at a place, or ABSENT."""
    value: Value = tree
    for step in place:
        if isinstance(value, list):
            name = identifying_name(value)
            value = by_name(name, value) if name else {str(number): item for number, item in enumerate(value)}
        value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value
