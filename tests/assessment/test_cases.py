"""The worked cases of tests/cases: a facilitator reads them, their numbers are computed by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.serialization import read_sheet
from questionnaire.criteria.model import Criteria
from tests.support.building import HERE, build, valid
from tests.support.plain_yaml import plain_yaml

CASES = sorted((HERE / "cases").glob("*.yaml"))


def _decimal(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _ids(found: tuple[CriterionScore, ...]) -> list[str]:
    return [one.criterion.id for one in found]


def _shown(report: Report) -> list[CriterionScore]:
    return [one for axis in report.scores.axes for one in axis.criteria]


AXIS: dict[str, Callable[[AxisScore], Any]] = {
    "etat": lambda axis: axis.state.value,
    "score": lambda axis: _decimal(axis.score),
    "attendu_score": lambda axis: _decimal(axis.expected_score),
    "au_niveau": lambda axis: axis.met,
    "compte": lambda axis: axis.answered,
    "au_dela": lambda axis: axis.beyond,
    "a_preciser": lambda axis: axis.to_specify,
    "couverture": lambda axis: _decimal(axis.coverage),
    "minimum": lambda axis: _decimal(axis.minimum),
    "maximum": lambda axis: _decimal(axis.maximum),
    "palier": lambda axis: axis.tier and axis.tier.title,
    "palier_suivant": lambda axis: axis.next_tier and axis.next_tier.title,
    "manque": lambda axis: {gate.criterion: gate.at_least for gate in axis.missing},
}
WHOLE: dict[str, Callable[[Report], Any]] = {
    "note_globale": lambda report: _decimal(report.scores.overall),
    "conseils": lambda report: [advice.card.id for advice in report.cards],
    "conseils_suite": lambda report: [advice.card.id for advice in report.more],
    "situations": lambda report: [active.situation.id for active in report.situations],
    "points_appui": lambda report: _ids(report.strengths),
    "a_verifier": lambda report: _ids(report.to_check),
    "conformes": lambda report: [one.criterion.id for one in _shown(report) if one.as_expected],
}
CHOSEN: dict[str, Callable[[Report], dict[str, float | None]]] = {
    "ecarts": lambda report: {one.criterion.id: _decimal(one.gap) for one in _shown(report)},
    "priorites": lambda report: {one.card.id: _decimal(one.priority) for one in report.cards + report.more},
}


def _criteria(said: str | dict[str, Any]) -> Criteria:
    return valid(said) if isinstance(said, str) else build(said)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_gives_the_numbers_and_the_guidance_computed_by_hand(path: Path) -> None:
    case = plain_yaml(path.read_text(encoding="utf-8"))
    expected = case.pop("attendu")
    assert case.pop("titre")
    sheet, notices = read_sheet(case, criteria := _criteria(case.pop("criteres")))
    assert notices == ()
    report = make_report(criteria, sheet)

    axes = {axis.axis.id: axis for axis in report.scores.axes}
    for axis_id, values in expected.pop("axes", {}).items():
        assert {name: AXIS[name](axes[axis_id]) for name in values} == values, axis_id
    for name in [name for name in expected if name in CHOSEN]:
        values = expected.pop(name)
        found = CHOSEN[name](report)
        assert {key: found[key] for key in values} == values, name
    assert {name: WHOLE[name](report) for name in expected} == expected


def test_there_are_cases_and_each_has_a_title_of_its_own() -> None:
    titles = [plain_yaml(path.read_text(encoding="utf-8"))["titre"] for path in CASES]
    assert len(set(titles)) == len(titles) >= 15
