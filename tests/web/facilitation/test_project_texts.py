"""A new text of the project, in the space: announced, compared, then taken as it is, edited, or declined."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.roles import Role
from tests.conftest import begin, begin_draft, fields_of, make_settings, new_app, services_of, sign_in, token_of
from tests.support.shipped import OURS, VERSION, renamed

NEWER = renamed(OURS, "2027-03").replace("\n        poids: 1", "\n        poids: 2", 1)
NEWS = "Le projet propose un nouveau texte"
PAGE = "/animation/textes-du-projet/3"  # after the text shipped and the first one of the file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "criteria.yaml"
    written.write_text(OURS, encoding="utf-8")
    return written


@pytest.fixture
def space(tmp_path: Path, file: Path) -> Flask:
    """A site where Marie published her own version, then the file of the server changed."""
    app = new_app(make_settings(tmp_path, criteria=file))
    marie = sign_in(app)
    draft = begin_draft(marie, renamed(OURS, "chez-nous"))
    fields = fields_of(marie.get(f"{draft}/changements")) | {"message": "Chez nous"}
    assert marie.post(f"{draft}/publier", data=fields).status_code == 303
    change(app, file, NEWER)
    return app


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def change(app: Flask, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    for _ in range(2):
        services_of(app).published.refresh(now_too=True)


def in_service(app: Flask) -> tuple[str, str]:
    published = services_of(app).published.in_service
    return published.label, published.author


def test_a_changed_file_is_announced_and_nothing_changes_for_those_who_answer(
    space: Flask, marie: FlaskClient
) -> None:
    page = marie.get("/animation").text.replace("\xa0", " ")
    assert f"{NEWS} (2027-03)" in page
    assert "1 nouveauté ; aucune ne touche ce que vous avez changé" in page
    assert "dans le fichier criteria.yaml du serveur" in marie.get(f"{PAGE}/reprendre").text
    assert in_service(space) == ("chez-nous", "Marie")
    assert "version chez-nous" in space.test_client().get("/methode").text
    begin(space.test_client())
    compared = marie.get(PAGE).text.replace("\xa0", " ")
    assert "le poids passe de 1 à 2" in compared
    assert "Ce que vous aviez changé chez vous n’est pas dans ce texte" in compared


def test_a_text_of_the_project_is_put_in_service_as_it_is(space: Flask, marie: FlaskClient) -> None:
    fields = fields_of(marie.get(PAGE))
    assert marie.post(f"{PAGE}/publier", data=fields | {"message": ""}).status_code == 422
    assert marie.post(f"{PAGE}/publier", data=fields | {"expected": "1"}).status_code == 409
    assert in_service(space) == ("chez-nous", "Marie")
    assert marie.post(f"{PAGE}/publier", data=fields).status_code == 303
    assert in_service(space) == ("2027-03", "Marie")
    assert marie.get("/animation/versions/3/telecharger").data.decode() == NEWER
    assert NEWS not in marie.get("/animation").text
    assert 'id="publier"' not in marie.get(PAGE).text


def test_a_draft_of_a_text_of_the_project_includes_it_once_published(space: Flask, marie: FlaskClient) -> None:
    made = marie.post(f"{PAGE}/brouillon", data={"csrf_token": token_of(marie.get(PAGE))})
    draft = made.headers["Location"]
    assert "2027-03" in marie.get(draft).text
    text = NEWER.replace("2027-03", "chez-nous-2")
    assert marie.post(draft, data=fields_of(marie.get(f"{draft}/texte")) | {"source": text}).status_code == 303
    assert NEWS in marie.get("/animation").text
    fields = fields_of(marie.get(f"{draft}/changements")) | {"message": "Les deux"}
    assert marie.post(f"{draft}/publier", data=fields).status_code == 303
    home = marie.get("/animation").text
    assert NEWS not in home
    assert "que cette version adapte" in home


def test_a_declined_text_is_announced_no_more_and_can_still_be_read(
    space: Flask, marie: FlaskClient, file: Path
) -> None:
    sent = {"csrf_token": token_of(marie.get(PAGE))}
    assert marie.post(f"{PAGE}/ecarter", data=sent).status_code == 303
    assert NEWS not in marie.get("/animation").text
    page = marie.get(PAGE).text
    assert "Marie a choisi de ne pas la reprendre" in page
    assert "Ne pas reprendre</button>" not in page
    change(space, file, NEWER + "# une remarque")
    page = marie.get("/animation").text
    assert NEWS not in page
    assert "ne change que des commentaires" in page


def test_who_only_reads_sees_the_news_and_changes_nothing(space: Flask) -> None:
    reader = sign_in(space, "Lise", Role.LECTURE)
    assert NEWS in reader.get("/animation").text
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert 'id="publier"' not in page.text
    for action in ("publier", "brouillon", "ecarter"):
        assert reader.post(f"{PAGE}/{action}", data={}).status_code == 403
    assert in_service(space) == ("chez-nous", "Marie")


@pytest.mark.parametrize("action", ["publier", "brouillon", "ecarter"])
def test_a_form_without_its_token_changes_nothing(space: Flask, marie: FlaskClient, action: str) -> None:
    assert marie.post(f"{PAGE}/{action}", data={}).status_code == 422
    assert in_service(space) == ("chez-nous", "Marie")
    assert NEWS in marie.get("/animation").text
    assert marie.post(f"/animation/textes-du-projet/99/{action}", data={}).status_code == 404


def test_a_site_with_its_own_file_is_told_of_the_text_that_comes_with_the_program(
    tmp_path: Path, file: Path
) -> None:
    file.write_text(renamed(OURS, "la-notre"), encoding="utf-8")
    shipped = tmp_path / "livre.yaml"
    shipped.write_text(OURS, encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    assert NEWS not in sign_in(app).get("/animation").text
    services_of(app).published._shipped.path = shipped  # type: ignore[union-attr]
    shipped.write_text(NEWER, encoding="utf-8")
    for _ in range(2):
        services_of(app).published.refresh(now_too=True)
    page = sign_in(app).get("/animation").text
    assert NEWS in page
    assert "avec le programme" in sign_in(app).get(f"{PAGE}/reprendre").text
    assert in_service(app) == ("la-notre", "")
    assert VERSION != "2027-03"
