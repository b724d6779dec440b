"""Which fictitious profiles are crossed in the public example."""

from __future__ import annotations

import datetime

from questionnaire.criteria.model import Criteria
from questionnaire.crossing.examples import example_pairs
from tests.support.building import Tree, build

DAY = datetime.date(2027, 3, 3)


def _criteria(*names: str | None) -> Criteria:
    """Return criteria with one profile of each name, p0, p1 and so on."""
    texts = {"collectivite": "Un texte", "projet": "Un texte"}
    profiles: list[Tree] = [
        {
            "id": f"p{number}",
            "titre": f"Profil {number}",
            "texte": "Un texte",
            "regard": "projet",
            "contexte": {} if name is None else {"nom": name},
            "reponses": {"a": 1},
        }
        for number, name in enumerate(names)
    ]
    return build(
        {
            "axes": {"un": {"criteres": {"a": {}}}},
            "contexte": [{"id": "nom", "type": "texte", "question": texts}],
            "profils_fictifs": profiles,
        }
    )


def test_the_first_two_profiles_of_one_name_make_a_pair() -> None:
    pairs = example_pairs(_criteria("Ici", "Là", None, "Là ", "Ici", "Ici"))
    assert [(pair.id, pair.first.id, pair.second.id, pair.name) for pair in pairs] == [
        ("p0", "p0", "p4", "Ici"),
        ("p1", "p1", "p3", "Là"),
    ]
    first, second = pairs[0].sides(DAY)
    assert [(side.name, side.taken_on) for side in (first, second)] == [("Profil 0", DAY), ("Profil 4", DAY)]


def test_profiles_without_a_name_are_never_paired() -> None:
    assert example_pairs(_criteria(None, None, "Ici", "Là")) == ()
