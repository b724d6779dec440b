"""What the method page says is what is computed, whatever the file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from questionnaire.assessment.method_wording import CriterionWords, method_words
from questionnaire.criteria.model import Criteria
from tests.assessment.test_criteria_wording import plain, weighing
from tests.support.building import STAGES, build

REST = "Les autres restent à portée, si l’un ne convient pas."
FIRST = "Les trois premiers sont vos pas pour ce mois-ci."


@pytest.mark.parametrize(
    ("cards", "axes", "told"),
    [
        (1, 3, "Le premier vous est proposé, ou le premier à petit effort s’il en existe un."),
        (
            2,
            3,
            "On en retient deux : au moins un à petit effort s’il en existe un. Ce sont vos pas pour ce mois-ci.",
        ),
        (
            4,
            2,
            "On en retient quatre : pas plus de deux par axe tant qu’un autre axe a quelque chose à dire, "
            f"et au moins un à petit effort s’il en existe un. {FIRST}",
        ),
        (9, 1, f"On en retient neuf : au moins un à petit effort s’il en existe un. {FIRST}"),
    ],
)
def test_the_method_tells_how_many_cards_are_kept(cards: int, axes: int, told: str) -> None:
    words = method_words(weighing(*[[1]] * axes, conseils_max=cards))
    assert plain(words.cards) == f"{told} {REST}"
    assert words.ties == "le plus petit effort, puis le plus grand effet"


@pytest.mark.parametrize(
    ("cards", "axes", "told"),
    [
        (
            6,
            2,
            "On en retient six : un par critère, pas plus de quatre par axe tant qu’un autre axe a quelque chose à "
            f"dire, et au moins un à petit effort parmi les trois premiers s’il en existe un. {FIRST}",
        ),
        (
            3,
            1,
            "On en retient trois : un par critère, et au moins un à petit effort s’il en existe un. "
            "Ce sont vos pas pour ce mois-ci.",
        ),
    ],
)
def test_the_method_tells_the_rules_of_format_2(cards: int, axes: int, told: str) -> None:
    words = method_words(weighing(*[[1]] * axes, conseils_max=cards, format=2))
    assert plain(words.cards) == f"{told} {REST}"
    assert words.ties == "le niveau le plus bas, puis le plus petit effort, puis le plus grand effet"


def test_the_method_tells_thresholds_gates_and_coverage_as_the_file_says_them() -> None:
    gate = [{"critere": "c-0-0", "au_moins": 2}]
    tiers = [{"titre": "Un", "seuil": 0}, {"titre": "Deux", "seuil": 62.5, "exige": gate}]
    words = method_words(weighing([1, 1.25], paliers=tiers, couverture_minimale=0.125))
    assert [tier.start for tier in words.tiers] == ["à partir de 0", "à partir de 62,5"]
    assert plain(words.tiers[1].gates[0]) == "Demande aussi « Critère c-0-0 » au moins au niveau « Niveau 2 »."
    assert plain(words.least_coverage) == "12,5 %"
    assert (plain(words.axes[0].count), [one.weight for one in words.axes[0].criteria]) == (
        "2 critères",
        ["", "poids 1,25"],
    )


def of_criteria(**criteria: Mapping[str, Any]) -> Criteria:
    return build({"format": 2, "axes": {"un": {"criteres": criteria}}})


def lines(criteria: Criteria) -> list[CriterionWords]:
    return [one for axis in method_words(criteria).axes for one in axis.criteria]


def test_the_level_expected_is_told_over_the_stages_that_ask_the_criterion() -> None:
    later = {"contexte": "stade", "vaut": ["fonctionnement"]}
    every = dict.fromkeys(STAGES, 2)
    told = lines(
        of_criteria(a={"attendu": every | {"idee": 1}}, b={"attendu": every}, c={"attendu": every, "si": later})
    )
    others = ", ".join(stage for stage in STAGES if stage != "idee")
    assert [plain(one.expected) for one in told] == [
        f"Attendu : niveau 1 (idee), niveau 2 ({others}).",
        "Attendu : niveau 2, à chaque étape.",
        "Attendu : niveau 2 (fonctionnement).",
    ]


def test_a_prerequisite_is_told_with_its_criterion_and_with_what_it_does() -> None:
    criteria = of_criteria(a={}, b={"suppose": {"critere": "a", "au_moins": 1}})
    assert [plain(one.needs) for one in lines(criteria)] == [
        "",
        "Suppose « Critère a » au moins au niveau « Niveau 1 ».",
    ]
    assert plain(method_words(criteria).prerequisites) == (
        "Certains critères en supposent un autre : « Critère b » suppose « Critère a » au moins au niveau « Niveau 1 ». "
        "Tant que ce préalable manque, la priorité de leurs conseils est divisée par deux ; "
        "celle du préalable monte de moitié s’il est « Niveau 0 »."
    )
    assert method_words(of_criteria(a={})).prerequisites == ""


@pytest.mark.parametrize(("most", "told"), [(0, ""), (1, "est signalée :"), (2, "est signalée (deux au plus) :")])
def test_situations_are_told_when_they_bring_cards(criteria: Criteria, most: int, told: str) -> None:
    words = plain(method_words(criteria.model_copy(update={"situations_max": most})).situations)
    assert told in words
    assert bool(words) == bool(told)
    assert method_words(of_criteria(a={})).situations == ""


def test_the_count_is_that_of_the_public_example(criteria: Criteria) -> None:
    assert "au niveau attendu" in method_words(criteria).count_example
    assert method_words(of_criteria(a={})).count_example == ""


def test_the_worked_example_is_scored_beside_what_its_stage_expects(criteria: Criteria) -> None:
    worked = method_words(criteria).worked
    assert worked.stage == "en préparation"
    # « Non concerné » is not offered there
    assert [plain(row.answer) for row in worked.rows][1:] == ["1, amorcé", "Je ne sais pas"]
    # levels 3 and 1 of equal weights: 100 · (1 + 1/3) / 2; expected 1 and 2; one of three unknown, from 44 to 78
    assert {name: plain(figure) for name, figure in worked.figures.items()} == {
        "Au niveau attendu": "1 critère sur 2",
        "Le score": "67 sur 100",
        "Le score attendu": "50 sur 100",
        "La couverture": "67 %",
        "Selon ce qui manque": "entre 44 et 78",
    }


def test_an_axis_that_a_stage_asks_nothing_of_has_no_figure() -> None:
    never = {"contexte": "stade", "vaut": ["idee"]}
    worked = method_words(of_criteria(a={"si": never})).worked
    assert worked.rows == ()
