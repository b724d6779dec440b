"""What a change does to those who answer, told in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.impact import headline, impact_on, profile_impacts
from questionnaire.assessment.report import make_report
from questionnaire.assessment.upgrade import upgrade_sheet
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree, build
from tests.support.strategies import answered_trees

CARD = {"id": "a1", "niveaux": [0, 1], "effort": 1, "effet": 3}
OTHER = {"id": "b1", "niveaux": [0, 1], "effort": 1, "effet": 2}
PROFILE = {
    "id": "p",
    "titre": "Village",
    "texte": "Un texte",
    "regard": "projet",
    "contexte": {"stade": "ouverture"},
    "reponses": {"a": 1, "b": 1, "c": 2},
}


def small(**changes: Tree | list[Tree] | int) -> Criteria:
    tree: Tree = {
        "axes": {
            "un": {"criteres": {"a": {"conseils": [CARD]}, "b": {"conseils": [OTHER]}}},
            "deux": {"criteres": {"c": {}}},
        },
        "profils_fictifs": [PROFILE],
    }
    return build(tree | changes)


def weighted(weight: float) -> Criteria:
    return small(
        axes={
            "un": {"criteres": {"a": {"conseils": [CARD]}, "b": {"conseils": [OTHER]}, "d": {"poids": weight}}},
            "deux": {"criteres": {"c": {}}},
        },
        profils_fictifs=[PROFILE | {"reponses": {"a": 0, "b": 0, "c": 2, "d": 3}}],
    )


def lines(old: Criteria, new: Criteria) -> list[str]:
    return [line.replace("\xa0", " ") for effect in profile_impacts(old, new) for line in effect.lines]


def test_nothing_changes_between_the_same_criteria(criteria: Criteria) -> None:
    effects = profile_impacts(criteria, criteria)
    assert not any(effect.changed for effect in effects)
    assert headline(effects) == "Les résultats des profils fictifs ne changent pas."
    assert not impact_on(criteria, criteria, criteria.profiles[0].sheet()).changed


def test_a_weight_moves_a_score_and_a_tier() -> None:
    told = lines(weighted(1), weighted(4))
    assert told[0] == "Axe « Axe un » : 33 sur 100 (À amorcer) → 67 sur 100 (En chemin)."


@pytest.mark.parametrize(("weight", "words"), [(1.001, "légère hausse"), (0.999, "légère baisse")])
def test_a_move_that_rounding_hides_is_told(weight: float, words: str) -> None:
    assert lines(weighted(1), weighted(weight)) == [
        f"Axe « Axe un » : 33 sur 100 (À amorcer) → 33 sur 100 (À amorcer), très {words}."
    ]


def test_guidance_that_changes_place_is_told() -> None:
    stronger = small(
        axes={
            "un": {
                "criteres": {"a": {"conseils": [CARD | {"effet": 1}]}, "b": {"conseils": [OTHER | {"effet": 3}]}}
            },
            "deux": {"criteres": {"c": {}}},
        }
    )
    assert lines(small(), stronger) == ["Ordre des conseils : « Conseil a1 » passe du n° 1 au n° 2."]


def test_guidance_more_less_or_reworded_is_told() -> None:
    without = small(
        axes={"un": {"criteres": {"a": {"conseils": [CARD]}, "b": {}}}, "deux": {"criteres": {"c": {}}}}
    )
    assert lines(small(), without) == ["Conseil en moins, n° 2 : « Conseil b1 »."]
    assert lines(without, small()) == ["Conseil en plus, n° 2 : « Conseil b1 »."]
    renamed = small(
        axes={
            "un": {"criteres": {"a": {"conseils": [CARD]}, "b": {"conseils": [OTHER | {"id": "b2"}]}}},
            "deux": {"criteres": {"c": {}}},
        }
    )
    assert lines(small(), renamed) == ["Conseil n° 2 : « Conseil b2 » remplace « Conseil b1 »."]
    reworded = small(
        axes={
            "un": {"criteres": {"a": {"conseils": [CARD | {"piege": "Autre"}]}, "b": {"conseils": [OTHER]}}},
            "deux": {"criteres": {"c": {}}},
        }
    )
    assert lines(small(), reworded) == ["Conseil n° 1 : « Conseil a1 » est reformulé."]


def test_what_changes_elsewhere_on_the_page_is_named() -> None:
    two = small(conseils_max=1)
    one = small(
        conseils_max=1,
        axes={"un": {"criteres": {"a": {"conseils": [CARD]}, "b": {}}}, "deux": {"criteres": {"c": {}}}},
    )
    assert lines(two, one) == ["Changent aussi : les autres conseils."]


def test_questions_axes_and_situations_that_come_and_go_are_told() -> None:
    one_axis = small(
        axes={"un": {"criteres": {"a": {"conseils": [CARD]}, "b": {"conseils": [OTHER]}}}},
        situations=[{"id": "s", "quand": {"critere": "a", "niveau_max": 1}}],
        profils_fictifs=[PROFILE | {"reponses": {"a": 1, "b": 1}}],
    )
    whole = small(profils_fictifs=[PROFILE | {"reponses": {"a": 1, "b": 1}}])
    assert lines(whole, one_axis) == [
        "L’axe « Axe deux » disparaît (à préciser).",
        "Nombre de questions posées : 3 → 2.",
        "Situation signalée en plus : « Situation s ».",
    ]
    assert lines(one_axis, whole) == [
        "Nouvel axe « Axe deux » : à préciser.",
        "Nombre de questions posées : 2 → 3.",
        "Situation signalée en moins : « Situation s ».",
    ]


def test_profiles_that_come_go_or_answer_otherwise_are_told() -> None:
    none, changed = small(profils_fictifs=[]), small(profils_fictifs=[PROFILE | {"reponses": {"a": 3}}])
    assert lines(small(), none) == ["Ce profil fictif n’est plus dans le fichier."]
    assert lines(none, small()) == ["Ce profil fictif est nouveau."]
    assert lines(small(), changed)[0] == "Les réponses de ce profil ont elles-mêmes changé."
    assert "n’a aucun profil fictif" in headline(profile_impacts(none, none))
    assert headline(profile_impacts(small(), none)).replace("\xa0", " ") == "1 profil fictif change, sur 1 :"
    both = profile_impacts(small(), none) * 2
    assert headline(both).replace("\xa0", " ") == "2 profils fictifs changent, sur 2 :"


def test_an_axis_without_a_score_is_told_in_words() -> None:
    hidden = small(
        axes={
            "un": {"criteres": {"a": {"conseils": [CARD]}, "b": {"conseils": [OTHER]}}},
            "deux": {"criteres": {"c": {"si": {"contexte": "stade", "vaut": ["idee"]}}}},
        }
    )
    assert "Axe « Axe deux » : 67 sur 100 (En chemin) → sans objet." in lines(small(), hidden)


# ── answers upgraded to another version ──


@given(one=answered_trees(), two=answered_trees())
def test_any_answers_can_be_upgraded_to_any_version(
    one: tuple[Tree, AnswerSheet], two: tuple[Tree, AnswerSheet]
) -> None:
    old, sheet, new = Criteria.model_validate(one[0]), one[1], Criteria.model_validate(two[0])
    carried, lost = upgrade_sheet(sheet, old, new)
    make_report(new, carried)
    impact_on(old, new, sheet)
    assert upgrade_sheet(carried, new, new) == (carried, ())
    kept = {key for key, answer in sheet.answers.items() if carried.answers.get(key) == answer}
    gone = [key for key, answer in sheet.answers.items() if key not in kept and answer != Answer()]
    assert len(lost) >= len(gone)


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (AnswerSheet(Viewpoint.PROJET, answers={"absent": Answer.at(1)}), "« absent » n’a plus sa place"),
        (AnswerSheet(Viewpoint.PROJET, context={"stade": "aucun"}), "« Où en est le projet ? » n’a plus sa place"),
        (AnswerSheet(Viewpoint.PROJET, context={"autre": "x"}), "« autre » n’a plus sa place"),
        (AnswerSheet(Viewpoint.PROJET, answers={"a": Answer.at(9)}), "« Critère a » n’a plus sa place"),
    ],
)
def test_what_cannot_be_upgraded_is_named(sheet: AnswerSheet, words: str) -> None:
    carried, lost = upgrade_sheet(sheet, small(), small())
    assert (dict(carried.answers), dict(carried.context)) == ({}, {})
    assert words in lost[0].replace("\xa0", " ")


def test_blanks_and_unknown_paths_are_upgraded_without_a_word() -> None:
    sheet = AnswerSheet(
        Viewpoint.PROJET, "disparu", {}, {"absent": Answer(), "a": Answer(State.UNKNOWN, None, "Vu")}
    )
    carried, lost = upgrade_sheet(sheet, small(), small())
    assert lost == ()
    assert carried.path == "complet"
    assert carried.answers == {"a": Answer(State.UNKNOWN, None, "Vu")}
