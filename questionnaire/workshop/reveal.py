"""What a reveal shows, kept as it was shown: a later answer enters the second round, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from questionnaire.workshop.cloud import Cloud, CloudWord, Moderation, make_cloud
from questionnaire.workshop.spread import ENOUGH, Cell, Shown, Spread, shown_levels, shown_poll
from questionnaire.workshop.votes import Kind, Side, Vote


@dataclass(frozen=True, slots=True)
class Reveal:
    """What was shown of a step. In a second round: `moved`, how many changed, and `same`, too few for new figures."""

    shown: Shown | None = None
    cloud: Cloud | None = None
    moved: int | None = None
    same: bool = False

    @property
    def answers(self) -> int:
        """How many answered."""
        if self.cloud:
            return self.cloud.answers
        return self.shown.whole.answers if self.shown else 0


def reveal(
    kind: Kind, votes: Sequence[Vote], choices: Sequence[str], moderation: Moderation | None = None
) -> Reveal:
    """Return what a first reveal shows; `choices`: of a criterion its levels, of a poll its choices."""
    if kind is Kind.CLOUD:
        return Reveal(cloud=make_cloud(votes, moderation or Moderation()))
    return Reveal(shown_levels(votes, choices) if kind is Kind.CRITERION else shown_poll(votes, choices))


def reveal_again(first: Reveal, votes: Sequence[Vote], levels: Sequence[str]) -> Reveal:
    """Return what the second reveal of a criterion shows.

    When fewer than five answers are new, the figures stay those of the first round: a difference would tell them.
    """
    if sum(1 for vote in votes if vote.changed) < ENOUGH:
        return replace(first, same=True)
    moved = sum(1 for vote in votes if vote.moved)
    return Reveal(shown_levels(votes, levels), moved=moved if moved >= ENOUGH else None)


def to_json(one: Reveal) -> dict[str, Any]:
    """Return a reveal as it is stored."""
    if one.cloud:
        words = [[word.label, word.count, word.size] for word in one.cloud.words]
        return {"reponses": one.cloud.answers, "mots": words}
    assert one.shown  # noqa: S101 - a reveal shows a spread or a cloud
    sides = {side.value: _spread_to_json(spread) for side, spread in one.shown.sides.items()}
    return {
        **_spread_to_json(one.shown.whole),
        **({"cotes": sides} if sides else {}),
        **({"bouge": one.moved} if one.moved else {}),
        **({"pareil": True} if one.same else {}),
    }


def from_json(stored: Mapping[str, Any]) -> Reveal:
    """Return a reveal that was stored."""
    if "mots" in stored:
        words = tuple(CloudWord(label, count, size) for label, count, size in stored["mots"])
        return Reveal(cloud=Cloud(stored["reponses"], words))
    sides = {Side(side): _spread_from_json(spread) for side, spread in stored.get("cotes", {}).items()}
    shown = Shown(_spread_from_json(stored), sides)
    return Reveal(shown, moved=stored.get("bouge"), same=stored.get("pareil", False))


def _spread_to_json(spread: Spread) -> dict[str, Any]:
    return {
        "reponses": spread.answers,
        **({"cases": [[list(cell.choices), cell.count] for cell in spread.cells]} if spread.cells else {}),
        **({"bornes": list(spread.bounds)} if spread.bounds else {}),
    }


def _spread_from_json(stored: Mapping[str, Any]) -> Spread:
    cells = tuple(Cell(tuple(choices), count) for choices, count in stored.get("cases", []))
    low_high = stored.get("bornes")
    return Spread(stored["reponses"], cells, (low_high[0], low_high[1]) if low_high else None)
