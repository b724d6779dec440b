"""Whom a question of the printed form is for: its condition, rewritten over the boxes that can be ticked on paper.

On a screen a question that does not apply is not shown. On paper everybody sees it, so it says who answers it;
paper_wording.py makes the sentence of the reduced condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questionnaire.answers import Viewpoint
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import ContextQuestion, Criteria

NO_CHOICE = ""  # stands for no box ticked, among the choices of an optional single-choice question


@dataclass(frozen=True, slots=True)
class Tick:
    """One of `choices` is ticked at a context question; none of them is when `wanted` is false (multiple choice only)."""

    question: str
    choices: frozenset[str]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Combination:
    """All the parts hold; at least one of them when `every` is false."""

    every: bool
    parts: tuple[Tick | Combination, ...]


When = bool | Tick | Combination


@dataclass(frozen=True)
class Offered:
    """The boxes of a form: the choices of its context questions by id; `single`: the single-choice questions.

    `named` are the named conditions of the criteria.
    """

    viewpoint: Viewpoint
    choices: Mapping[str, frozenset[str]]
    single: frozenset[str]
    named: Mapping[str, Condition]


def offered_choices(
    criteria: Criteria,
    viewpoint: Viewpoint,
    questions: Iterable[ContextQuestion],
    only: Mapping[str, frozenset[str]],
) -> Offered:
    """Return the choices of these questions; `only` restricts those of some questions, by id."""
    choices: dict[str, frozenset[str]] = {}
    single = set()
    for question in questions:
        ids = frozenset(choice.id for choice in question.choices_for(viewpoint))
        choices[question.id] = ids & only.get(question.id, ids)
        if question.kind == "choix":
            single.add(question.id)
            choices[question.id] |= frozenset() if question.required else {NO_CHOICE}
    return Offered(viewpoint, choices, frozenset(single), criteria.conditions)


def asked_when(criteria: Criteria, criterion: Criterion, offered: Offered) -> When:
    """Return when a criterion is asked: its condition holds, and no path with a condition imposes to skip it."""
    conditions = [criterion.condition] if criterion.condition else []
    before: list[Condition] = []  # conditions of the earlier paths, which take precedence
    for path in criteria.paths:
        if path.condition is None or offered.viewpoint not in path.viewpoints:
            continue
        if path.criteria is not None and criterion.id not in path.criteria:
            first = [Condition.model_construct(none_of=tuple(before))] if before else []
            imposed = Condition.model_construct(all_of=(path.condition, *first))
            conditions.append(Condition.model_construct(none_of=(imposed,)))
        before.append(path.condition)
    return _group(offered, (_when(condition, offered, wanted=True) for condition in conditions), every=True)


def context_asked_when(question: ContextQuestion, offered: Offered) -> When:
    """Return when a context question placed in the part of an axis is asked."""
    return _when(question.condition, offered, wanted=True) if question.condition else True


def _when(condition: Condition, offered: Offered, *, wanted: bool) -> When:
    """Return `condition`, or its negation when not `wanted`, over the choices offered."""
    if condition.context is not None:
        return _tick(condition, offered, wanted=wanted)
    if condition.viewpoint is not None:
        return (condition.viewpoint is offered.viewpoint) is wanted
    if condition.none_of is not None:
        parts, every, wanted = condition.none_of, wanted, not wanted
    elif condition.any_of is not None:
        parts, every = condition.any_of, not wanted
    else:
        named = tuple(offered.named[name] for name in condition.names or ())
        parts, every = condition.all_of or named, wanted
    return _group(offered, (_when(part, offered, wanted=wanted) for part in parts), every=every)


def _tick(condition: Condition, offered: Offered, *, wanted: bool) -> When:
    question = condition.context or ""
    possible = offered.choices.get(question, frozenset())
    choices = possible & frozenset(condition.values or ())
    if question in offered.single:
        return _reduced(Tick(question, choices if wanted else possible - choices), offered)
    return Tick(question, choices, wanted) if choices else not wanted


def _reduced(tick: Tick, offered: Offered) -> When:
    """Return the tick; False when it has no choice, True when it has all of them."""
    return tick if tick.choices and tick.choices != offered.choices[tick.question] else bool(tick.choices)


def _group(offered: Offered, parts: Iterable[When], *, every: bool) -> When:
    """Return the parts combined; those about the same single-choice question are merged into one tick."""
    merged: list[Tick | Combination] = []
    for part in _flat(parts, every=every):
        if isinstance(part, bool):
            if part is not every:
                return part
            continue
        same = next((earlier for earlier in merged if _can_join(earlier, part, offered)), None)
        if same is None:
            merged += [part] if part not in merged else []
            continue
        assert isinstance(same, Tick)  # noqa: S101 - _can_join checked it
        assert isinstance(part, Tick)  # noqa: S101
        choices = same.choices & part.choices if every else same.choices | part.choices
        joined = _reduced(Tick(same.question, choices), offered)
        if isinstance(joined, bool):
            return joined
        merged[merged.index(same)] = joined
    if not merged:
        return every
    return merged[0] if len(merged) == 1 else Combination(every, tuple(merged))


def _flat(parts: Iterable[When], *, every: bool) -> Iterator[When]:
    for part in parts:
        yield from part.parts if isinstance(part, Combination) and part.every is every else (part,)


def _can_join(first: Tick | Combination, other: Tick | Combination, offered: Offered) -> bool:
    return (
        isinstance(first, Tick)
        and isinstance(other, Tick)
        and first.question == other.question
        and first.question in offered.single
    )
