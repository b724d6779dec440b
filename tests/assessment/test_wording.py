"""The words of the results: every count, sentence and label that page, PDF and spreadsheet share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questionnaire.answers import Viewpoint
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import (
    AxisWords,
    answer_text,
    axis_words,
    coverage_words,
    expected_legend,
    expected_named,
    expected_words,
    level_named,
)
from questionnaire.assessment.criteria_wording import method_in_short, method_on_paper
from questionnaire.assessment.journey import Progress
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.assessment.wording import Audience
from questionnaire.criteria.content import Resource
from tests.assessment.test_report import SHORT
from tests.support.building import answer, build, sheet

NBSP = "\u00a0"


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def one_axis(size: int, **more: Any) -> dict[str, Any]:
    """Return the short form of criteria with one axis of `size` criteria: a, b, c…"""
    return {"axes": {"un": {"titre": "Le lieu", "criteres": dict.fromkeys("abcdefgh"[:size])}}, **more}


def report_of(short: dict[str, Any], answers: dict[str, int | str], **context: Any) -> Report:
    return make_report(build(short), sheet(answers, **context))


def words_of(short: dict[str, Any], answers: dict[str, int | str]) -> AxisWords:
    report = report_of(short, answers)
    return axis_words(report, report.scores.axes[0])


# ── counts ──


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"a": 2}, "1 réponse sur 3"),
        ({"a": 2, "b": 0, "c": 1}, "3 réponses sur 3"),
        ({"a": 2, "b": "ne_sait_pas"}, "1 réponse sur 3"),
        ({"a": 2, "b": "non_concerne"}, "1 réponse sur 2"),
        ({"a": "sans_reponse"}, "0 réponse sur 3"),
        ({"a": "non_concerne", "b": "non_concerne", "c": "non_concerne"}, "0 réponse sur 0"),
    ],
)
def test_levels_are_counted_out_of_the_questions_that_apply(answers: dict[str, int | str], told: str) -> None:
    report = report_of(one_axis(3), answers)
    assert plain(coverage_words(report.scores.axes[0])) == told
    assert plain(wording.answered_words(report)) == told


def test_a_question_that_is_not_asked_is_not_counted() -> None:
    short = {**one_axis(3), "parcours": {"express": ["a", "b"]}}
    report = make_report(build(short), sheet({"a": 1, "c": 3}, path="express"))
    assert plain(wording.answered_words(report)) == "1 réponse sur 2"


@pytest.mark.parametrize(
    ("done", "told"), [(0, "À faire, 0 sur 8"), (3, "En cours, 3 sur 8"), (8, "Fait, 8 sur 8")]
)
def test_the_progress_of_a_part_has_its_words(done: int, told: str) -> None:
    assert wording.progress_words(Progress(done, 8)) == told


def test_only_an_answer_of_some_kind_is_something_said() -> None:
    assert not wording.has_answers(report_of(one_axis(2), {}))
    assert wording.has_answers(report_of(one_axis(2), {"a": "non_concerne"}))
    assert wording.has_answers(report_of(one_axis(2), {"b": 0}))


# ── axes ──


def test_an_axis_with_every_answer_has_a_score_a_tier_and_what_comes_next() -> None:
    words = words_of(one_axis(2), {"a": 2, "b": 1})
    assert (words.score, words.scored, words.verdict) == ("50", "50 sur 100", "En chemin")
    assert words.range == ""
    assert plain(words.next_step) == "Pour passer à « Partagé » : à partir de 75 sur 100."


def test_an_axis_with_too_few_answers_says_so_and_how_far_it_is_open() -> None:
    words = words_of(one_axis(3), {"a": 3})
    assert (words.score, words.verdict) == ("", "À préciser")
    assert plain(words.verdict_text) == "Il n’y a pas encore assez de réponses pour un score (1 réponse sur 3)."
    assert words.range == "Le score pourrait se situer entre 33 et 100."
    assert words.next_step == ""


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        ([], ""),
        (["x"], " Un conseil, lui, s’applique déjà."),
        (["x", "y"], " Les conseils, eux, s’appliquent déjà."),
    ],
)
def test_an_axis_without_a_score_speaks_of_advice_only_when_it_has_some(advice: list[str], told: str) -> None:
    cards = [{"id": one, "niveaux": [0]} for one in advice]
    first, other = (
        {"a": {"conseils": cards}, "b": {"poids": 2}},
        {"c": {"conseils": [{"id": "z", "niveaux": [0]}]}},
    )
    short = {"conseils_max": 1, "axes": {"un": {"criteres": first}, "deux": {"criteres": other}}}
    words = words_of(short, {"a": 0, "c": 0})
    assert plain(words.verdict_text) == (
        f"Il n’y a pas encore assez de réponses pour un score (1 réponse sur 2).{told}"
    )


def test_an_axis_without_a_question_that_applies_says_only_that() -> None:
    words = words_of(one_axis(1), {"a": "non_concerne"})
    assert (words.verdict, words.coverage, words.range, words.next_tier) == ("Sans objet", "", "", "")
    assert words.verdict_text == "Aucune question de cet axe ne vous concerne aujourd’hui."


def test_the_last_tier_leads_nowhere() -> None:
    assert words_of(one_axis(1), {"a": 3}).next_step == ""


@pytest.mark.parametrize(("threshold", "told"), [(62.5, "62,5"), (30, "30"), (33.25, "33,25"), (66.6667, "66,67")])
def test_a_threshold_is_told_as_the_file_says_it(threshold: float, told: str) -> None:
    tiers = [{"titre": "Un", "seuil": 0}, {"titre": "Deux", "seuil": threshold}]
    words = words_of(one_axis(1, paliers=tiers), {"a": 0})
    assert plain(words.next_step) == f"Pour passer à « Deux » : à partir de {told} sur 100."


def test_the_gates_that_hold_a_tier_back_are_named_with_their_level() -> None:
    gates = [{"critere": "a", "au_moins": 2}, {"critere": "b", "au_moins": 1}]
    tiers = [{"titre": "Un", "seuil": 0}, {"titre": "Deux", "seuil": 25, "exige": gates}]
    words = words_of(one_axis(3, paliers=tiers), {"a": 1, "b": 0, "c": 3})
    assert plain(words.next_step) == (
        "Pour passer à « Deux » : « Critère a » au moins au niveau « Niveau 2 », "
        "« Critère b » au moins au niveau « Niveau 1 »."
    )


# ── answers ──


def score_of(value: int | str) -> tuple[Report, CriterionScore]:
    short = {"axes": {"un": {"criteres": {"a": {"attendu": {"idee": 2}}}}}}
    report = report_of(short, {"a": value}, stade="idee")
    return report, report.scores.axes[0].criteria[0]


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


# ── summary ──


# ── headings and labels ──


def test_a_context_question_without_an_answer_is_left_out() -> None:
    lines = wording.context_lines(report_of(SHORT, {}, enjeux=("emploi",)))
    assert [line.answer for line in lines] == ["Emploi"]


def test_a_diagnostic_without_a_name_has_a_title_too() -> None:
    assert wording.title_words(report_of(one_axis(1), {}), Audience.ANYBODY) == "Résultats du diagnostic"
    assert wording.title_words(report_of(one_axis(1), {}), Audience.RESPONDENT) == "Vos résultats"
    named = replace(report_of(one_axis(1), {}), sheet=sheet({}, nom=" Le Moulin "))
    assert {plain(wording.title_words(named, audience)) for audience in Audience} == {"Résultats : Le Moulin"}


@pytest.mark.parametrize(("shown", "told"), [(True, "33"), (False, "")])
def test_the_overall_score_is_told_when_the_criteria_ask_for_it(shown: bool, told: str) -> None:
    assert wording.overall_score(report_of(one_axis(1, afficher_note_globale=shown), {"a": 1})) == told


def test_without_a_score_there_is_no_overall_score() -> None:
    assert wording.overall_score(report_of(one_axis(1, afficher_note_globale=True), {})) == ""


def test_a_resource_tells_who_publishes_it_and_when_it_is_known() -> None:
    given = {
        "id": "guide",
        "titre": "Guide",
        "editeur": "Un réseau",
        "url": "https://exemple.fr/",
        "resume": "Aide",
    }
    assert wording.origin_words(Resource.model_validate(given)) == "Un réseau"
    assert wording.origin_words(Resource.model_validate({**given, "annee": 2023})) == "Un réseau, 2023"


# ── what is left of an axis, an answer and a card ──


def test_missing_answers_leave_an_interval() -> None:
    assert plain(words_of(one_axis(2), {"a": 2}).range) == "1 réponse sur 2 : le score se situe entre 33 et 83."


def test_nothing_is_said_of_a_stage_that_is_not_known() -> None:
    for stage, told in ({"stade": "idee"}, True), ({}, False):
        report = report_of(one_axis(2), {"a": 0}, **stage)
        detail = [expected_words(report, one) for one in report.scores.axes[0].criteria]
        texts = [*detail, expected_legend(report)]
        texts += [method_in_short(report), method_on_paper(report)[1]]
        assert ["à cette étape" in text for text in texts] == [told] * len(texts)
    assert plain(detail[0]) == "Attendu : Niveau 3"


def test_an_interval_whose_ends_look_the_same_is_not_told() -> None:
    short = {"axes": {"un": {"criteres": {"a": {"poids": 1000}, "b": {"poids": 0.1}}}}}
    assert report_of(short, {"a": 3}).scores.axes[0].coverage != 1
    assert words_of(short, {"a": 3}).range == ""


@pytest.mark.parametrize(
    ("value", "named", "expected_name", "said"),
    [
        (1, "1, niveau 1", "2, niveau 2", "Attendu à cette étape : Niveau 2"),
        (2, "2, niveau 2", "2, niveau 2 ✓", "Au niveau attendu"),
        (3, "3, niveau 3", "2, niveau 2 ✓", "Point d’appui"),
        ("ne_sait_pas", "", "2, niveau 2", "Attendu à cette étape : Niveau 2"),
        ("sans_reponse", "", "2, niveau 2", "Attendu à cette étape : Niveau 2"),
        ("non_concerne", "", "—", ""),
    ],
)
def test_an_answer_is_told_beside_what_the_stage_expects(
    value: int | str, named: str, expected_name: str, said: str
) -> None:
    report, one = score_of(value)
    assert plain(level_named(report.criteria, one)) == named
    assert plain(expected_named(report.criteria, one)) == expected_name
    assert plain(expected_words(report, one)) == said


def test_one_example_is_told_as_one_and_a_card_tells_its_effort_and_its_effect() -> None:
    assert (wording.examples_title(1), wording.examples_title(2)) == ("Un exemple", "Exemples")
    short = one_axis(1)
    short["axes"]["un"]["criteres"]["a"] = {"conseils": [{"id": "x", "niveaux": [0], "effort": 1, "effet": 3}]}
    assert wording.effort_and_effect(report_of(short, {"a": 0}).cards[0].card) == "effort faible, effet fort"


def test_the_whole_counts_the_questions_of_every_axis() -> None:
    report = report_of(SHORT, {"a": 2, "b": "non_concerne", "c": "ne_sait_pas"})
    assert plain(wording.answered_words(report)) == "1 réponse sur 2"
