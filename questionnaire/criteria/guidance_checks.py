"""Checks of the guidance cards: levels without a card, cards that can never appear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from questionnaire.criteria.messages import where
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import Problem, quoted

CARD = "axes.*.criteres.*.conseils.*"
MAX_STEPS = 100  # cards of one criterion that are compared in pairs
LOW_LEVELS = 2  # levels 0 and 1 must have a card
_VIEWPOINTS = ("collectivite", "projet")


def check_guidance(source: YamlSource, top: int) -> list[Problem]:
    """Return the problems and warnings of the guidance; `top` is the highest level."""
    findings = [*_cards_without_trigger(source), *_levels_without_card(source, top), *_unreachable_cards(source)]
    return [
        Problem(source.line(path), where(source.value, path), message, warning)
        for path, message, warning in findings
    ]


_Findings = Iterator[tuple[PlacePath, str, bool]]


def _cards_without_trigger(source: YamlSource) -> _Findings:
    for path, card in source.find(CARD):
        if isinstance(card, dict) and not card.get("niveaux") and not card.get("quand"):
            yield path, "il faut « niveaux » ou « quand », pour savoir à qui montrer ce conseil.", False


def _levels_without_card(source: YamlSource, top: int) -> _Findings:
    for path, criterion in source.find("axes.*.criteres.*"):
        if not isinstance(criterion, dict):
            continue
        cards = _cards(criterion)
        for viewpoint in _VIEWPOINTS:
            for level in range(min(LOW_LEVELS, top)):
                if not any(_serves(card, viewpoint, level) for card in cards):
                    message = f"aucun conseil ne répond au niveau {level} pour le regard « {viewpoint} »."
                    yield path, message, True


def _serves(card: dict[str, Any], viewpoint: str, level: int) -> bool:
    return viewpoint in _items(card.get("pour")) and (not card.get("niveaux") or level in _items(card["niveaux"]))


def _unreachable_cards(source: YamlSource) -> _Findings:
    """Yield the cards of a family that an earlier step hides in all their cases."""
    for path, criterion in source.find("axes.*.criteres.*"):
        cards = _cards(criterion) if isinstance(criterion, dict) else []
        steps = [card for card in cards if card.get("famille")][:MAX_STEPS]
        for card in steps:
            for other in steps:
                if other is not card and _hides(other, card):
                    message = f"ce conseil n’apparaîtra jamais : {quoted(other.get('id'))}, de la même famille, passe toujours avant lui."
                    yield (*path, "conseils", cards.index(card)), message, True
                    break


def _hides(other: dict[str, Any], card: dict[str, Any]) -> bool:
    try:
        comes_first = other.get("marche", 1) < card.get("marche", 1)
    except TypeError:
        return False
    return (
        comes_first
        and other["famille"] == card["famille"]
        and not other.get("quand")
        and set(_items(card.get("pour"))) <= set(_items(other.get("pour")))
        and bool(other.get("niveaux"))
        and bool(card.get("niveaux"))
        and set(_items(card["niveaux"])) <= set(_items(other["niveaux"]))
    )


def _items(value: Any) -> list[Any]:
    return [item for item in value if isinstance(item, str | int)] if isinstance(value, list) else []


def _cards(criterion: dict[str, Any]) -> list[dict[str, Any]]:
    cards = criterion.get("conseils")
    return [card if isinstance(card, dict) else {} for card in cards] if isinstance(cards, list) else []
