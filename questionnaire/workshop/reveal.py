"""Reveals: the figures shown of a step, stored as shown; later answers do not change them."""

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
    """What was shown of a step. In a second round: `moved`, how many changed; `same`, too few did to show new figures."""

    shown: Shown | None = None
    cloud: Cloud | None = None
    moved: int | None = None
    same: bool = False
    hands: Spread | None = None  # of people without a phone

    @property
    def main(self) -> Spread | None:
        """The spread of the room: its phones, or the people without one when nobody used a phone."""
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
    """Return the first reveal of a step; `choices`: the levels of a criterion, or the choices of a poll."""
    if kind is Kind.CLOUD:
        return Reveal(cloud=make_cloud(votes, moderation or Moderation()))
    shown = shown_levels(votes, choices) if kind is Kind.CRITERION else shown_poll(votes, choices)
    return Reveal(shown, hands=shown_hands(kind, hands, choices))


def reveal_again(first: Reveal, votes: Sequence[Vote], levels: Sequence[str], hands: Hands = NO_HANDS) -> Reveal:
    """Return the second reveal of a criterion.

    When fewer than ENOUGH answers are new, it shows the figures of the first round: the difference would disclose them.
    """
    without_phone = shown_hands_again(first.hands, hands, levels)
    if sum(1 for vote in votes if vote.changed) < ENOUGH:
        return replace(first, same=True, hands=without_phone)
    moved = sum(1 for vote in votes if vote.moved)
    return Reveal(shown_levels(votes, levels), moved=moved if moved >= ENOUGH else None, hands=without_phone)


def to_json(revealed: Reveal) -> dict[str, Any]:
    """Return a reveal as the JSON value that is stored."""
    if revealed.cloud:
        words = [[word.label, word.count, word.size] for word in revealed.cloud.words]
        return {"reponses": revealed.cloud.answers, "mots": words}
    assert revealed.shown  # noqa: S101 - a reveal shows a spread or a cloud
    sides = {side.value: _spread_to_json(spread) for side, spread in revealed.shown.sides.items()}
    return {
        **_spread_to_json(revealed.shown.whole),
        **({"cotes": sides} if sides else {}),
        **({"bouge": revealed.moved} if revealed.moved else {}),
        **({"pareil": True} if revealed.same else {}),
        **({"sans_telephone": _spread_to_json(revealed.hands)} if revealed.hands else {}),
    }


def from_json(stored: Mapping[str, Any]) -> Reveal:
    """Return the reveal of a stored JSON value."""
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
