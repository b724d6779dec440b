"""The sentence that opens the results, and the questions to ask each other."""

from __future__ import annotations

import pytest
from hypothesis import given

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.summary import WE, Tone, of_party, opening, opening_text
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP
from tests.support.building import Tree, build, complete, sheet
from tests.support.strategies import answered_trees

EXPECTED = {"attendu": {"idee": 2}}
BRIEFS = {key: {"en_bref": f"un {key}", **EXPECTED} for key in "abcd"}


def report_of(criteria: Tree, answers: dict[str, int | str], **context: str) -> Report:
    tree = {"format": 2, "axes": {"un": {"criteres": criteria}}}
    return make_report(build(tree), sheet(answers, stade="idee", **context))


def said(criteria: Tree, answers: dict[str, int | str]) -> str:
    return opening_text(report_of(criteria, answers)).replace(NBSP, " ")


def test_it_names_the_two_furthest_beyond_then_what_the_first_step_is_about() -> None:
    cards = {"conseils": [{"id": "x", "niveaux": [1]}]}
    criteria = {**BRIEFS, "d": {**BRIEFS["d"], **cards}}
    assert said(criteria, {"a": 2, "b": 3, "c": 0, "d": 1}) == (
        "Vous pouvez compter sur un b et un a. Il vous manque encore un d."
    )


def test_without_a_step_it_names_the_largest_gap() -> None:
    assert said(BRIEFS, {"a": 2, "b": 1, "c": 0}) == "Vous pouvez compter sur un a. Il vous manque encore un c."


def test_a_criterion_without_a_brief_is_named_by_its_title() -> None:
    assert said({"a": EXPECTED}, {"a": 0}) == "Tout commence. Il vous manque encore « Critère a »."


def test_what_is_below_the_stage_but_done_is_not_called_a_beginning() -> None:
    assert said(BRIEFS, {"a": 1, "b": 0}) == "Des choses se font déjà. Il vous manque encore un b."


def test_what_is_only_begun_is_told_as_a_beginning() -> None:
    criteria = {**BRIEFS, "a": {"en_bref": "un a", "attendu": {"idee": 1}}}
    assert said(criteria, {"a": 1, "b": 0}) == "Un début est là : critère a. Il vous manque encore un b."


def test_where_all_is_met_nothing_is_missing() -> None:
    assert said(BRIEFS, dict.fromkeys("abcd", 2)) == (
        "Vous pouvez compter sur un a et un b. Tout y est pour cette étape."
    )


def test_with_less_than_half_of_the_answers_it_says_that_some_are_missing() -> None:
    missing = "Il manque des réponses pour une phrase d’ensemble"
    assert said(BRIEFS, {"a": 2}) == f"{missing}."
    one = {**BRIEFS, "a": {**BRIEFS["a"], "conseils": [{"id": "x", "niveaux": [0]}]}}
    assert said(one, {"a": 0}) == f"{missing} ; le pas ci-dessous vaut déjà."
    both = {**one, "b": {**BRIEFS["b"], "conseils": [{"id": "y", "niveaux": [0]}]}, "e": EXPECTED}
    assert said(both, {"a": 0, "b": 0}) == f"{missing} ; les pas ci-dessous valent déjà."
    assert said(BRIEFS, {"a": "ne_sait_pas"}) == (
        f"{missing} ; voyez ci-dessous à qui demander ce que vous ne savez pas encore."
    )


def test_it_says_when_nothing_is_answered_and_when_nothing_applies() -> None:
    assert said(BRIEFS, {}) == "Aucune question n’a encore reçu de réponse."
    assert said({"a": {}}, {"a": "non_concerne"}) == "Aucune des questions posées ne vous concerne aujourd’hui."


@pytest.mark.parametrize(
    ("voice", "told"),
    [
        (WE, "Nous pouvons compter sur un a. Il nous manque encore un c."),
        (of_party("La commune"), "La commune peut compter sur un a. Il lui manque encore un c."),
    ],
)
def test_it_is_told_in_three_voices(voice: object, told: str) -> None:
    report = report_of(BRIEFS, {"a": 2, "b": 1, "c": 0})
    assert opening_text(report, voice) == told  # type: ignore[arg-type]
    assert [span.text for span in opening(report) if span.tone is Tone.MISSING] == ["un c"]


@given(answered_trees())
def test_the_sentence_and_the_first_step_never_contradict_each_other(case: tuple[Tree, AnswerSheet]) -> None:
    report = make_report(Criteria.model_validate(case[0]), case[1])
    missing = [span.text for span in opening(report) if span.tone is Tone.MISSING]
    with_gap = [advice for advice in report.cards if advice.criterion.gap > 0]
    if missing and with_gap:
        assert missing == [f"«{NBSP}{with_gap[0].criterion.criterion.title}{NBSP}»"]


# ── questions to ask each other ──


def dialogue(answers: dict[str, int | str]) -> list[str]:
    one = {"attendu": {"idee": 3}}
    axes = {
        "lieu": {"criteres": {"a": {**one, "poids": 2}, "b": one}},
        "relation": {"criteres": {"r": one, "s": one, "t": one}},
    }
    criteria = Criteria.model_validate(complete({"axes": axes, "format": 2}))
    return [found.criterion.id for found in make_report(criteria, sheet(answers, stade="idee")).dialogue]


def test_two_of_the_relation_come_first_then_the_largest_gap_elsewhere() -> None:
    assert dialogue({"a": 0, "b": 0, "r": 1, "s": 0, "t": 0}) == ["s", "t", "a"]


def test_the_third_of_the_relation_comes_when_nothing_is_missing_elsewhere() -> None:
    assert dialogue({"a": 3, "b": 3, "r": 1, "s": 0, "t": 0}) == ["s", "t", "r"]


def test_strengths_are_worth_telling_when_little_is_missing() -> None:
    assert dialogue({"a": 3, "b": 1, "r": 3, "s": 3, "t": 3}) == ["b", "a", "r"]


def test_what_nobody_knows_yet_is_not_told_as_met() -> None:
    some: dict[str, int | str] = {"a": 2, "b": 2, "c": 2, "d": "ne_sait_pas"}
    assert said(BRIEFS, some) == "Vous pouvez compter sur un a et un b. Rien ne manque parmi les réponses données."
