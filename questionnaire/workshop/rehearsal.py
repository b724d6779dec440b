"""Twenty simulated phones, to rehearse a workshop; their answers are always the same, so the guide can describe them."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaire.workshop.votes import Kind, Side

PHONES = 20
_SIDES = (Side.COLLECTIVITE, Side.PROJET)
_SAID = (
    "lien social", "Lien social", "liens sociaux", "le lien social", "vivre ensemble", "vivre-ensemble", "emploi",
    "l’emploi", "emplois locaux", "services de proximité", "service de proximité", "mobilité", "jeunesse",
    "les jeunes", "transition écologique", "Transition écologique", "coopération", "numérique", "culture", "revitaliser le bourg",
)  # fmt: skip
# levels of a criterion by side: one side answers lower than the other
_LEVELS = ((0, 0, 0, 1, 1, 1, 1, 2, 2, 2), (1, 1, 1, 2, 2, 2, 2, 3, 3, 3))


def side_of(phone: int) -> Side:
    """Return the side of a simulated phone."""
    return _SIDES[phone % 2]


def answer_of(phone: int, kind: Kind, choices: Sequence[str], *, again: bool = False) -> tuple[str, ...]:
    """Return the answer of a simulated phone; `again`: in a second round, where extreme answers come closer."""
    if kind is Kind.CLOUD:
        return (_SAID[phone],)
    place = _LEVELS[phone % 2][phone // 2]
    if again:
        place = min(max(place, 1), 2)
    return (choices[min(place, len(choices) - 1)],)
