"""The worked cases of tests/cases/crossing: a facilitator reads them, their agenda is worked out by hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from questionnaire.assessment.serialization import read_sheet
from questionnaire.criteria.model import ContextChoice, Criteria
from questionnaire.crossing import wording
from questionnaire.crossing.agenda import Agenda, make_agenda
from questionnaire.crossing.comparison import ComparedCriterion, Comparison, compare
from questionnaire.crossing.sides import Side, make_side
from tests.support.building import HERE, build
from tests.support.plain_yaml import plain_yaml

CASES = sorted((HERE / "cases" / "crossing").glob("*.yaml"))
DAY = datetime.date(2027, 3, 3)


def _ids(found: tuple[ComparedCriterion, ...] | tuple[ContextChoice, ...]) -> list[str]:
    return [one.id for one in found]


def _names(comparison: Comparison) -> tuple[str, str]:
    return wording.side_names(comparison.criteria, *comparison.sides)


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


EXPECTED: dict[str, Callable[[Comparison, Agenda], Any]] = {
    "classes": lambda found, agenda: {row.id: row.agreement.value for row in found.rows},
    "ecarts": lambda found, agenda: {row.id: row.gap for row in found.rows},
    "hors_comparaison": lambda found, agenda: _ids(wording.not_compared(found)),
    "reformules": lambda found, agenda: [row.id for row in found.rows if row.reworded],
    "etapes_differentes": lambda found, agenda: agenda.stages_first,
    "portages": lambda found, agenda: [choice and choice.id for choice in found.context.carriers],
    "enjeux_communs": lambda found, agenda: _ids(found.context.common_stakes),
    "enjeux_a_part": lambda found, agenda: [_ids(own) for own in found.context.own_stakes],
    "ordre_du_jour": lambda found, agenda: _ids(agenda.subjects),
    "commence_par": lambda found, agenda: agenda.opening and agenda.opening.id,
    "si_le_temps": lambda found, agenda: _ids(agenda.if_time_allows),
    "phrase": lambda found, agenda: _plain(wording.summary(found)),
    "reste": lambda found, agenda: _plain(wording.remainder(found)),
    "duree": lambda found, agenda: _plain(wording.duration(agenda)),
    "noms": lambda found, agenda: [_plain(name) for name in _names(found)],
    "perdu": lambda found, agenda: [_plain(lost) for lost in wording.lost_words(found.sides, _names(found))],
    "phrases": lambda found, agenda: {
        row.id: [side.sentence for side in row.sides] for row in found.rows if row.levels
    },
}
TURNED = ("enjeux_a_part", "portages", "phrases", "noms", "perdu")  # what says which side is which


def _side(case: dict[str, Any], number: int, criteria: Criteria) -> Side:
    old = case.get(f"criteres_d_avant_{number}")
    under = build(old) if old else criteria
    sheet, notices = read_sheet(case[f"regard_{number}"], under)
    assert notices == ()
    return make_side(sheet, "", DAY, under, criteria)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_gives_the_classes_and_the_agenda_worked_out_by_hand(path: Path) -> None:
    case = plain_yaml(path.read_text(encoding="utf-8"))
    criteria = build(case["criteres"])
    first, second = (_side(case, number, criteria) for number in (1, 2))
    expected = case["attendu"]

    found = compare(criteria, first, second)
    assert {name: EXPECTED[name](found, make_agenda(found)) for name in expected} == expected

    turned = compare(criteria, second, first)
    unchanged = {name: value for name, value in expected.items() if name not in TURNED}
    assert {name: EXPECTED[name](turned, make_agenda(turned)) for name in unchanged} == unchanged


def test_each_case_has_a_title_of_its_own_and_every_class_has_a_case() -> None:
    cases = [plain_yaml(path.read_text(encoding="utf-8")) for path in CASES]
    assert len({case["titre"] for case in cases}) == len(cases) >= 15
    found = {value for case in cases for value in case["attendu"]["classes"].values()}
    assert found == {agreement.value for agreement in wording.AGREEMENTS}
