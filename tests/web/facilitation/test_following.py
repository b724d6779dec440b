"""The news of the project, in the space: counted, asked, taken or left, and made a draft of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.roles import Role
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError, Problem
from questionnaire.storage import DraftStore
from tests.conftest import begin_draft, fields_of, make_settings, new_app, services_of, sign_in, token_of
from tests.following.adapting import BASE, adapt

pytestmark = pytest.mark.once

PAGE = "/animation/textes-du-projet/3/reprendre"
OURS = adapt(
    BASE,
    {"lieu": "version", "devient": "2026-11-velay"},
    {"lieu": "criteres/lancer/titre", "devient": "Entreprendre en Velay"},
    {"lieu": "criteres/gouverner/poids", "devient": 3},
    {"lieu": "criteres/accueillir/aide", "devient": "Une aide d’ici."},
)
THEIRS = adapt(
    BASE,
    {"lieu": "version", "devient": "2027-03"},
    {"lieu": "criteres/lancer/titre", "devient": "Lancer, essayer"},
    {"lieu": "criteres/lancer/objet", "devient": "Un objet réécrit."},
    {"retire": "situations/seul"},
    {"retire": "criteres/accueillir"},
)


def make_space(folder: Path, ours: str, theirs: str) -> Flask:
    """A site that began with the base, where Marie published her own text, then the file changed."""
    file = folder / "criteria.yaml"
    file.write_text(BASE, encoding="utf-8")
    app = new_app(make_settings(folder, criteria=file))
    marie = sign_in(app)
    draft = begin_draft(marie, ours)
    fields = fields_of(marie.get(f"{draft}/changements")) | {"message": "Chez nous"}
    assert marie.post(f"{draft}/publier", data=fields).status_code == 303
    change(app, file, theirs)
    return app


def change(app: Flask, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    for _ in range(2):
        services_of(app).published.refresh(now_too=True)


@pytest.fixture
def space(tmp_path: Path) -> Flask:
    return make_space(tmp_path, OURS, THEIRS)


def words_of(client: FlaskClient, address: str) -> str:
    return client.get(address).text.replace("\xa0", " ")


def test_every_page_of_the_space_says_what_the_project_brings_until_later(space: Flask) -> None:
    marie = sign_in(space)
    for page in ("/animation", "/animation/statistiques", "/animation/aide"):
        words = words_of(marie, page)
        assert "Le projet propose un nouveau texte (2027-03)" in words
        assert "Votre version reste en service. 4 nouveautés ; 2 touchent ce que vous avez changé." in words
    later = {"csrf_token": token_of(marie.get("/animation"))}
    assert marie.post(PAGE.replace("reprendre", "plus-tard"), data={}).status_code == 303
    assert "Le projet propose" in words_of(marie, "/animation")
    for _ in range(2):  # the button pressed twice
        assert marie.post(PAGE.replace("reprendre", "plus-tard"), data=later).status_code == 303
    with marie.session_transaction() as session:
        assert len(session["later"]) == 1
    assert "Le projet propose" not in words_of(marie, "/animation")
    assert "Le projet propose" in words_of(sign_in(space, "Lise", Role.LECTURE), "/animation")


def test_news_are_taken_questions_answered_and_the_draft_is_ours_with_them(space: Flask, tmp_path: Path) -> None:
    marie = sign_in(space)
    words = words_of(marie, PAGE)
    assert "2 questions" in words
    assert "Critère « Entreprendre en Velay » : le titre est reformulé" in words
    assert "Critère « Accueillir » : le projet le retire, vous l’avez changé" in words
    assert "– l’aide est reformulée" in words
    assert "2 changements de chez vous" in words or "1 changement de chez vous" in words
    fields = fields_of(marie.get(PAGE)) | {"action": "brouillon"}
    refused = marie.post(PAGE, data=fields)
    assert refused.status_code == 422
    assert "Cette question attend une réponse" in refused.text
    fields |= {"choix-0": "autre", "texte-0": "  ", "choix-1": "projet"}
    refused = marie.post(PAGE, data=fields)
    assert refused.status_code == 422
    assert 'id="texte-0-erreur"' in refused.text
    fields = fields_of(refused) | {"texte-0": "Lancer en Velay", "action": ""}
    fields.pop("reprendre-1")  # the removed situation is kept
    assert marie.post(PAGE, data=fields).status_code == 303
    assert "Réponse de Marie" in marie.get(PAGE).text
    assert "dont 1 laissée" in words_of(sign_in(space, "Lise", Role.LECTURE), PAGE)
    made = marie.post(PAGE, data=fields_of(marie.get(PAGE)) | {"action": "brouillon"})
    assert made.status_code == 303
    text = stored(space)
    assert 'version: "2026-11-velay, d’après 2027-03"' in text
    assert "titre: Lancer en Velay" in text
    assert "objet: Un objet réécrit." in text
    assert "- id: seul" in text
    assert "- id: accueillir" not in text
    page = made.headers["Location"]
    text = words_of(marie, "/animation")
    assert "Votre brouillon « <a" in text
    assert "Nouveautés de 2027-03, par Marie, le" in text
    assert f'href="{page}"' in text
    assert "Un brouillon de Marie, « <a" in words_of(sign_in(space, "Lise", Role.LECTURE), "/animation/aide")
    fields = fields_of(marie.get(page)) | {"message": "Les deux"}
    published = marie.post(page.replace("changements", "publier"), data=fields)
    assert published.status_code in (303, 422)  # « seul » is on what was removed: its condition is to mend
    assert "contient déjà ce texte" in words_of(marie, PAGE)


def stored(space: Flask) -> str:
    drafts: DraftStore = services_of(space).drafts
    draft = drafts.find(drafts.all()[0].id)
    assert draft is not None
    return draft.source.decode()


def test_ours_are_kept_wherever_nobody_answered_when_one_says_so(space: Flask) -> None:
    marie = sign_in(space)
    fields = fields_of(marie.get(PAGE)) | {"action": "garder-le-reste"}
    assert marie.post(PAGE, data=fields).status_code == 303
    assert "titre: Entreprendre en Velay" in stored(space)
    assert "objet: Un objet réécrit." in stored(space)
    assert "- id: accueillir" in stored(space)


def test_answers_are_kept_when_a_newer_text_comes_and_asked_again_where_it_changed(
    space: Flask, tmp_path: Path
) -> None:
    marie = sign_in(space)
    fields = fields_of(marie.get(PAGE)) | {"choix-0": "projet", "choix-1": "notre"}
    assert marie.post(PAGE, data=fields).status_code == 303
    newer = adapt(THEIRS, {"lieu": "version", "devient": "2027-04"}, {"lieu": "titre", "devient": "Autre"})
    change(space, tmp_path / "criteria.yaml", newer)
    page = PAGE.replace("3", "4")
    assert "Toutes ont une réponse" in words_of(marie, page)
    newest = adapt(newer, {"lieu": "criteres/lancer/titre", "devient": "Lancer enfin"})
    change(space, tmp_path / "criteria.yaml", newest)
    words = words_of(marie, PAGE.replace("3", "5"))
    assert "1 attend une réponse" in words
    assert "Vous aviez répondu ; ce texte a encore changé depuis" in words
    old = fields | {"choix-0": "notre"}  # a page shown before the newest text
    assert marie.post(PAGE.replace("3", "5"), data=old | {"action": "brouillon"}).status_code == 422


def test_who_only_reads_sees_the_merge_and_changes_nothing(space: Flask) -> None:
    reader = sign_in(space, "Lise", Role.LECTURE)
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert 'name="choix-0"' not in page.text
    assert reader.post(PAGE, data={}).status_code == 403
    assert sign_in(space).post(PAGE, data={}).status_code == 422
    assert reader.get("/animation/textes-du-projet/99/reprendre").status_code == 404


def test_a_base_that_nobody_noted_is_the_text_of_the_project_most_alike(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text(BASE, encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    marie = sign_in(app)
    with (tmp_path / "la-notre.yaml").open("w+b") as sent:
        sent.write(OURS.encode())
        sent.seek(0)
        data = {"csrf_token": token_of(marie.get("/animation")), "depuis-fichier": "oui", "file": (sent, "a.yaml")}
        draft = marie.post("/animation/brouillons", data=data).headers["Location"]
    fields = fields_of(marie.get(f"{draft}/changements")) | {"message": "Un fichier"}
    assert marie.post(f"{draft}/publier", data=fields).status_code == 303
    change(app, file, THEIRS)
    words = words_of(marie, PAGE)
    assert "la comparaison part du plus proche, la version 2026-11" in words
    assert "4 nouveautés ; 2 touchent ce que vous avez changé" in words


def test_a_text_that_this_program_cannot_read_is_said_to_be_so(
    space: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = services_of(space).published
    marie = sign_in(space)
    read, text = published.get, services_of(space).publications.find_project_text(3)

    def refuse(digest: str) -> Criteria:
        if text is not None and digest == text.criteria_digest:
            raise CriteriaError((Problem(1, "", "illisible"),))
        return read(digest)

    monkeypatch.setattr(published, "get", refuse)
    words = words_of(marie, PAGE)
    assert "L’un des deux textes a été écrit pour une version antérieure du programme" in words
    assert marie.post(PAGE, data={"action": "brouillon"}).status_code == 422
    assert "Le projet propose un nouveau texte (2027-03)" in words_of(marie, "/animation")


def test_two_hundred_differences_stay_a_light_page(tmp_path: Path) -> None:
    def many(words: str) -> str:
        lines = "".join(
            f"  - {{id: r-{number}, titre: R{number}, editeur: Ici, url: 'https://example.org/{number}', "
            f"resume: '{f'{words} {number}. ' * 30}'}}\n"
            for number in range(200)
        )
        return adapt(BASE, {"lieu": "version", "devient": words}).replace("glossaire:", f"{lines}glossaire:")

    app = make_space(tmp_path, many("ici"), many("amont"))
    marie = sign_in(app)
    page = marie.get(PAGE)
    assert len(page.data) < 120_000
    assert "Questions : page 1 sur 17" in page.text.replace("\xa0", " ")
    fields = fields_of(page) | {"choix-3": "projet", "action": "questions-2"}
    sent = marie.post(PAGE, data=fields)
    assert sent.status_code == 303
    second = marie.get(sent.headers["Location"])
    assert "199 attendent une réponse" in second.text.replace("\xa0", " ")
    assert 'name="choix-12"' in second.text
    refused = marie.post(PAGE, data=fields_of(second) | {"action": "brouillon"})
    assert refused.status_code == 422
    assert 'name="choix-0"' in refused.text
