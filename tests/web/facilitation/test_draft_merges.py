"""Merging two texts of a draft: those of two people, or a draft and what was published since it was begun."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import begin_draft, fields_of, make_settings, new_app, services_of, sign_in
from tests.following.adapting import BASE, adapt
from tests.support.shipped import OURS

WEIGHT = {"lieu": "criteres/lancer/poids", "devient": 2}
HELP = {"lieu": "criteres/accueillir/aide", "devient": "Une aide d’ici."}
TITLE = {"lieu": "criteres/lancer/titre", "devient": "Essayer"}
OTHER_TITLE = {"lieu": "criteres/lancer/titre", "devient": "Entreprendre"}


@pytest.fixture
def space(tmp_path: Path) -> Flask:
    file = tmp_path / "criteria.yaml"
    file.write_text(BASE, encoding="utf-8")
    return new_app(make_settings(tmp_path, criteria=file))


def stored(app: Flask, number: int = 1) -> str:
    draft = services_of(app).drafts.find(number)
    assert draft is not None
    return draft.source.decode()


def conflict(marie: FlaskClient, lise: FlaskClient, hers: str, mine: str) -> dict[str, str]:
    """Lise saves her text while Marie has the draft open; returns the fields of the page that Marie gets."""
    draft = f"{begin_draft(marie)}/texte"
    opened = fields_of(marie.get(draft))
    assert lise.post(draft, data=fields_of(lise.get(draft)) | {"source": hers}).status_code == 303
    refused = marie.post(draft, data=opened | {"source": mine})
    assert refused.status_code == 409
    assert "Réunir les deux textes" in refused.text
    return fields_of(refused)


def test_the_changes_of_two_people_are_joined_at_once_where_they_do_not_meet(space: Flask) -> None:
    marie, lise = sign_in(space), sign_in(space, "Lise")
    fields = conflict(marie, lise, adapt(BASE, HELP), adapt(BASE, WEIGHT))
    joined = marie.post("/animation/brouillons/1/reunir", data=fields)
    assert joined.status_code == 303
    assert "Les deux textes sont réunis" in marie.get(joined.headers["Location"]).text
    assert stored(space) == adapt(BASE, HELP, WEIGHT)


def test_where_they_meet_the_page_asks_then_saves(space: Flask) -> None:
    marie, lise = sign_in(space), sign_in(space, "Lise")
    fields = conflict(marie, lise, adapt(BASE, TITLE, HELP), adapt(BASE, OTHER_TITLE, WEIGHT))
    asked = marie.post("/animation/brouillons/1/reunir", data=fields)
    assert asked.status_code == 200
    assert "Prendre celui de Lise" in asked.text
    fields = fields_of(asked)
    refused = marie.post("/animation/brouillons/1/reunir", data=fields)
    assert refused.status_code == 422
    assert "Cette question attend une réponse" in refused.text
    assert (
        marie.post(
            "/animation/brouillons/1/reunir", data=fields | {"revision": "1", "choix-0": "notre"}
        ).status_code
        == 409
    )
    assert stored(space) == adapt(BASE, TITLE, HELP)
    saved = marie.post("/animation/brouillons/1/reunir", data=fields_of(refused) | {"choix-0": "notre"})
    assert saved.status_code == 303
    assert stored(space) == adapt(BASE, OTHER_TITLE, HELP, WEIGHT)


def test_a_text_with_errors_is_not_joined_and_nothing_is_lost(space: Flask) -> None:
    marie, lise = sign_in(space), sign_in(space, "Lise")
    wrong = BASE.replace("poids: 1", "poids: rien")
    fields = conflict(marie, lise, adapt(BASE, HELP), wrong)
    refused = marie.post("/animation/brouillons/1/reunir", data=fields)
    assert refused.status_code == 422
    assert "L’un des deux textes a des erreurs" in refused.text
    kept = marie.post("/animation/brouillons/1/choisir", data=fields_of(refused) | {"choix": "a-part"})
    assert kept.status_code == 303
    assert stored(space, 2) == wrong


def test_a_draft_left_behind_takes_what_was_published_since(space: Flask) -> None:
    marie = sign_in(space)
    behind = begin_draft(marie, adapt(BASE, TITLE, HELP))
    other = begin_draft(marie, adapt(BASE, OTHER_TITLE, WEIGHT))
    fields = fields_of(marie.get(f"{other}/changements")) | {"message": "Deux changements"}
    assert marie.post(f"{other}/publier", data=fields).status_code == 303
    assert "Le reprendre dans ce brouillon" in marie.get("/animation/brouillons/1/changements").text
    page = marie.get("/animation/brouillons/1/rattraper")
    assert "Garder celui du brouillon" in page.text
    assert "2 nouveautés" in page.text.replace("\xa0", " ")  # the name of the version is one
    name = {"lieu": "version", "devient": services_of(space).published.in_service.label}
    fields = fields_of(page)
    assert marie.post("/animation/brouillons/1/rattraper", data=fields).status_code == 422
    assert marie.post("/animation/brouillons/1/rattraper", data=fields | {"choix-0": "projet"}).status_code == 303
    assert stored(space) == adapt(BASE, name, OTHER_TITLE, HELP, WEIGHT)
    assert "Depuis le début de ce brouillon" not in marie.get("/animation/brouillons/1/changements").text
    assert behind
    assert marie.post("/animation/brouillons/1/rattraper", data={}).status_code == 422


def test_a_long_text_is_joined_on_a_light_page_and_a_strange_one_is_refused(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    marie, lise = sign_in(app), sign_in(app, "Lise")
    hers, mine = (OURS.replace("titre: Lancer des activités", f"titre: {title}") for title in ("Oser", "Essayer"))
    mine = mine.replace("\n        poids: 1", "\n        poids: 2", 1)
    fields = conflict(marie, lise, hers, mine)
    asked = marie.post("/animation/brouillons/1/reunir", data=fields)
    assert len(asked.data) < 30_000
    assert "titre: Essayer" in asked.text
    joined = marie.post("/animation/brouillons/1/reunir", data=fields_of(asked) | {"choix-0": "notre"})
    assert joined.status_code == 303
    assert stored(app) == mine
    for odd in ("", "[1]", '["x", [[0, 9, []]]]', '["x", [[0, 1, ["a"]], [0, 1, []]]]', '["x", [["a", 0, []]]]'):
        assert (
            marie.post("/animation/brouillons/1/reunir", data=fields_of(asked) | {"ecarts": odd}).status_code
            == 400
        )
