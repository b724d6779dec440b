"""The report: the words that pages and downloads share."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.assessment.report import answer_text, display, make_report
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree, answer, both, build, complete, sheet, valid
from tests.support.strategies import answered_trees

NBSP = "\u00a0"
SHORT: Tree = {
    "axes": {
        "un": {
            "titre": "Le lieu",
            "criteres": {
                "a": {
                    "attendu": {"idee": 1},
                    "conseils": [
                        {"id": "a1", "niveaux": [0, 1, 2, 3]},
                        {"id": "a2", "quand": {"critere": "a", "etat": "ne_sait_pas"}},
                        {"id": "a3", "quand": {"critere": "a", "etat": "sans_reponse"}},
                        {"id": "a4", "quand": {"critere": "a", "etat": "non_concerne"}},
                    ],
                }
            },
        },
        "deux": {"titre": "La relation", "criteres": {"b": {}}},
        "trois": {"titre": "Les moyens", "criteres": {"c": {}}},
    },
    "enjeux": {"jeunesse": ["a"], "emploi": ["a"]},
}


def reason(value: int | str, **context: ContextValue) -> str:
    answers = replace(sheet({"a": value}), context=context)
    report = make_report(build(SHORT), answers)
    return report.reason(report.cards[0]).replace(NBSP, " ")


def test_a_reason_tells_the_answer_and_what_the_stage_expects() -> None:
    assert reason(0, stade="idee") == (
        "Parce que vous avez répondu : « a au niveau 0 selon collectivite ». "
        "À votre étape, on vise le niveau 1, « Niveau 1 »."
    )
    assert reason(1) == (
        "Parce que vous avez répondu : « a au niveau 1 selon collectivite ». On vise le niveau 3, « Niveau 3 »."
    )


def test_a_reason_says_when_the_answer_fits_the_stage_or_is_a_strength() -> None:
    assert reason(1, stade="idee").endswith("C’est conforme à votre étape ; ce conseil prépare la suite.")
    assert reason(3, stade="idee").endswith("C’est un point d’appui ; ce conseil aide à le faire durer.")


def test_a_reason_names_what_raised_the_criterion() -> None:
    assert reason(3, enjeux=("emploi", "jeunesse")).endswith(
        "Votre situation rend ce sujet plus important : « Jeunesse », « Emploi »."
    )


def test_a_reason_without_a_level_expects_nothing() -> None:
    assert reason("ne_sait_pas") == "Parce que vous avez répondu : « Je ne sais pas »."
    assert reason("non_concerne") == "Parce que vous avez répondu : « Non concerné »."


def test_no_answer_is_never_called_an_answer() -> None:
    assert reason("sans_reponse") == "Cette question n’a pas reçu de réponse."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2, "a au niveau 2 selon projet."),
        ("ne_sait_pas", "Je ne sais pas"),
        ("non_concerne", "Non concerné"),
        ("sans_reponse", "Sans réponse"),
        ("masque", "Question non posée"),
    ],
)
def test_every_state_has_its_words(value: int | str, words: str) -> None:
    assert answer_text(build(SHORT).criterion("a"), answer(value), Viewpoint.PROJET) == words


def summary(**answers: int | str) -> str:
    return make_report(build(SHORT), sheet(answers)).summary.replace(NBSP, " ")


def test_the_summary_names_the_best_and_the_weakest_axis() -> None:
    assert summary(a=3, b=2, c=0) == (
        "Votre meilleur appui aujourd’hui : « Le lieu » (partagé). "
        "Ce qui a le plus à gagner : « Les moyens » (à amorcer)."
    )


def test_the_summary_makes_no_difference_between_equal_axes() -> None:
    assert summary(a=2, b=2, c=2) == (
        "Votre profil aujourd’hui : « Le lieu » (en chemin), « La relation » (en chemin) et « Les moyens » (en chemin)."
    )
    assert summary(a=2) == "Votre profil aujourd’hui : « Le lieu » (en chemin)."


def test_the_summary_praises_nothing_at_the_lowest_tier() -> None:
    assert summary(a=1, b=0, c=0).startswith("Tout commence")


def test_the_summary_says_when_answers_are_missing() -> None:
    assert summary() == "Aucune question n’a encore reçu de réponse."
    assert summary(a="ne_sait_pas") == "Aucune question n’a encore reçu de réponse."
    criteria = build({"axes": {"un": {"criteres": {"a": {}, "b": {"poids": 2}}}}})
    assert make_report(criteria, sheet({"a": 1})).summary == (
        "Il manque des réponses pour dessiner un profil, mais les conseils ci-dessous s’appliquent déjà."
    )


def context_tree() -> Tree:
    tree = complete(SHORT)
    stakes = tree["contexte"][1]["choix"]
    stakes[0] |= {"message": "Un message", "ressources": ["pour-tous", "pour-projet"]}
    stakes[1] |= {"ressources": ["pour-tous"]}
    tree["contexte"].append({"id": "nom", "type": "texte", "question": both("Quel nom ?"), "maximum": 80})
    resource = {"titre": "Guide", "editeur": "Un réseau", "url": "https://exemple.fr/", "resume": "Aide"}
    tree["ressources"] = [{"id": "pour-tous", **resource}, {"id": "pour-projet", "pour": ["projet"], **resource}]
    return tree


def test_the_context_is_told_in_words_in_the_order_of_the_file() -> None:
    criteria = Criteria.model_validate(context_tree())
    report = make_report(criteria, sheet({}, nom="Le Moulin", enjeux=("jeunesse", "emploi"), stade="idee"))
    assert [(line.question, line.answer) for line in report.context] == [
        (f"Où en est le projet{NBSP}?", "Idee"),
        (f"Lesquels{NBSP}?", f"Jeunesse{NBSP}; Emploi"),
        (f"Quel nom{NBSP}?", "Le Moulin"),
    ]
    assert report.name == "Le Moulin"
    assert report.viewpoint is Viewpoint.COLLECTIVITE
    assert make_report(criteria, sheet()).name == ""


def test_choices_bring_their_message_and_their_resources_once_for_the_viewpoint() -> None:
    criteria = Criteria.model_validate(context_tree())
    report = make_report(criteria, sheet({}, enjeux=("emploi", "jeunesse")))
    assert report.messages == ("Un message",)
    assert [one.id for one in report.resources] == ["pour-tous"]
    other = make_report(criteria, sheet({}, viewpoint="projet", enjeux=("jeunesse",)))
    assert [one.id for one in other.resources] == ["pour-tous", "pour-projet"]


def test_only_criteria_with_a_level_are_counted_as_answered() -> None:
    report = make_report(build(SHORT), sheet({"a": 0, "b": "ne_sait_pas"}))
    assert report.answered == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", 0),
        ("1/2", 1),
        ("49/100", 0),
        ("74.5", 75),
        ("74.4999999", 74),
        ("200/3", 67),
        ("100", 100),
        ("3/2", 2),
    ],
)
def test_display_rounds_half_up(value: str, shown: int) -> None:
    assert display(Fraction(value)) == shown


@given(st.fractions(0, 100))
def test_display_is_never_further_than_half_a_point(value: Fraction) -> None:
    assert abs(display(value) - value) <= Fraction(1, 2)


@given(answered_trees())
def test_a_report_always_has_its_words(case: tuple[Tree, AnswerSheet]) -> None:
    report = make_report(Criteria.model_validate(case[0]), case[1])
    assert report.summary.endswith(".")
    for advice in report.cards + report.more:
        assert report.reason(advice).endswith(".")
        assert report.answer_text(advice.criterion)
    assert report.answered == sum(
        1 for axis in report.scores.axes for one in axis.criteria if one.answer.state is State.ANSWERED
    )


def test_the_fictitious_profile_of_the_smallest_file_is_a_sheet_like_any_other() -> None:
    criteria = valid("minimal")
    answers = criteria.profiles[0].sheet()
    assert answers.answers["e"] == answer(2, "Vu hier")
    assert answers.answers["c"].state is State.UNKNOWN
    report = make_report(criteria, answers)
    assert [axis.score for axis in report.scores.axes] == [Fraction(500, 9), Fraction(200, 3)]
