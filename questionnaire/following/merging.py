"""Three-way merge of trees: the changes of the project since the base, into ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaire.following.changes import Answers, Aside, Change, Choice, Kind, Question, Reason, Taken
from questionnaire.following.order import in_order_of, insert_like
from questionnaire.following.outcomes import Outcomes, change_of_item
from questionnaire.following.references import Id, id_of_name, ids_of_value, is_whole, kind_of_list, uses, without
from questionnaire.following.shapes import are_placed, are_rewritten, fold, unfold
from questionnaire.following.tree import (
    ABSENT,
    AXES,
    AXIS_KEY,
    CRITERIA,
    Place,
    Value,
    by_name,
    criteria_by_axis,
    identifying_name,
    same,
)

_VERSION = ("version",)


class Merger:
    """Merges once, and records what was taken, asked and left out."""

    def __init__(
        self,
        base: Mapping[str, Value],
        ours: Mapping[str, Value],
        theirs: Mapping[str, Value],
        answers: Answers,
        *,
        keep_version_name: bool = True,
    ) -> None:
        """`keep_version_name`: leave the name of the version as ours; following.py derives it."""
        self.trees = base, ours, theirs
        self._keep_version_name = keep_version_name
        self.outcomes = Outcomes(self.trees, answers)
        self.taken: list[Taken] = []
        self.questions: list[Question] = []
        self.aside: list[Aside] = []

    def merge(self) -> dict[str, Value]:
        """Return the merged tree."""
        base, ours, theirs = self.trees
        tree: dict[str, Value] = self.record((), dict(base), dict(ours), dict(theirs))
        tree = without((), tree, self.outcomes.gone & self.outcomes.ours.keys())
        self._keep_axes(tree)
        tree[CRITERIA] = self._criteria_in_order(tree)
        return tree

    # ── values ──

    def _value(self, place: Place, base: Value, ours: Value, theirs: Value) -> Value:
        if same(ours, theirs) or (place == _VERSION and self._keep_version_name):
            return ours
        if same(base, theirs) and not self._comes_back(place, ours, theirs):
            return ours
        if is_whole(place):
            return self._leaf(place, base, ours, theirs)
        values = [value for value in (base, ours, theirs) if value is not ABSENT]
        if all(isinstance(value, list) for value in values):
            return self._list(place, base, ours, theirs)
        if ours is ABSENT or theirs is ABSENT:
            return self._leaf(place, base, ours, theirs)
        if any(isinstance(value, dict) for value in values):
            unfolded = [unfold(place, value) for value in (base, ours, theirs)]
            if all(isinstance(value, dict) or value is ABSENT for value in unfolded):
                was_empty = {} if unfolded[0] is ABSENT else unfolded[0]
                return fold(place, ours, self.record(place, was_empty, unfolded[1], unfolded[2]))
        return self._leaf(place, base, ours, theirs)

    def _comes_back(self, place: Place, ours: Value, theirs: Value) -> bool:
        """Tell whether references that our text removed are restored at a place, with the elements that they refer to."""
        holds = isinstance(ours, dict | list) or isinstance(theirs, list)
        return holds and place in self.outcomes.brought_back

    def record(self, place: Place, base: Any, ours: Any, theirs: Any) -> dict[str, Value]:
        """Merge blocks, key by key."""
        names = list(ours)
        for name in theirs:
            if name not in ours:
                insert_like(names, list(theirs), name)
        merged = {}
        for name in (*names, *(name for name in base if name not in ours and name not in theirs)):
            values = (block.get(name, ABSENT) for block in (base, ours, theirs))
            value = self._child((*place, name), *values, is_item=place == ("conditions",))
            if value is not ABSENT:
                merged[name] = value
        return merged

    def _child(self, place: Place, base: Value, ours: Value, theirs: Value, *, is_item: bool) -> Value:
        if (named := id_of_name(place)) and (ours is ABSENT) != (theirs is ABSENT):
            if named in self.outcomes.gone:
                self._note_aside(place, {named}, theirs if base is ABSENT else ABSENT)
                return ABSENT
            if named not in self.outcomes.theirs and base is not ABSENT:
                return ours  # the project removed the element, and we keep it
            if named not in self.outcomes.ours:
                return theirs  # it comes with the element that it refers to
        if is_item and (change := change_of_item(place, base, ours, theirs)):
            return self._item(change)
        return self._value(place, base, ours, theirs)

    def _item(self, change: Change) -> Value:
        """Return the merged value of an item that only one side has, or ABSENT."""
        if missing := self.outcomes.impossible.get(change.place):
            self.aside.append(Aside(change.place, self._reason(set(missing)), missing, change.theirs))
            return ABSENT
        stays = self.outcomes.stays(change)
        if self.outcomes.is_asked(change):
            self._ask(change)
        else:
            self.taken.append(Taken(change, stays if change.kind is Kind.REMOVED else not stays))
        if not stays:
            return ABSENT
        if change.kind is Kind.REMOVED:
            return change.ours
        for place, used in uses(change.place, change.theirs):
            if used in self.outcomes.gone and place[-1] != AXIS_KEY:  # its axis is kept with it (_keep_axes)
                self._note_aside(place, {used}, used[1])
        return without(change.place, change.theirs, self.outcomes.gone)

    def _leaf(self, place: Place, base: Value, ours: Value, theirs: Value) -> Value:
        before, after = ids_of_value(place, base), ids_of_value(place, theirs)
        if missing := after & self.outcomes.gone:
            self._note_aside(place, missing, theirs)
            return ours
        if same(base, ours) and (follows := self._following(before, after)):
            return ours if follows & self.outcomes.ours.keys() - self.outcomes.gone else theirs
        kind = Kind.MOVED if place[-1] == AXIS_KEY and place[0] == CRITERIA else _kind(base, theirs)
        return self._decide(Change(kind, place, base, ours, theirs))

    def _following(self, before: set[Id], after: set[Id]) -> set[Id]:
        """Return the ids that a value started or stopped referring to because the project added or removed them."""
        outcomes = self.outcomes
        removed = {used for used in before - after if used in outcomes.ours and used not in outcomes.theirs}
        return removed | {used for used in after - before if used in outcomes.theirs and used not in outcomes.ours}

    def _decide(self, change: Change) -> Value:
        """Return the value of a place that the project changed, following the answer; record the question or the change."""
        answer = self.outcomes.answer(change)
        if same(change.base, change.ours):
            return change.theirs if self._takes(change) else change.ours
        self._ask(change)
        if answer is None or answer.choice is Choice.OURS:
            return change.ours
        return answer.text if answer.choice is Choice.OTHER else change.theirs

    def _ask(self, change: Change) -> None:
        self.questions.append(Question(change, self.outcomes.answer(change), self.outcomes.earlier_answer(change)))

    # ── lists ──

    def _list(self, place: Place, base: Value, ours: Value, theirs: Value) -> Value:
        lists = [[] if value is ABSENT else value for value in (base, ours, theirs)]
        every = [item for items in lists for item in items]
        if name := identifying_name(*lists):
            merged = self._items(place, *(by_name(name, items) for items in lists))
        elif len(lists[1]) == len(lists[2]) in (len(lists[0]), len(lists[0]) or len(lists[1])) and are_placed(
            place, every
        ):
            merged = self._by_position(place, lists[0] or [ABSENT] * len(lists[1]), *lists[1:])
        elif all(isinstance(item, str | int) for item in every) and not are_rewritten(place, *lists):
            merged = self._names(Change(_kind(base, theirs), place, base, ours, theirs), place, *lists)
        else:
            return self._leaf(place, base, ours, theirs)
        return merged if merged or (ours is not ABSENT and theirs is not ABSENT) else ABSENT

    def _items(self, place: Place, base: Any, ours: Any, theirs: Any) -> list[Value]:
        merged = {}
        for key in dict.fromkeys((*ours, *theirs, *base)):
            values = (items.get(key, ABSENT) for items in (base, ours, theirs))
            value = self._child((*place, key), *values, is_item=True)
            if value is not ABSENT:
                merged[key] = value
        if place == (CRITERIA,):
            return list(merged.values())
        return [merged[key] for key in self._in_order(place, list(merged), list(base), list(ours), list(theirs))]

    def _by_position(self, place: Place, base: Any, ours: Any, theirs: Any) -> list[Value]:
        values = enumerate(zip(base, ours, theirs, strict=True))
        return [self._value((*place, str(number)), *three) for number, three in values]

    def _names(self, change: Change, place: Place, base: Any, ours: Any, theirs: Any) -> list[Value]:
        """Merge ids, levels or short texts one by one."""
        outcomes, kind = self.outcomes, kind_of_list(place)
        removed = [item for item in ours if item in base and item not in theirs]
        added = [item for item in theirs if item not in base and item not in ours]
        goes = {item for item in removed if kind and (kind, item) not in outcomes.theirs}  # as its item does
        comes = {item for item in added if kind and (kind, item) not in outcomes.ours}
        lost = {item for item in added if (kind, item) in outcomes.gone}
        back = {
            item
            for item in theirs
            if item in base and item not in ours and kind and (kind, item) not in outcomes.ours
        }
        for item in theirs:
            if item in lost:
                self._note_aside((*place, str(item)), {(kind or "", item)}, item)
        own = [item for item in removed if item not in goes] + [item for item in added if item not in comes]
        leaves = {item for item in goes if (kind, item) in outcomes.gone}
        enters = {item for item in comes | back if (kind, item) not in outcomes.gone}
        if own and self._takes(change):
            leaves |= {item for item in own if item in removed}
            enters |= {item for item in own if item in added}
        result = self._in_order(
            place, [item for item in ours if item not in leaves], base, ours, theirs, is_silent=bool(own)
        )
        for item in theirs:
            if item in enters:
                insert_like(result, theirs, item)
        return result

    def _takes(self, change: Change) -> bool:
        """Record a change that needs no question; return whether it is taken."""
        answer = self.outcomes.answer(change)
        is_left = answer is not None and answer.choice is Choice.OURS
        self.taken.append(Taken(change, is_left))
        return not is_left

    # ── order ──

    def _in_order(
        self, place: Place, held: Any, base: Any, ours: Any, theirs: Any, *, is_silent: bool = False
    ) -> list[Any]:
        """Return `held` in our order, or in that of the project when only the project changed the order."""
        before, here, there = (
            [item for item in items if item in base and item in ours and item in theirs]
            for items in (base, ours, theirs)
        )
        takes = False
        if there not in (before, here) and not is_silent:
            if here == before:
                takes = self._takes(Change(Kind.REORDERED, place, before, here, there))
            else:
                self.aside.append(Aside(place, Reason.ORDER))
        return in_order_of(held, *((theirs, ours) if takes else (ours, theirs)))

    def _criteria_in_order(self, tree: Mapping[str, Value]) -> list[Value]:
        criteria = {criterion["id"]: criterion for criterion in tree[CRITERIA]}
        base, ours, theirs = map(criteria_by_axis, self.trees)
        ordered: list[Value] = []
        for axis in tree[AXES]:
            key = axis["id"]
            held = [criterion_id for criterion_id, criterion in criteria.items() if criterion[AXIS_KEY] == key]
            sides = (side.get(key, []) for side in (base, ours, theirs))
            ordered += [
                criteria[criterion_id] for criterion_id in self._in_order((AXES, key, CRITERIA), held, *sides)
            ]
        return ordered

    def _keep_axes(self, tree: dict[str, Value]) -> None:
        """Keep an axis that one side removed while criteria stay in it, or come back."""
        held = by_name("id", tree[AXES])
        ours, theirs = (by_name("id", side.get(AXES, [])) for side in self.trees[1:])
        for key in dict.fromkeys(criterion[AXIS_KEY] for criterion in tree[CRITERIA]):
            if key not in held:
                held[key] = ours.get(key) or theirs[key]
                self.taken = [taken for taken in self.taken if taken.change.place != (AXES, key)]
                if key in ours:
                    self.aside.append(Aside((AXES, key), Reason.AXIS))
        if len(held) > len(tree[AXES]):
            tree[AXES] = [held[key] for key in in_order_of(list(held), list(ours), list(theirs))]

    # ── what is left out ──

    def _note_aside(self, place: Place, missing: set[Id], value: Value) -> None:
        """Record what is left out because it refers to an id that our text removed; references to untaken additions are not."""
        if value is not ABSENT and any(map(self.outcomes.removed_here, missing)):
            self.aside.append(Aside(place, self._reason(missing), tuple(sorted(missing)), value))

    def _reason(self, missing: set[Id]) -> Reason:
        return Reason.REMOVED_HERE if any(map(self.outcomes.removed_here, missing)) else Reason.LEFT


def _kind(base: Value, theirs: Value) -> Kind:
    if theirs is ABSENT:
        return Kind.REMOVED
    return Kind.ADDED if base is ABSENT else Kind.CHANGED
