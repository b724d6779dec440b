"""The words of the results: every count, sentence and label that page, PDF and spreadsheet share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questionnaire.answers import ContextValue, Viewpoint
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import (
    AxisWords,
    answer_text,
    axis_note,
    axis_text,
    axis_words,
    coverage_words,
    expected_legend,
    expected_named,
    expected_out_of,
    expected_words,
    interval_reason,
    level_named,
    level_out_of,
    level_words,
    sign_words,
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


def test_the_whole_counts_the_questions_of_every_axis() -> None:
    report = report_of(SHORT, {"a": 2, "b": "non_concerne", "c": "ne_sait_pas"})
    assert plain(wording.eyebrow(report)) == "Regard : collectivite · 1 réponse sur 2"


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
    assert plain(words.heading) == "Le lieu : 50 sur 100, En chemin"
    assert words.range == ""
    assert plain(words.next_step) == "Pour passer à « Partagé » : à partir de 75 sur 100."


def test_missing_answers_leave_an_interval() -> None:
    assert plain(words_of(one_axis(2), {"a": 2}).range) == "1 réponse sur 2 : le score se situe entre 33 et 83."
    report = report_of(one_axis(2), {"a": 2})
    assert interval_reason(report.scores.axes[0]) == "entre 33 et 83 selon les réponses qui manquent"


def test_an_interval_whose_ends_look_the_same_is_not_told() -> None:
    short = {"axes": {"un": {"criteres": {"a": {"poids": 1000}, "b": {"poids": 0.1}}}}}
    report = report_of(short, {"a": 3})
    assert report.scores.axes[0].coverage != 1
    assert interval_reason(report.scores.axes[0]) == ""
    assert words_of(short, {"a": 3}).range == ""


def test_an_axis_with_too_few_answers_says_so_and_how_far_it_is_open() -> None:
    words = words_of(one_axis(3), {"a": 3})
    assert (words.score, words.verdict) == ("", "À préciser")
    assert plain(words.heading) == "Le lieu : à préciser"
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


def test_the_words_of_a_drawing_say_all_that_it_shows() -> None:
    report = report_of(one_axis(3), {"a": 2, "b": 1})
    assert plain(axis_text(report.scores.axes[0])) == (
        "Le lieu : 50 sur 100. Palier : En chemin. Le score se situe entre 33 et 67 selon les réponses qui manquent. "
        "Critère a : niveau 2, attendu 3. Critère b : niveau 1, attendu 3. Critère c : sans réponse."
    )
    full = report_of(one_axis(1), {"a": 3})
    assert plain(axis_text(full.scores.axes[0])) == (
        "Le lieu : 100 sur 100. Palier : Partagé. Critère a : niveau 3, attendu 3."
    )


def test_a_drawing_without_a_tier_says_why() -> None:
    few = report_of(one_axis(3), {"a": 3}).scores.axes[0]
    none = report_of(one_axis(1), {"a": "non_concerne"}).scores.axes[0]
    assert axis_note(few) == "Trop peu de réponses pour un score."
    assert axis_note(none) == "Rien à évaluer ici dans votre situation."
    assert "Palier" not in axis_text(few)


# ── answers ──


def score_of(value: int | str) -> tuple[Report, CriterionScore]:
    short = {"axes": {"un": {"criteres": {"a": {"attendu": {"idee": 2}}}}}}
    report = report_of(short, {"a": value}, stade="idee")
    return report, report.scores.axes[0].criteria[0]


@pytest.mark.parametrize(
    ("value", "level", "out_of", "expected", "named", "expected_name", "said"),
    [
        (1, "niveau 1, attendu 2", "1 sur 3", "2 sur 3", "1, niveau 1", "2, niveau 2", "Attendu à votre étape : Niveau 2"),
        (2, "niveau 2, attendu 2", "2 sur 3", "2 sur 3", "2, niveau 2", "2, niveau 2 ✓", "Conforme à votre étape"),
        (3, "niveau 3, attendu 2", "3 sur 3", "2 sur 3", "3, niveau 3", "2, niveau 2 ✓", "Point d’appui"),
        ("ne_sait_pas", "je ne sais pas", "Je ne sais pas", "2 sur 3", "", "2, niveau 2", "Attendu à votre étape : Niveau 2"),
        ("sans_reponse", "sans réponse", "Sans réponse", "2 sur 3", "", "2, niveau 2", "Attendu à votre étape : Niveau 2"),
        ("non_concerne", "non concerné", "Non concerné", "—", "", "—", ""),
    ],
)  # fmt: skip
def test_an_answer_is_told_beside_what_the_stage_expects(
    value: int | str, level: str, out_of: str, expected: str, named: str, expected_name: str, said: str
) -> None:
    report, one = score_of(value)
    assert plain(level_words(one)) == level
    assert (level_out_of(one), expected_out_of(one)) == (out_of, expected)
    assert plain(level_named(report.criteria, one)) == named
    assert plain(expected_named(report.criteria, one)) == expected_name
    assert plain(expected_words(report, one)) == said


def test_nothing_is_said_of_a_stage_that_is_not_known() -> None:
    for stage, told in ({"stade": "idee"}, True), ({}, False):
        report = report_of(one_axis(2), {"a": 0}, **stage)
        detail = [expected_words(report, one) for one in report.scores.axes[0].criteria]
        texts = [*detail, expected_legend(report), sign_words(report).expected]
        texts += [method_in_short(report), method_on_paper(report)[1]]
        assert ["à votre étape" in text for text in texts] == [told] * len(texts)
    assert plain(detail[0]) == "Attendu : Niveau 3"


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


# ── reasons ──


def reason(value: int | str, **context: ContextValue) -> str:
    answers = replace(sheet({"a": value}), context=context)
    report = make_report(build(SHORT), answers)
    return wording.reason(report, report.cards[0]).replace(NBSP, " ")


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


def test_a_reason_quotes_what_not_concerned_meant() -> None:
    report = make_report(build({**SHORT, "format": 2}), sheet({"a": "non_concerne"}))
    said = wording.reason(report, report.cards[0]).replace(NBSP, " ")
    assert said == "Parce que vous avez répondu : « Rien de tel n’existe »."


def test_no_answer_is_never_called_an_answer() -> None:
    assert reason("sans_reponse") == "Cette question n’a pas reçu de réponse."


# ── summary ──


def summary(**answers: int | str) -> str:
    return wording.summary(make_report(build(SHORT), sheet(answers))).replace(NBSP, " ")


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
    missing = "Il manque des réponses pour dessiner un profil"
    assert summary() == "Aucune question n’a encore reçu de réponse."
    assert summary(a="ne_sait_pas") == f"{missing}, mais le conseil ci-dessous s’applique déjà."
    criteria = build({"axes": {"un": {"criteres": {"a": {}, "b": {"poids": 2}}}}})
    assert wording.summary(make_report(criteria, sheet({"a": 1}))) == f"{missing}."


def test_the_summary_of_several_cards_without_a_score_speaks_of_them_all() -> None:
    cards = [{"id": one, "niveaux": [1]} for one in "xy"]
    report = report_of({"axes": {"un": {"criteres": {"a": {"conseils": cards}, "b": {"poids": 2}}}}}, {"a": 1})
    assert wording.summary(report) == (
        "Il manque des réponses pour dessiner un profil, mais les conseils ci-dessous s’appliquent déjà."
    )


def test_who_only_said_not_to_know_is_told_whom_to_ask() -> None:
    report = report_of(one_axis(2), {"a": "ne_sait_pas"})
    assert plain(wording.summary(report)) == (
        "Il manque des réponses pour dessiner un profil ; "
        "voyez ci-dessous à qui demander ce que vous ne savez pas encore."
    )


def test_the_summary_says_when_no_question_applies() -> None:
    report = report_of(one_axis(1), {"a": "non_concerne"})
    assert wording.summary(report) == "Aucune des questions posées ne vous concerne aujourd’hui."


def test_the_summary_offers_a_first_step_only_when_there_is_one() -> None:
    short: dict[str, Any] = {"axes": {"un": {"criteres": {"a": {}}}, "deux": {"criteres": {"b": {}}}}}
    assert wording.summary(report_of(short, {"a": 0, "b": 1})) == "Tout commence, et c’est le bon moment."


# ── headings and labels ──


def test_a_context_question_without_an_answer_is_left_out() -> None:
    lines = wording.context_lines(report_of(SHORT, {}, enjeux=("emploi",)))
    assert [line.answer for line in lines] == ["Emploi"]


def test_a_diagnostic_without_a_name_has_a_title_too() -> None:
    assert wording.title_words(report_of(one_axis(1), {}), Audience.ANYBODY) == "Résultats du diagnostic"
    assert wording.title_words(report_of(one_axis(1), {}), Audience.RESPONDENT) == "Vos résultats"
    named = replace(report_of(one_axis(1), {}), sheet=sheet({}, nom=" Le Moulin "))
    assert {plain(wording.title_words(named, audience)) for audience in Audience} == {"Résultats : Le Moulin"}


@pytest.mark.parametrize(
    ("count", "title", "intro"),
    [
        (1, "Un conseil pour commencer", "Le premier pas tient dans le mois."),
        (2, "Deux conseils, dans l’ordre", "Commencez par un seul. Les premiers pas tiennent dans le mois."),
        (9, "Neuf conseils, dans l’ordre", "Commencez par un seul. Les premiers pas tiennent dans le mois."),
    ],
)
def test_the_cards_are_counted_in_words(count: int, title: str, intro: str) -> None:
    assert wording.cards_title(count) == title
    assert wording.cards_intro(count) == intro


def test_one_situation_and_one_example_are_told_as_one() -> None:
    assert wording.situations_title(1) == "Une situation à regarder de près"
    assert wording.situations_title(2) == "Des situations à regarder de près"
    assert wording.examples_title(1) == "Un exemple"
    assert wording.examples_title(2) == "Exemples"


@pytest.mark.parametrize(("shown", "told"), [(True, "33"), (False, "")])
def test_the_overall_score_is_told_when_the_criteria_ask_for_it(shown: bool, told: str) -> None:
    assert wording.overall_score(report_of(one_axis(1, afficher_note_globale=shown), {"a": 1})) == told


def test_without_a_score_there_is_no_overall_score() -> None:
    assert wording.overall_score(report_of(one_axis(1, afficher_note_globale=True), {})) == ""


def test_a_card_tells_its_axis_its_criterion_its_effort_and_its_effect() -> None:
    short = one_axis(1)
    short["axes"]["un"]["criteres"]["a"] = {"conseils": [{"id": "x", "niveaux": [0], "effort": 1, "effet": 3}]}
    advice = report_of(short, {"a": 0}).cards[0]
    assert wording.about(advice) == "Le lieu · Critère a"
    assert wording.effort_and_effect(advice.card) == "effort faible, effet fort"


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
