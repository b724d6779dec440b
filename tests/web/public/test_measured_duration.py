"""The measured median on the pages: nothing under twenty diagnostics, and no query to show it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.measured_duration import MINIMUM
from questionnaire.storage.tables import diagnostics
from tests.conftest import answer, begin, make_settings, new_app, services_of, sign_in, token_of
from tests.web.respondent.test_results import resumed

TOLD = "Durée médiane"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("durees")))


def finish(app: Flask, count: int, seconds: int = 1_500) -> None:
    """Let that many people answer everything."""
    parts = services_of(app)
    sheet = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "fonctionnement"})
    for turn in range(count):
        name = f"{seconds}-{turn}-{count}"
        assert parts.diagnostics.create(
            name, f"r{name}", parts.versions.current.digest, sheet, active_seconds=seconds
        )
        found = parts.diagnostics.find(name)
        assert found
        parts.diagnostics.finish(found.id)
    parts.durations.refresh()


def test_the_median_is_told_from_twenty_on_to_those_whom_it_concerns_and_to_the_facilitators(own: Flask) -> None:
    client, marie = own.test_client(), sign_in(own)
    finish(own, MINIMUM - 1)
    pages = ("/", "/commencer/projet")
    assert all(TOLD not in client.get(page).text for page in pages)
    assert "plus de temps qu’annoncé" not in marie.get("/animation").text
    finish(own, 1)
    expected = "25\N{NO-BREAK SPACE}min une fois le lieu ouvert (20\N{NO-BREAK SPACE}réponses)"
    assert all(client.get(page).text.count(expected) == 1 for page in pages)
    for page in ("/commencer/collectivite", "/commencer/projet?parcours=express"):
        assert TOLD not in client.get(page).text
    assert "plus de temps qu’annoncé" in marie.get("/animation").text


def test_the_home_page_asks_the_database_nothing_for_it(own: Flask) -> None:
    finish(own, MINIMUM)
    asked: list[str] = []
    engine = services_of(own).publications._engine
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert TOLD in own.test_client().get("/").text
    assert not [statement for statement in asked if "diagnostic" in statement]


def measured(app: Flask, key: str) -> int | None:
    with services_of(app).publications._engine.connect() as connection:
        query = select(diagnostics.c.active_seconds).where(diagnostics.c.edit_digest == key_digest(key))
        found: int | None = connection.execute(query).scalar_one()
        return found


def test_what_is_begun_here_is_measured_and_what_is_taken_back_from_a_file_is_not(
    app: Flask, client: FlaskClient
) -> None:
    key = begin(client)
    assert measured(app, key) in range(5)
    answer(client, key, "lieu", 1, choix_diagnostic_territoire="2")
    assert measured(app, key) in range(10)
    assert measured(app, resumed(client, client.get(f"/diagnostic/{key}/resultats/json").data)) is None


def test_results_asked_for_with_blanks_left_are_not_measured(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    client.post(
        f"/diagnostic/{key}/terminer", data={"csrf_token": token_of(client.get(f"/diagnostic/{key}/verification"))}
    )
    assert measured(app, key) is None
