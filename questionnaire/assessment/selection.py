"""Picks the cards shown first among those ranked. Rules: docs/scoring.md, « Choosing and ordering cards »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questionnaire.assessment.ranking import Advice
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import Axis, Criteria

EASY = 1  # the effort of an easy card
FIRST = 3  # cards for this month: an easy one is among them


@dataclass(frozen=True, slots=True)
class Rules:
    """At most `per_axis` cards of an axis while another axis has a card of positive priority; one per criterion or not."""

    per_axis: int
    one_per_criterion: bool


_OF_FORMAT_1 = Rules(per_axis=2, one_per_criterion=False)
_RULES = Rules(per_axis=4, one_per_criterion=True)


def rules_of(criteria: Criteria) -> Rules:
    """Return the rules of the format of these criteria."""
    return _OF_FORMAT_1 if criteria.of_first_format else _RULES


def select_cards(criteria: Criteria, ranked: Sequence[Advice], brought: Iterable[str] = ()) -> tuple[Advice, ...]:
    """Return the cards shown first, at most `cards_max`; `brought`: ids of the cards of active situations, which come first."""
    rules = rules_of(criteria)
    first = [advice for key in brought for advice in ranked if advice.card.id == key]
    selected, remaining = _pick(rules, ranked, first, criteria.cards_max)
    join = _easy_among_the_first if rules.one_per_criterion else _with_an_easy_one
    return tuple(join(selected, remaining))


def _pick(
    rules: Rules, ranked: Sequence[Advice], first: list[Advice], maximum: int
) -> tuple[list[Advice], list[Advice]]:
    """Return the cards picked and the cards left, in order."""
    selected: list[Advice] = []
    brought = {advice.card.id for advice in first}
    remaining = [*first, *(advice for advice in ranked if advice.card.id not in brought)]
    while len(selected) < maximum:
        if rules.one_per_criterion:
            taken = [advice.criterion.criterion for advice in selected]
            open_to = [advice for advice in remaining if not _is_one_of(advice.criterion.criterion, taken)]
        else:
            open_to = remaining
        if not open_to:
            break
        waiting = open_to if len(selected) >= len(first) else []
        advice = next(
            (candidate for candidate in open_to if not _must_wait(rules, candidate, waiting, selected)), open_to[0]
        )
        remaining = [candidate for candidate in remaining if candidate is not advice]
        selected.append(advice)
    return selected, remaining


def _is_one_of(criterion: Criterion, taken: list[Criterion]) -> bool:
    return any(criterion is other for other in taken)


def _must_wait(rules: Rules, advice: Advice, open_to: list[Advice], selected: list[Advice]) -> bool:
    return _count(selected, advice.axis) >= rules.per_axis and any(
        other.axis is not advice.axis and other.priority > 0 and _count(selected, other.axis) < rules.per_axis
        for other in open_to
    )


def _count(selected: list[Advice], axis: Axis) -> int:
    return sum(1 for advice in selected if advice.axis is axis)


def _with_an_easy_one(selected: list[Advice], remaining: list[Advice]) -> list[Advice]:
    """Put an easy card in place of the last one, or the last of its axis when that is full, if there is none (format 1)."""
    easy = next((candidate for candidate in remaining if candidate.card.effort == EASY), None)
    if not easy or any(advice.card.effort == EASY for advice in selected):
        return selected
    full = _count(selected, easy.axis) >= _OF_FORMAT_1.per_axis
    replaced = next(
        (advice for advice in reversed(selected) if not full or advice.axis is easy.axis), selected[-1]
    )
    return [*(advice for advice in selected if advice is not replaced), easy]


def _easy_among_the_first(selected: list[Advice], remaining: list[Advice]) -> list[Advice]:
    """Move the first easy card of positive priority, if any, to the third place when the first three have none."""
    if any(advice.card.effort == EASY for advice in selected[:FIRST]):
        return selected
    taken = [advice.criterion.criterion for advice in selected]
    others = [candidate for candidate in remaining if not _is_one_of(candidate.criterion.criterion, taken)]
    easy = next(
        (
            candidate
            for candidate in (*selected[FIRST:], *others)
            if candidate.card.effort == EASY and candidate.priority > 0
        ),
        None,
    )
    if easy is None:
        return selected
    rest = [advice for advice in selected if advice is not easy]
    return [*rest[: FIRST - 1], easy, *rest[FIRST - 1 :]][: len(selected)]
