"""A frozen sheet upgraded to the version of the criteria in service."""

from __future__ import annotations

import datetime

import pytest

from questionnaire.answers import Answer, State
from questionnaire.criteria.loading import load_criteria
from questionnaire.crossing.comparison import compare
from questionnaire.crossing.sides import levels_only, make_side
from questionnaire.crossing.wording import dates, level_words, lost_words, side_names
from questionnaire.typography import NBSP
from tests.support.building import Tree, build, sheet, valid
from tests.support.shipped import OURS, renamed

DAY = datetime.date(2027, 3, 1)
CRITERIA: Tree = {"axes": {"un": {"criteres": {"a": {}, "b": {}}}}}


def test_a_sheet_of_the_version_in_service_is_left_as_it_is() -> None:
    criteria = valid("minimal")
    frozen = sheet({"inconnu-ici": 2}, stade="idee")
    side = make_side(frozen, "La mairie", DAY, criteria, valid("minimal"))
    assert side.sheet is frozen
    assert (side.lost, side.reworded) == ((), frozenset())


def test_a_question_reworded_for_the_stages_before_the_opening_alone_is_told_there_alone() -> None:
    old, _ = load_criteria(OURS)
    before = old.before_opening.criterion("partenariat-perenne").question.collectivite.replace(NBSP, " ")
    assert OURS.count(before) == 1
    new, _ = load_criteria(renamed(OURS.replace(before, "Prévoyez-vous une convention ?"), "suite"))
    opened, planned = (sheet({"partenariat-perenne": 1}, stade=stage) for stage in ("ouverture", "prefiguration"))
    assert make_side(opened, "", DAY, old, new).reworded == frozenset()
    assert make_side(planned, "", DAY, old, new).reworded == {"partenariat-perenne"}


def test_an_answer_left_blank_is_not_told_as_reworded() -> None:
    old = build({"axes": {"un": {"criteres": {"a": {"question": {"collectivite": "Avant", "projet": "Avant"}}}}}})
    new = build({"axes": {"un": {"criteres": {"a": {}}}}})
    frozen = sheet({"a": "sans_reponse"}, stade="idee")
    assert make_side(frozen, "", DAY, old, new).reworded == frozenset()
    assert make_side(sheet({"a": "ne_sait_pas"}, stade="idee"), "", DAY, old, new).reworded == {"a"}


def test_a_sheet_reduced_to_its_levels_keeps_every_answer() -> None:
    frozen = sheet({"a": 2, "b": "ne_sait_pas"}, stade="idee")
    noted = sheet(stade="idee")
    noted = type(noted)(
        noted.viewpoint,
        context=noted.context,
        answers={"a": Answer.at(2, "À taire"), "b": Answer(State.UNKNOWN, note="Aussi")},
    )
    assert levels_only(noted) == frozen


@pytest.mark.parametrize(
    ("names", "viewpoints", "expected"),
    [
        (("", ""), ("collectivite", "projet"), ("Collectivite", "Projet")),
        (("", " "), ("projet", "projet"), ("Regard 1", "Regard 2")),
        (("Maire ", ""), ("collectivite", "collectivite"), ("Maire", "Regard 2")),
        (
            ("Sainte-Fauvette", "sainte-fauvette"),
            ("collectivite", "projet"),
            ("Sainte-Fauvette (collectivite)", "sainte-fauvette (projet)"),
        ),
        (("Mairie", "Mairie"), ("collectivite", "collectivite"), ("Mairie (regard 1)", "Mairie (regard 2)")),
    ],
)
def test_two_sides_never_bear_one_name(
    names: tuple[str, str], viewpoints: tuple[str, str], expected: tuple[str, str]
) -> None:
    criteria = build(CRITERIA)
    first, second = (
        make_side(sheet(viewpoint=viewpoint), name, DAY, criteria, criteria)
        for name, viewpoint in zip(names, viewpoints, strict=True)
    )
    found = side_names(criteria, first, second)
    assert tuple(name.replace(NBSP, " ") for name in found) == expected


def test_the_day_of_each_sheet_is_told_when_they_differ() -> None:
    criteria = build(CRITERIA)
    first = make_side(sheet(), "Mairie", DAY, criteria, criteria)
    second = make_side(sheet(), "Équipe", DAY + datetime.timedelta(days=2), criteria, criteria)
    names = ("Mairie", "Équipe")
    same, apart = dates(first, first, names), dates(first, second, names)
    assert same.replace(NBSP, " ") == "Les réponses croisées datent du 1er mars 2027."
    assert (
        apart.replace(NBSP, " ")
        == "Les réponses croisées datent du 1er mars 2027 (Mairie) et du 3 mars 2027 (Équipe)."
    )
    assert lost_words((first, second), ("Mairie", "Équipe")) == ()


def test_a_level_is_told_with_its_name_and_another_answer_with_its_words() -> None:
    criteria = build(CRITERIA)
    first = make_side(sheet({"a": 2, "b": "ne_sait_pas"}), "", DAY, criteria, criteria)
    rows = compare(criteria, first, first).rows
    assert [level_words(criteria, row.first) for row in rows] == ["2, niveau 2", "Je ne sais pas"]
