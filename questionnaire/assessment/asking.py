"""When a criterion is asked, as a condition on what can be ticked on paper, reduced until a sentence can tell it.

On a screen a question that does not apply is left out. On paper everybody has it: it must say whom it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from questionnaire.answers import Viewpoint
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import ContextQuestion, Criteria

NO_CHOICE = ""  # among the choices of a question of one choice that may be left blank


@dataclass(frozen=True, slots=True)
class Tick:
    """One of `choices` is ticked at a context question; with `wanted` false, which only questions of several choices
    need, none of them is."""

    question: str
    choices: frozenset[str]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Combination:
    """All the parts hold, or with `every` false one of them at least."""

    every: bool
    parts: tuple[Tick | Combination, ...]


When = bool | Tick | Combination


@dataclass(frozen=True)
class Offered:
    """What a form offers to tick: the choices of its context questions, and which of these take one choice alone."""

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
    """Return what these questions offer; `only` gives the choices kept of some of them."""
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
    """Return when a criterion is asked: its condition holds, and no path that leaves it out is imposed."""
    conditions = [criterion.condition] if criterion.condition else []
    before: list[Condition] = []  # those of the paths that would be imposed first
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
    """Return when a context question placed in a part is asked."""
    return _when(question.condition, offered, wanted=True) if question.condition else True


def _when(condition: Condition, offered: Offered, *, wanted: bool) -> When:
    """Return `condition`, or its contrary when not `wanted`, on what is offered alone."""
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
    there = offered.choices.get(question, frozenset())
    choices = there & frozenset(condition.values or ())
    if question in offered.single:
        return _reduced(Tick(question, choices if wanted else there - choices), offered)
    return Tick(question, choices, wanted) if choices else not wanted


def _reduced(tick: Tick, offered: Offered) -> When:
    """Return False when no choice is left, True when all are."""
    return tick if tick.choices and tick.choices != offered.choices[tick.question] else bool(tick.choices)


def _group(offered: Offered, parts: Iterable[When], *, every: bool) -> When:
    """Return the parts joined: those on one question of one choice make a single tick."""
    kept: list[Tick | Combination] = []
    for part in _flat(parts, every=every):
        if isinstance(part, bool):
            if part is not every:
                return part
            continue
        same = next((one for one in kept if _can_join(one, part, offered)), None)
        if same is None:
            kept += [part] if part not in kept else []
            continue
        assert isinstance(same, Tick)  # noqa: S101 - _can_join saw to it
        assert isinstance(part, Tick)  # noqa: S101
        choices = same.choices & part.choices if every else same.choices | part.choices
        joined = _reduced(Tick(same.question, choices), offered)
        if isinstance(joined, bool):
            return joined
        kept[kept.index(same)] = joined
    if not kept:
        return every
    return kept[0] if len(kept) == 1 else Combination(every, tuple(kept))


def _flat(parts: Iterable[When], *, every: bool) -> Iterator[When]:
    for part in parts:
        yield from part.parts if isinstance(part, Combination) and part.every is every else (part,)


def _can_join(one: Tick | Combination, other: Tick | Combination, offered: Offered) -> bool:
    return (
        isinstance(one, Tick)
        and isinstance(other, Tick)
        and one.question == other.question
        and one.question in offered.single
    )
