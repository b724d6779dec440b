"""What a reveal shows, kept as it was shown: later answers, those of a second round, change nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from questionnaire.workshop.cloud import Cloud, CloudWord, Moderation, make_cloud
from questionnaire.workshop.hands import Hands, shown_hands, shown_hands_again
from questionnaire.workshop.spread import ENOUGH, Cell, Shown, Spread, shown_levels, shown_poll
from questionnaire.workshop.votes import Kind, Side, Vote

NO_HANDS = Hands()


@dataclass(frozen=True, slots=True)
class Reveal:
    """What was shown of a step. In a second round: `moved`, how many changed, and `same`, too few for new figures."""

    shown: Shown | None = None
    cloud: Cloud | None = None
    moved: int | None = None
    same: bool = False
    hands: Spread | None = None  # of people without a phone

    @property
    def main(self) -> Spread | None:
        """What stands for the room: its phones, or the people without one when nobody used a phone."""
        whole = self.shown.whole if self.shown else None
        return self.hands if self.hands and whole and not whole.answers else whole

    @property
    def answers(self) -> int:
        """How many answered."""
        if self.cloud:
            return self.cloud.answers
        return self.shown.whole.answers if self.shown else 0


def reveal(
    kind: Kind,
    votes: Sequence[Vote],
    choices: Sequence[str],
    moderation: Moderation | None = None,
    hands: Hands = NO_HANDS,
) -> Reveal:
    """Return what a first reveal shows; `choices`: of a criterion its levels, of a poll its choices."""
    if kind is Kind.CLOUD:
        return Reveal(cloud=make_cloud(votes, moderation or Moderation()))
    shown = shown_levels(votes, choices) if kind is Kind.CRITERION else shown_poll(votes, choices)
    return Reveal(shown, hands=shown_hands(kind, hands, choices))


def reveal_again(first: Reveal, votes: Sequence[Vote], levels: Sequence[str], hands: Hands = NO_HANDS) -> Reveal:
    """Return what the second reveal of a criterion shows.

    When fewer than five answers are new, the figures stay those of the first round: a difference would tell them.
    """
    told = shown_hands_again(first.hands, hands, levels)
    if sum(1 for vote in votes if vote.changed) < ENOUGH:
        return replace(first, same=True, hands=told)
    moved = sum(1 for vote in votes if vote.moved)
    return Reveal(shown_levels(votes, levels), moved=moved if moved >= ENOUGH else None, hands=told)


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
        **({"sans_telephone": _spread_to_json(one.hands)} if one.hands else {}),
    }


def from_json(stored: Mapping[str, Any]) -> Reveal:
    """Return a reveal that was stored."""
    if "mots" in stored:
        words = tuple(CloudWord(label, count, size) for label, count, size in stored["mots"])
        return Reveal(cloud=Cloud(stored["reponses"], words))
    sides = {Side(side): _spread_from_json(spread) for side, spread in stored.get("cotes", {}).items()}
    shown = Shown(_spread_from_json(stored), sides)
    hands = _spread_from_json(stored["sans_telephone"]) if "sans_telephone" in stored else None
    return Reveal(shown, moved=stored.get("bouge"), same=stored.get("pareil", False), hands=hands)


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
