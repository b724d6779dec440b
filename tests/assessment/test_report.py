"""The report: what pages and downloads share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.report import as_shown, display, make_report, with_root
from questionnaire.assessment.step_wording import reason_words
from questionnaire.assessment.summary import opening_text
from questionnaire.assessment.wording import answer_words, context_lines
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


def context_tree() -> Tree:
    tree = complete(SHORT)
    stakes = tree["contexte"][1]["choix"]
    stakes[0] |= {"message": "Un message", "ressources": ["pour-tous", "pour-projet"]}
    stakes[1] |= {"ressources": ["pour-tous"]}
    tree["contexte"].append({"id": "nom", "type": "texte", "question": both("Quel nom ?"), "maximum": 80})
    resource = {"titre": "Guide", "editeur": "Un réseau", "url": "https://exemple.fr/", "resume": "Aide"}
    tree["ressources"] = [{"id": "pour-tous", **resource}, {"id": "pour-projet", "pour": ["projet"], **resource}]
    return tree


def test_the_address_of_a_leaflet_follows_the_site_wherever_it_is_shown() -> None:
    tree = context_tree()
    tree["ressources"][0]["url"] = "/reperes/budget-une-page"
    tree["axes"][0]["criteres"][0]["conseils"][0]["ressources"] = ["pour-tous"]
    tree["situations"] = [
        {
            "id": "ici",
            "quand": {"critere": "a", "niveau_max": 3},
            "titre": "Ici",
            "texte": both("Ici."),
            "ressources": ["pour-tous", "pour-projet"],
        }
    ]
    report = make_report(Criteria.model_validate(tree), sheet({"a": 0}, viewpoint="projet", enjeux=("jeunesse",)))
    placed = with_root(report, "https://site.fr/ici")
    for resources in (placed.resources, placed.situations[0].resources):
        assert [one.url for one in resources] == [
            "https://site.fr/ici/reperes/budget-une-page",
            "https://exemple.fr/",
        ]
    advices = [*placed.cards, *placed.more]
    assert {one.url for advice in advices for one in advice.resources} == {placed.resources[0].url}
    assert with_root(report, "") == report


def test_the_context_is_told_in_words_in_the_order_of_the_file() -> None:
    criteria = Criteria.model_validate(context_tree())
    report = make_report(criteria, sheet({}, nom="Le Moulin", enjeux=("jeunesse", "emploi"), stade="idee"))
    assert [(line.question, line.answer) for line in context_lines(report)] == [
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


def test_what_is_shown_holds_only_the_answers_to_questions_asked() -> None:
    report = make_report(build(SHORT), sheet({"a": 0, "asked-before": 2}))
    shown = as_shown(report)
    assert set(report.sheet.answers) == {"a", "asked-before"}
    assert set(shown.sheet.answers) == {"a"}
    assert shown.scores == report.scores


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
    assert opening_text(report).endswith(".")
    for advice in report.cards + report.more:
        assert reason_words(report, advice.criterion).endswith(".")
        assert answer_words(report, advice.criterion)
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
