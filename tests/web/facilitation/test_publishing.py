"""Publishing: the changes are listed before; one publication at a time; any version can be restored."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.roles import Role
from questionnaire.errors import StorageError
from questionnaire.storage import DiagnosticStore
from tests.conftest import (
    answer,
    begin,
    begin_draft,
    fields_of,
    live_link,
    make_settings,
    new_app,
    services_of,
    sign_in,
)
from tests.support.paths import ROOT

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
HEAVIER = OURS.replace("\n        poids: 1", "\n        poids: 3", 1).replace(
    'version: "2026-12"', 'version: "2027-02"'
)
FIRST = "demarche-entrepreneuriale"


@pytest.fixture
def space(tmp_path: Path) -> Flask:
    return new_app(make_settings(tmp_path))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def publish(client: FlaskClient, address: str, message: str = "Essai", **more: str) -> int:
    fields = fields_of(client.get(f"{address}/changements")) | {"message": message} | more
    return client.post(f"{address}/publier", data=fields).status_code


def history(space: Flask) -> list[tuple[str, str, str]]:
    return [
        (publication.label, publication.author, publication.message)
        for publication in services_of(space).publications.history()
    ]


def test_what_changes_is_said_against_the_version_in_service(marie: FlaskClient) -> None:
    page = marie.get(f"{begin_draft(marie, HEAVIER)}/changements").text.replace("\xa0", " ")
    assert "le poids passe de 1 à 3" in page
    assert "le nom de la version est reformulé" in page
    assert re.search(r"\d profils? fictifs? changent?, sur 7", page)
    assert (
        "Ce texte est exactement celui qui est en service" in marie.get(f"{begin_draft(marie)}/changements").text
    )


def test_a_change_of_comments_alone_is_said_to_change_nothing(marie: FlaskClient) -> None:
    page = marie.get(f"{begin_draft(marie, OURS + '# une remarque')}/changements").text
    assert "Seuls des commentaires ou la mise en page" in page


def test_publishing_puts_the_draft_in_service_and_remembers_who_and_why(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie, HEAVIER)
    assert publish(marie, address, "Ce critère compte davantage chez nous") == 303
    assert history(space)[0] == ("2027-02", "Marie", "Ce critère compte davantage chez nous")
    page = marie.get("/animation").text
    assert "Ce critère compte davantage chez nous" in page
    assert "Version 2027-02" in page
    assert "version 2027-02" in space.test_client().get("/methode").text


def test_the_same_click_twice_publishes_once(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie, HEAVIER)
    fields = fields_of(marie.get(f"{address}/changements")) | {"message": "Essai"}
    assert [marie.post(f"{address}/publier", data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(history(space)) == 2


def test_a_publication_without_words_is_refused(space: Flask, marie: FlaskClient) -> None:
    assert publish(marie, begin_draft(marie, HEAVIER), " ") == 422
    assert publish(marie, begin_draft(marie, HEAVIER), "x" * 501) == 422
    assert len(history(space)) == 1


def test_a_faulty_draft_is_never_published(space: Flask, marie: FlaskClient) -> None:
    good = fields_of(marie.get(f"{begin_draft(marie, HEAVIER)}/changements")) | {"message": "Essai"}
    address = begin_draft(marie, "format: [")
    assert "il ne peut être ni comparé, ni publié" in marie.get(f"{address}/changements").text
    assert marie.post(f"{address}/publier", data=good).status_code == 422
    assert len(history(space)) == 1


def test_of_two_publications_at_once_the_second_must_look_again(space: Flask, marie: FlaskClient) -> None:
    jean = sign_in(space, "Jean")
    mine, theirs = begin_draft(marie, HEAVIER), begin_draft(jean, HEAVIER.replace("2027-02", "2027-01"))
    shown = fields_of(jean.get(f"{theirs}/changements")) | {"message": "Le mien"}
    assert publish(marie, mine) == 303
    late = jean.post(f"{theirs}/publier", data=shown)
    assert late.status_code == 409
    assert "une autre version a été mise en service" in late.text
    assert "apparaît ci-dessous comme retiré" in late.text
    assert [label for label, _, _ in history(space)] == ["2027-02", "2026-12"]
    assert jean.post(f"{theirs}/publier", data=fields_of(late) | {"message": "Le mien"}).status_code == 303


def test_a_draft_that_changed_since_it_was_shown_must_be_looked_at_again(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie, HEAVIER)
    shown = fields_of(marie.get(f"{address}/changements")) | {"message": "Essai"}
    marie.post(address, data=fields_of(marie.get(f"{address}/texte")) | {"source": HEAVIER + "# suite"})
    late = marie.post(f"{address}/publier", data=shown)
    assert late.status_code == 409
    assert "le brouillon a changé" in late.text
    assert len(history(space)) == 1


@pytest.mark.parametrize("expected", ["", "x", "-1", "9" * 40])
def test_a_strange_number_publishes_nothing(space: Flask, marie: FlaskClient, expected: str) -> None:
    assert publish(marie, begin_draft(marie, HEAVIER), expected=expected) == 409
    assert len(history(space)) == 1


def test_coming_back_publishes_the_earlier_version_again_to_the_letter(space: Flask, marie: FlaskClient) -> None:
    publish(marie, begin_draft(marie, HEAVIER))
    page = marie.get("/animation/versions/1/revenir")
    assert "le poids passe de 3 à 1" in page.text.replace("\xa0", " ")
    wrong = fields_of(page) | {"message": ""}
    assert marie.post("/animation/versions/1/revenir", data=wrong).status_code == 422
    assert marie.post("/animation/versions/1/revenir", data=fields_of(page)).status_code == 303
    assert [label for label, _, _ in history(space)] == ["2026-12", "2027-02", "2026-12"]
    assert marie.get("/animation/versions/3/telecharger").data.decode() == OURS
    assert marie.post("/animation/versions/1/revenir", data=fields_of(page)).status_code == 303  # the same click
    assert len(history(space)) == 3
    assert "Ce texte est exactement celui" in marie.get("/animation/versions/1/revenir").text


def test_a_database_that_fails_publishes_nothing_and_says_so(
    space: Flask, marie: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin_draft(marie, HEAVIER)
    fields = fields_of(marie.get(f"{address}/changements")) | {"message": "Essai"}

    def broken(*_: object, **__: object) -> None:
        raise StorageError("disque plein")

    monkeypatch.setattr("questionnaire.storage.PublicationStore.publish", broken)
    assert marie.post(f"{address}/publier", data=fields).status_code == 503
    monkeypatch.setattr("questionnaire.storage.DraftStore.save", broken)
    reply = marie.post(f"{address}/enregistrer", data=fields | {"source": "x"})
    assert reply.status_code == 503
    assert reply.get_json()["saved"] is False
    page = marie.post(address, data=fields | {"source": "mon travail", "revision": "2"})
    assert page.status_code == 503
    assert "mon travail" in page.text


def test_a_file_with_faults_is_told_in_the_space(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text(OURS, encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    file.write_text(OURS.replace("format: 2", "format: un"), encoding="utf-8")
    watched = services_of(app).published
    watched.refresh(now_too=True)
    watched.refresh(now_too=True)
    page = sign_in(app).get("/animation").text
    assert "a une erreur" in page
    line = OURS.split("format: 2")[0].count("\n") + 1
    assert f"Ligne {line}" in page


def test_the_space_tells_when_the_file_is_no_longer_what_is_in_service(space: Flask, marie: FlaskClient) -> None:
    alert = "contient le texte du projet que cette version adapte"
    assert alert not in marie.get("/animation").text
    publish(marie, begin_draft(marie, HEAVIER))
    assert alert in marie.get("/animation").text


def test_two_texts_that_differ_are_never_published_under_one_name(space: Flask, marie: FlaskClient) -> None:
    other = OURS.replace("\n        poids: 1", "\n        poids: 2", 1)
    address = begin_draft(marie, other)
    fields = fields_of(marie.get(f"{address}/changements"))
    assert fields["version"] not in ("", "2026-12")  # proposed
    assert publish(marie, address, version=" ") == 422
    refused = marie.post(f"{address}/publier", data=fields | {"message": "Essai", "version": "2026-12"})
    assert refused.status_code == 422
    assert 'id="version-erreur"' in refused.text
    assert "Un autre texte a déjà été publié sous le nom" in refused.text
    assert len(history(space)) == 1
    named = fields | {"message": "Essai", "version": "2026-12, Velay: essai"}
    assert [marie.post(f"{address}/publier", data=named).status_code for _ in range(2)] == [303, 303]
    assert [label for label, _, _ in history(space)] == ["2026-12, Velay\xa0: essai", "2026-12"]
    written = 'version: "2026-12, Velay: essai"'
    assert marie.get(f"{address}/telecharger").text == other.replace('version: "2026-12"', written)
    assert "exactement celui qui est en service" in marie.get(f"{address}/changements").text


def test_a_change_of_comments_alone_keeps_its_name(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie, OURS + "# une remarque")
    assert fields_of(marie.get(f"{address}/changements"))["version"] == "2026-12"
    assert publish(marie, address) == 303
    assert [label for label, _, _ in history(space)] == ["2026-12", "2026-12"]
    assert 'name="version"' not in marie.get("/animation/versions/1/revenir").text


# ── diagnostics begun before ──


def test_a_diagnostic_begun_before_keeps_its_version_and_may_be_upgraded(space: Flask, marie: FlaskClient) -> None:
    visitor = space.test_client()
    key = begin(visitor)
    answer(visitor, key, "lieu", 1, **{f"choix-{FIRST}": "2", f"note-{FIRST}": "Vu"})
    assert "nouvelle-version" not in visitor.get(f"/diagnostic/{key}").text
    assert visitor.get(f"/diagnostic/{key}/nouvelle-version").status_code == 303
    publish(marie, begin_draft(marie, HEAVIER))
    assert visitor.get(f"/diagnostic/{key}/resultats/json").get_json()["criteres"]["version"] == "2026-12"
    assert "nouvelle-version" in visitor.get(f"/diagnostic/{key}").text
    assert "nouvelle-version" in visitor.get(f"/diagnostic/{key}/resultats").text
    page = visitor.get(f"/diagnostic/{key}/nouvelle-version")
    assert "le poids passe de 1 à 3" in page.text.replace("\xa0", " ")
    assert visitor.post(f"/diagnostic/{key}/nouvelle-version", data={}).status_code == 422
    assert visitor.post(f"/diagnostic/{key}/nouvelle-version", data=fields_of(page)).status_code == 303
    results = visitor.get(f"/diagnostic/{key}/resultats/json").get_json()
    assert results["criteres"]["version"] == "2027-02"
    assert results["reponses"][FIRST] == {"etat": "repondu", "niveau": 2, "note": "Vu"}
    assert "nouvelle-version" not in visitor.get(f"/diagnostic/{key}").text


def test_what_cannot_be_kept_is_listed_before_an_upgrade(space: Flask, marie: FlaskClient) -> None:
    visitor = space.test_client()
    key = begin(visitor)
    answer(visitor, key, "lieu", 1, **{f"choix-{FIRST}": "2"})
    publish(marie, begin_draft(marie, OURS.replace(FIRST, "demarche-autre")))
    page = visitor.get(f"/diagnostic/{key}/nouvelle-version").text
    assert "Ce qui ne peut pas être repris" in page
    assert "n’a plus sa place" in page


def test_a_full_disk_during_an_upgrade_is_reported(
    space: Flask, marie: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = space.test_client()
    key = begin(visitor)
    publish(marie, begin_draft(marie, HEAVIER))
    fields = fields_of(visitor.get(f"/diagnostic/{key}/nouvelle-version"))

    def broken(*_: object) -> bool:
        raise StorageError("disque plein")

    monkeypatch.setattr(DiagnosticStore, "upgrade", broken)
    assert visitor.post(f"/diagnostic/{key}/nouvelle-version", data=fields).status_code == 503


def meanwhile(monkeypatch: pytest.MonkeyPatch, event: Callable[[], object]) -> None:
    """Call `event` once, in a thread, between the reading of a diagnostic and its upgrade."""
    upgrade = DiagnosticStore.upgrade

    def late(store: DiagnosticStore, *arguments: Any) -> bool:
        monkeypatch.setattr(DiagnosticStore, "upgrade", upgrade)
        someone = threading.Thread(target=event)  # a request of its own
        someone.start()
        someone.join()
        return upgrade(store, *arguments)

    monkeypatch.setattr(DiagnosticStore, "upgrade", late)


def test_an_answer_saved_while_the_version_changes_is_kept_and_told(
    space: Flask, marie: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, other = space.test_client(), space.test_client()
    key = begin(visitor)
    publish(marie, begin_draft(marie, HEAVIER))
    address = f"/diagnostic/{key}/nouvelle-version"
    fields = fields_of(visitor.get(address))
    sent = {f"choix-{FIRST}": "2", f"note-{FIRST}": "Vu"}
    meanwhile(monkeypatch, lambda: answer(other, key, "lieu", 1, **sent))
    reply = visitor.post(address, data=fields)
    assert reply.status_code == 409
    assert "la version n’a pas été changée" in reply.text
    assert visitor.get(f"/diagnostic/{key}/resultats/json").get_json()["criteres"]["version"] == "2026-12"
    assert visitor.post(address, data=fields_of(reply)).status_code == 303
    results = visitor.get(f"/diagnostic/{key}/resultats/json").get_json()
    assert results["criteres"]["version"] == "2027-02"
    assert results["reponses"][FIRST] == {"etat": "repondu", "niveau": 2, "note": "Vu"}


def test_two_tabs_that_upgrade_at_once_upgrade_once(
    space: Flask, marie: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, other = space.test_client(), space.test_client()
    key = begin(visitor)
    publish(marie, begin_draft(marie, HEAVIER))
    address = f"/diagnostic/{key}/nouvelle-version"
    mine, theirs = fields_of(visitor.get(address)), fields_of(other.get(address))
    meanwhile(monkeypatch, lambda: other.post(address, data=theirs))
    reply = visitor.post(address, data=mine, follow_redirects=True)
    assert "une autre personne a changé la version" in reply.text


def test_a_process_that_does_not_know_the_newer_version_yet_looks_for_it(
    space: Flask, marie: FlaskClient, tmp_path: Path
) -> None:
    late = new_app(make_settings(tmp_path))
    visitor = late.test_client()
    key = begin(visitor)
    publish(marie, begin_draft(marie, HEAVIER))
    page = visitor.get(f"/diagnostic/{key}/nouvelle-version")
    assert "le poids passe de 1 à 3" in page.text.replace("\xa0", " ")
    publish(marie, begin_draft(marie, HEAVIER.replace("2027-02", "2027-01")))
    services_of(late).published.refresh(now_too=True)
    again = visitor.post(f"/diagnostic/{key}/nouvelle-version", data=fields_of(page))
    assert again.status_code == 422
    assert "parue pendant votre lecture" in again.text
    assert visitor.post(f"/diagnostic/{key}/nouvelle-version", data=fields_of(again)).status_code == 303
    assert visitor.get(f"/diagnostic/{key}/resultats/json").get_json()["criteres"]["version"] == "2027-01"


def test_who_has_the_last_version_already_is_told_so(space: Flask) -> None:
    visitor = space.test_client()
    key = begin(visitor)
    page = visitor.get(f"/diagnostic/{key}/nouvelle-version", follow_redirects=True).text
    assert "utilise déjà la dernière version" in page


def test_the_read_only_link_never_offers_an_upgrade(space: Flask, marie: FlaskClient) -> None:
    visitor = space.test_client()
    key = begin(visitor)
    shared = live_link(visitor, key)
    publish(marie, begin_draft(marie, HEAVIER))
    assert "nouvelle-version" not in visitor.get(shared).text
    assert visitor.get(f"{shared}/nouvelle-version".replace("/resultats/", "/diagnostic/")).status_code == 404


# ── preview ──


@pytest.mark.once
def test_the_preview_shows_every_page_of_the_draft_and_stores_nothing(space: Flask, marie: FlaskClient) -> None:
    text = OURS.replace("titre: Lancer des activités", "titre: Un titre tout neuf")
    assert text != OURS
    base = f"{begin_draft(marie, text)}/apercu"
    seen, waiting = (
        set(),
        [f"{base}/", f"{base}/diagnostic/vide-projet", f"{base}/diagnostic/village-en-preparation"],
    )
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = marie.get(address)
        assert response.status_code in (200, 303), address
        if response.mimetype == "text/html":
            found = re.findall(r'href="([^"#?]*)', response.text)
            assert not [link for link in found if link.startswith(("/diagnostic/", "/commencer", "/methode"))], (
                address
            )
            waiting += [link for link in found if link.startswith(base)]
    assert len(seen) > 35
    results = marie.get(f"{base}/diagnostic/village-en-preparation/resultats").text
    assert "Un titre tout neuf" in results
    assert "Aperçu du brouillon" in results
    assert "data-autosave-url" not in marie.get(f"{base}/diagnostic/vide-projet/axe/lieu/1").text
    with services_of(space).diagnostics._read() as connection:  # type: ignore[attr-defined]
        assert connection.exec_driver_sql("SELECT count(*) FROM diagnostic").scalar() == 0


def test_answers_tried_in_the_preview_stay_in_ones_own_session(space: Flask, marie: FlaskClient) -> None:
    base = f"{begin_draft(marie)}/apercu"
    begun = fields_of(marie.get(f"{base}/commencer/projet")) | {"contexte-stade": "prefiguration"}
    assert (
        marie.post(f"{base}/commencer/projet", data=begun).headers["Location"]
        == f"{base}/diagnostic/vide-projet/axe/lieu/1"
    )
    page = f"{base}/diagnostic/vide-projet/axe/lieu/1"
    fields = fields_of(marie.get(page)) | {f"choix-{FIRST}": "2"}
    assert marie.post(page, data=fields).headers["Location"].startswith(base)
    assert fields_of(marie.get(page))[f"choix-{FIRST}"] == "2"
    assert fields_of(sign_in(marie.application, "Jean").get(page)).get(f"choix-{FIRST}") is None
    other = page.replace("vide-projet", "village-en-preparation")
    assert fields_of(marie.get(other))[f"choix-{FIRST}"] == "1"
    results = marie.get(f"{base}/diagnostic/vide-projet/resultats/json").get_json()
    assert results["reponses"][FIRST]["niveau"] == 2
    assert results["contexte"]["stade"] == "prefiguration"
    for more in ("parcours", "terminer", "contexte", "supprimer"):
        sent = fields | {"contexte-stade": "idee", "parcours": "express"}
        assert marie.post(f"{base}/diagnostic/vide-projet/{more}", data=sent).status_code in (200, 303, 400)
    for kind in ("pdf", "ods", "csv", "json"):
        assert marie.get(f"{base}/diagnostic/village-en-preparation/resultats/{kind}").status_code == 200


def test_the_preview_of_what_does_not_exist_is_a_gentle_404(marie: FlaskClient) -> None:
    assert marie.get("/animation/brouillons/999/apercu/").status_code == 404
    base = f"{begin_draft(marie)}/apercu"
    assert marie.get(f"{base}/diagnostic/inconnu").status_code == 404
    assert marie.get("/animation/versions/999").status_code == 404
    assert sign_in_reader_sees(marie, base)


def sign_in_reader_sees(marie: FlaskClient, base: str) -> bool:
    lise = sign_in(marie.application, "Lise", Role.LECTURE)
    return lise.get(f"{base}/diagnostic/vide-projet").status_code == 200
