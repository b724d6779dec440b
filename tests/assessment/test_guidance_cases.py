"""What the shipped guidance gives in invented situations, against what an adviser would say (tests/cases/guidance)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.selection import FIRST
from questionnaire.assessment.serialization import read_sheet
from questionnaire.criteria.model import Criteria
from tests.support.building import HERE
from tests.support.plain_yaml import plain_yaml

CASES = sorted((HERE / "cases" / "guidance").glob("*.yaml"))
OR = " ou "


def _missing(wanted: list[str], found: list[str]) -> list[str]:
    return [line for line in wanted if not set(line.split(OR)) & set(found)]


def _all_in(found: Callable[[Report], list[str]]) -> Callable[[Report, Any], list[str]]:
    return lambda report, wanted: _missing([wanted] if isinstance(wanted, str) else wanted, found(report))


def _none_in(found: Callable[[Report], list[str]]) -> Callable[[Report, Any], list[str]]:
    return lambda report, unwanted: [key for key in unwanted if key in found(report)]


def _six(report: Report) -> list[str]:
    return [advice.card.id for advice in report.cards]


def _three(report: Report) -> list[str]:
    return _six(report)[:FIRST]


def _every(report: Report) -> list[str]:
    return [advice.card.id for advice in report.cards + report.more]


def _situations(report: Report) -> list[str]:
    return [active.situation.id for active in report.situations]


def _strengths(report: Report) -> list[str]:
    return [one.criterion.id for one in report.strengths]


def _dialogue(report: Report) -> list[str]:
    return [one.criterion.id for one in report.dialogue]


def _words(report: Report) -> str:
    cards = [f"{one.card.title} {one.card.why} {one.card.first_step}" for one in report.cards]
    situations = [active.text for active in report.situations]
    return " ".join((*cards, *situations, *(one.criterion.dialogue for one in report.dialogue)))


def _to_check(report: Report) -> list[str]:
    return [one.criterion.id for one in report.to_check]


def _known(criteria: Criteria) -> set[str]:
    every = [criterion for axis in criteria.axes for criterion in axis.criteria]
    cards = {card.id for criterion in every for card in criterion.cards}
    return cards | {criterion.id for criterion in every} | {situation.id for situation in criteria.situations}


def _named(expected: dict[str, Any]) -> set[str]:
    lists = [said for name, said in expected.items() if name not in ("en_premier", "jamais_les_mots")]
    lines = [*(line for said in lists for line in said), expected.get("en_premier", "")]
    return {key for line in lines if line for key in line.split(OR)}


# what a case may say: each gives what is wrong, in the case or in the guidance
SAID: dict[str, Callable[[Report, Any], list[str]]] = {
    "en_premier": _all_in(lambda report: _six(report)[:1]),
    "dans_les_trois": _all_in(_three),
    "dans_les_six": _all_in(_six),
    "pas_dans_les_trois": _none_in(_three),
    "pas_dans_les_six": _none_in(_six),
    "jamais": _none_in(_every),
    "situations": lambda report, wanted: sorted(set(wanted) ^ set(_situations(report))),
    "points_d_appui": lambda report, wanted: (
        _missing(wanted, _strengths(report)) if wanted else _strengths(report)
    ),
    "a_se_demander": _all_in(_dialogue),
    "jamais_les_mots": lambda report, unwanted: [word for word in unwanted if word in _words(report)],
    "a_verifier": _all_in(_to_check),
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_guidance_says_what_an_adviser_would_say(path: Path, criteria: Criteria) -> None:
    case = plain_yaml(path.read_text(encoding="utf-8"))
    expected = case["attendu"]
    told = {key: case[key] for key in ("regard", "parcours", "contexte", "reponses") if key in case}
    sheet, notices = read_sheet(told, criteria)
    report = make_report(criteria, sheet)

    asked = {one.criterion.id for axis in report.scores.axes for one in axis.criteria}
    assert (notices, asked ^ set(case["reponses"])) == ((), set()), (
        "the case answers every question asked, and no other"
    )
    assert _named(expected) <= _known(criteria), "the case names what exists"
    wrong = {name: SAID[name](report, said) for name, said in expected.items()}
    assert {name: said for name, said in wrong.items() if said} == {}, _six(report)
    for active in report.situations:
        assert set(active.situation.cards) & set(_six(report)), f"{active.situation.id} is told without a step"


def test_every_situation_of_the_shipped_criteria_brings_its_step(criteria: Criteria) -> None:
    assert [situation.id for situation in criteria.situations if not situation.cards] == []
