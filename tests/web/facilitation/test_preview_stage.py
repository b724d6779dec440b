"""The stage of a preview: every page of questions and every result can be looked at at another stage."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from questionnaire.criteria.model import Criteria
from tests.conftest import begin_draft, fields_of, make_settings, new_app, sign_in

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("etapes")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def worded(criteria: Criteria, stage: str) -> set[str]:
    """Return the levels of an axis, as a project reads them at a stage."""
    axis = next(axis for axis in criteria.at_stage(stage).axes if axis.id == "lieu")
    return {str(escape(words)) for criterion in axis.criteria for words in criterion.levels.projet}


def at_stage(client: FlaskClient, page: str, stage: str) -> str:
    """Choose a stage in the banner of a page; returns the address of the page shown then."""
    shown = client.get(page)
    [action] = re.findall(r'class="preview-stage" method="post" action="([^"]+)"', shown.text)
    sent = client.post(action, data=fields_of(shown) | {"etape": stage})
    assert sent.status_code == 303
    return sent.headers["Location"]


def test_a_page_of_questions_is_read_at_any_stage(marie: FlaskClient, criteria: Criteria) -> None:
    page = f"{begin_draft(marie)}/apercu/diagnostic/vide-projet/axe/lieu/1"
    for stage, other in (("prefiguration", "fonctionnement"), ("fonctionnement", "prefiguration")):
        assert at_stage(marie, page, stage) == page
        shown = marie.get(page).text
        assert f'value="{stage}" selected' in shown
        expected, unexpected = (
            worded(criteria, shown_stage) - worded(criteria, hidden_stage)
            for shown_stage, hidden_stage in ((stage, other), (other, stage))
        )
        assert any(words in shown for words in expected)
        assert not any(words in shown for words in unexpected)


def test_a_profile_is_scored_at_the_stage_chosen_and_another_profile_keeps_its_own(
    marie: FlaskClient, criteria: Criteria
) -> None:
    preview = f"{begin_draft(marie)}/apercu/diagnostic"
    mine, other = (f"{preview}/{profile.id}/resultats" for profile in criteria.profiles[:2])
    untouched = marie.get(other).text
    assert at_stage(marie, mine, "idee") == mine
    assert 'optgroup label="Avant l’ouverture"' in marie.get(mine).text
    assert 'value="idee" selected' in marie.get(mine).text
    assert marie.get(f"{mine}/json").get_json()["contexte"]["stade"] == "idee"
    assert re.findall(r'value="(\w+)" selected', marie.get(other).text) == re.findall(
        r'value="(\w+)" selected', untouched
    )


def test_answers_tried_stay_when_the_stage_changes(marie: FlaskClient) -> None:
    page = f"{begin_draft(marie)}/apercu/diagnostic/vide-projet"
    question = marie.get(f"{page}/axe/lieu/1")
    name = re.findall(r'name="(choix-[\w-]+)"', question.text)[0]
    marie.post(f"{page}/axe/lieu/1", data=fields_of(question) | {name: "2"})
    at_stage(marie, page, "prefiguration")
    kept = marie.get(f"{page}/resultats/json").get_json()
    assert kept["contexte"]["stade"] == "prefiguration"
    assert any(reply["etat"] == "repondu" for reply in kept["reponses"].values())


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ({"page": "answering.axis", "axe": "disparu"}, ""),  # a part that this stage asks nothing of
        ({"page": "https://ailleurs.example"}, ""),
        ({"page": "checking.check"}, "/verification"),
    ],
)
def test_a_page_that_this_stage_does_not_have_leads_to_all_the_parts(
    marie: FlaskClient, shown: dict[str, str], seen: str
) -> None:
    page = f"{begin_draft(marie)}/apercu/diagnostic/vide-collectivite"
    fields = fields_of(marie.get(page)) | {"etape": "aucun"} | shown
    assert marie.post(page.replace("/diagnostic/", "/etape/"), data=fields).headers["Location"] == page + seen


def test_an_unknown_stage_and_a_page_without_a_diagnostic_have_no_choice(marie: FlaskClient) -> None:
    preview = f"{begin_draft(marie)}/apercu"
    assert "preview-stage" not in marie.get(f"{preview}/").text
    fields = fields_of(marie.get(f"{preview}/diagnostic/vide-projet"))
    for stage in ("aucun", "inventee", ""):  # « aucun » is for an authority
        assert marie.post(f"{preview}/etape/vide-projet", data=fields | {"etape": stage}).status_code == 404


def test_a_stale_choice_of_stage_changes_nothing(marie: FlaskClient) -> None:
    page = f"{begin_draft(marie)}/apercu/diagnostic/vide-projet"
    fields = fields_of(marie.get(page)) | {"etape": "idee", "csrf_token": "vieux"}
    assert marie.post(page.replace("/diagnostic/", "/etape/"), data=fields).headers["Location"] == page
    assert 'value="idee" selected' not in marie.get(page).text
