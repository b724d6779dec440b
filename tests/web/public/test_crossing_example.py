"""The public example of two parties whose answers are read together."""

from __future__ import annotations

import datetime
import re

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.criteria.model import Criteria
from questionnaire.crossing.examples import example_pairs
from questionnaire.crossing.meeting import STAGES_ID
from questionnaire.crossing.sides import Side, levels_only
from questionnaire.web.respondent.crossing_view import CrossingView, crossing_view
from tests.conftest import begin_draft, sign_in
from tests.support.building import build, sheet

DAY = datetime.date(2027, 3, 3)
PAIRS = ("village-en-preparation", "intercommunalite-qui-decide-seule")


def _view(first: dict[str, int | str], second: dict[str, int | str]) -> CrossingView:
    criteria = build({"axes": {"un": {"criteres": {key: {} for key in (*first, *second)}}}})
    sides = (Side(sheet(first), "A", DAY), Side(sheet(second, viewpoint="projet"), "B", DAY))
    return crossing_view(criteria, *sides, DAY)


@pytest.mark.parametrize("pair", PAIRS)
def test_each_pair_of_profiles_has_its_page(client: FlaskClient, criteria: Criteria, pair: str) -> None:
    found = {pair.id: pair for pair in example_pairs(criteria)}
    page = client.get(f"/exemple/croisement/{pair}").text
    view = crossing_view(criteria, *found[pair].sides(DAY), DAY)
    for words in (view.summary, view.remainder, *(party.name for party in view.parties)):
        assert words in page
    for subject in view.programme.subjects:
        assert f'id="sujet-{subject.id}"' in page
        assert subject.question in page
        assert all(opinion.text in page and opinion.note in page for opinion in subject.opinions)


def test_the_two_examples_tell_different_things(criteria: Criteria) -> None:
    one, other = (crossing_view(criteria, *pair.sides(DAY), DAY) for pair in example_pairs(criteria))
    assert [view.programme.subjects[0].id == STAGES_ID for view in (one, other)] == [False, True]
    assert one.programme.has_opening
    assert other.programme.has_opening
    assert len(one.programme.subjects) == len(other.programme.subjects) == 6


def test_the_home_page_and_both_results_lead_to_the_example(client: FlaskClient, criteria: Criteria) -> None:
    assert 'href="/exemple/croisement"' in client.get("/").text
    for pair in example_pairs(criteria):
        for profile in (pair.first, pair.second):
            assert f'href="/exemple/croisement/{pair.id}"' in client.get(f"/exemple/{profile.id}").text
    assert "croisement" not in client.get("/exemple/idee-sans-contact").text


def test_an_unknown_pair_is_not_found(client: FlaskClient) -> None:
    assert client.get("/exemple/croisement/personne").status_code == 404


def test_a_draft_shows_its_own_pairs_in_the_preview(app: Flask) -> None:
    visitor = sign_in(app)
    draft = begin_draft(visitor)
    page = visitor.get(f"{draft}/apercu/exemple/croisement")
    assert page.status_code == 200
    assert f'href="{draft}/apercu/exemple/croisement/{PAIRS[1]}"' in page.text


# ── the drawing ──


def test_a_line_joins_two_levels_and_a_side_that_does_not_know_stands_apart() -> None:
    view = _view({"a": 0, "b": 1, "c": 3}, {"a": 2, "b": 1, "c": "ne_sait_pas"})
    cells = {line.title: line.cells for group in view.groups for line in group.lines}
    assert cells["Critère a"] == (("", ()), ("start", ("square",)), ("through", ()), ("end", ("round",)), ("", ()))
    assert cells["Critère b"] == (("", ()), ("", ()), ("", ("square", "round")), ("", ()), ("", ()))
    assert cells["Critère c"] == (("", ("round",)), ("", ()), ("", ()), ("", ()), ("", ("square",)))


def test_the_table_says_what_the_drawing_shows(client: FlaskClient, criteria: Criteria) -> None:
    pair = example_pairs(criteria)[0]
    view = crossing_view(criteria, *pair.sides(DAY), DAY)
    tree = html5lib.parse(client.get(f"/exemple/croisement/{pair.id}").text, namespaceHTMLElements=False)
    rows = [
        ["".join(cell.itertext()) for cell in row if cell.get("scope") != "rowgroup"]
        for row in tree.findall(".//table[@class='table-stack']/tbody/tr")
    ]
    lines = [line for group in view.groups for line in group.lines]
    assert [row for row in rows if row] == [
        [line.title, line.first, line.second, line.agreement] for line in lines
    ]
    drawing = next(block for block in tree.iter("div") if block.get("class") == "lines")
    assert drawing.get("aria-hidden") == "true"


def test_what_cannot_be_compared_is_listed_and_not_drawn() -> None:
    view = _view({"a": 0, "b": 2}, {"a": 2, "c": 2})
    assert [line.title for group in view.groups for line in group.lines] == ["Critère a"]
    assert view.not_compared is not None
    assert [subject.title for subject in view.not_compared.subjects] == ["Critère b", "Critère c"]


def test_every_criterion_answered_stands_somewhere_once(criteria: Criteria) -> None:
    for pair in example_pairs(criteria):
        view = crossing_view(criteria, *pair.sides(DAY), DAY)
        folded = [subject for part in (*view.folded, view.not_compared) if part for subject in part.subjects]
        shown = [subject.id for subject in (*view.programme.subjects, *view.programme.if_time_allows, *folded)]
        assert len(shown) == len(set(shown)) >= 19


def test_without_shared_notes_the_view_holds_none(criteria: Criteria) -> None:
    first, second = example_pairs(criteria)[0].sides(DAY)
    notes = [answer.note for side in (first, second) for answer in side.sheet.answers.values() if answer.note]
    view = repr(crossing_view(criteria, first, second, DAY))
    assert any(note in view for note in notes)
    one, other = (Side(levels_only(side.sheet), side.name, DAY) for side in (first, second))
    assert not any(note in repr(crossing_view(criteria, one, other, DAY)) for note in notes)


def test_the_page_never_tells_a_rate_a_score_or_a_winner(client: FlaskClient) -> None:
    for pair in PAIRS:
        page = client.get(f"/exemple/croisement/{pair}").text
        assert not re.search(r"taux|sur\s100|\d\s?%|score|gagn|classement|moyenne", page, re.I)
