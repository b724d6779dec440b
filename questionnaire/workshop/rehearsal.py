"""Twenty invented phones, to rehearse a workshop: the same ones each time, so that one can say beforehand what will show."""

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
# of a criterion: a side that sees it lower than the other
_LEVELS = ((0, 0, 0, 1, 1, 1, 1, 2, 2, 2), (1, 1, 1, 2, 2, 2, 2, 3, 3, 3))


def side_of(phone: int) -> Side:
    """Return where an invented phone speaks from."""
    return _SIDES[phone % 2]


def answer_of(phone: int, kind: Kind, choices: Sequence[str], *, again: bool = False) -> tuple[str, ...]:
    """Return what an invented phone answers; `again`: in a second round, in which some come closer to the others."""
    if kind is Kind.CLOUD:
        return (_SAID[phone],)
    place = _LEVELS[phone % 2][phone // 2]
    if again:
        place = min(max(place, 1), 2)
    return (choices[min(place, len(choices) - 1)],)
